import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../server/src/log/instant';

/** The file's date in these tests, if none is named. */
const REFERENCE = Date.UTC(2026, 10, 24, 12);

function read(stamp: string, reference = REFERENCE): string | undefined {
  const instant = instantOf(`> ${stamp} <`, { start: 2, end: 2 + stamp.length }, reference);
  return (
    instant &&
    new Date(instant.ms).toISOString() + (instant.zone === undefined ? ' local' : ` ${instant.zone}`)
  );
}

test('every shape of stamp that servers write', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Nov 23 15:39:02', '2026-11-23T15:39:02.000Z local'],
    ['Mar  7 02:09:33', '2026-03-07T02:09:33.000Z local'],
    ['2026-11-23 15:39:07.123', '2026-11-23T15:39:07.123Z local'],
    ['2026-11-23T15:39:02.270Z', '2026-11-23T15:39:02.270Z 0'],
    ['2026-11-23T00:08:35.940347+01:00', '2026-11-22T23:08:35.940Z 60'],
    ['2026-11-23 15:39:01 +0100', '2026-11-23T14:39:01.000Z 60'],
    ['2026-11-23 15:39:02-0400', '2026-11-23T19:39:02.000Z -240'],
    ['23/Nov/2026:15:39:02 - 0800', '2026-11-23T23:39:02.000Z -480'],
    ['23/Nov/2026 15:39:01', '2026-11-23T15:39:01.000Z local'],
    ['Mon 2026-11-23 15:39:01.101', '2026-11-23T15:39:01.101Z local'],
    ['Mon Aug 10 09:52:59 2020', '2020-08-10T09:52:59.000Z local'],
    ['Mon, 23 Nov 2026 15:40:02 +0100', '2026-11-23T14:40:02.000Z 60'],
    ['Thu, 29 Apr 2010 23:34:45 +0900 (JST)', '2010-04-29T14:34:45.000Z 540'],
    ['2013 Jun 10 06:28:17.123', '2013-06-10T06:28:17.123Z local'],
    ['2026:11:23-15:39:02', '2026-11-23T15:39:02.000Z local'],
    ['2026-11-23 time=15:39:02.931', '2026-11-23T15:39:02.931Z local'],
    ['2026-1-3\t10:58:16 GMT', '2026-01-03T10:58:16.000Z 0'],
    ['11/23/2026 3:39:08 PM', '2026-11-23T15:39:08.000Z local'],
    ['4/2/01 12:04:31 AM', '2001-04-02T00:04:31.000Z local'],
    ['8/18/06, 13:17:37', '2006-08-18T13:17:37.000Z local'],
    ['Nov-23-26 15:39:01', '2026-11-23T15:39:01.000Z local'],
    ['11-23-26 15:39:06', '2026-11-23T15:39:06.000Z local'],
    ['23-11-2026 15:39:02', '2026-11-23T15:39:02.000Z local'],
    ['07.06.19 17:23:12', '2019-06-07T17:23:12.000Z local'],
    ['2026.11.23 15:39:01', '2026-11-23T15:39:01.000Z local'],
    ['2026-11-23 15:39:02,242', '2026-11-23T15:39:02.242Z local'],
    ['11-23 15:39:02.135', '2026-11-23T15:39:02.135Z local'],
    ['15:40:02:250', '2026-11-23T15:40:02.250Z local'],
    ['09:41:12 AM', '2026-11-24T09:41:12.000Z local'],
    ['19 14:26:27', '2026-11-19T14:26:27.000Z local'],
    ['1795448342', '2026-11-23T15:39:02.000Z 0'],
    ['1795448342.389832', '2026-11-23T15:39:02.389Z 0'],
    ['1795448342250', '2026-11-23T15:39:02.250Z 0'],
    ['1795448342250438', '2026-11-23T15:39:02.250Z 0'],
    ['@4000000065a1b2c30a1b2c3d', '2024-01-12T21:44:25.169Z 0'],
  ];
  for (const [stamp, instant] of cases) {
    assert.equal(read(stamp), instant, stamp);
  }
});

test('a year that is not there is the latest before the file’s date, so New Year keeps the order', () => {
  const january = Date.UTC(2027, 0, 2);
  assert.equal(read('Dec 31 23:59:59', january), '2026-12-31T23:59:59.000Z local');
  assert.equal(read('Jan  1 00:00:01', january), '2027-01-01T00:00:01.000Z local');
  assert.equal(
    read('Jan  1 03:00:00', Date.UTC(2026, 11, 31, 23)),
    '2027-01-01T03:00:00.000Z local',
    'ahead of UTC',
  );
  assert.equal(read('Feb 29 12:00:00', january), '2024-02-29T12:00:00.000Z local');
  assert.equal(read('31 12:00:00', Date.UTC(2026, 2, 1)), '2026-01-31T12:00:00.000Z local');
});

test('what is no stamp has no instant', () => {
  for (const text of ['', 'Nov', '99:99', 'Feb 30 12:00:00', '1', 'x'.repeat(1000), '2026-13-45T25:00']) {
    assert.equal(read(text), undefined, text);
  }
  assert.equal(instantOf('x', undefined, REFERENCE), undefined);
});
