import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { mainReply, severityOf } from '../server/src/log/severity';

function severity(line: string): string | undefined {
  const read = openLog(headOf(line, '')).read(line);
  assert.ok(read?.replies[0], line);
  return severityOf(read, line);
}

test('a reply whose last line is still to come is no failure yet', () => {
  for (const line of [
    '<<< 550-5.7.1 not wanted',
    '<<< 550-5.7.1 see https://example.net/errors/550',
    '<<< 550-5.7.1 see https://example.net/errors/550 for more',
    '<<< 550-5.7.1 error=550 and more',
  ]) {
    assert.equal(severity(line), undefined, line);
  }
});

test('a reply that ends in its line is a failure, however its lines were joined', () => {
  for (const line of [
    '<<< 550 5.7.1 not wanted',
    '<<< 550-5.7.1 not wanted 550 5.7.1 at all',
    '<<< 550-5.7.1 not wanted\\n550 5.7.1 at all',
    '<<< 550-5.7.1 not wanted[nl]550 5.7.1 at all',
    'status=bounced (host mx.example.net[192.0.2.1] said: 550-5.7.1 not wanted 550 5.7.1 https://example.net/550 (in reply to RCPT TO command))',
  ]) {
    assert.equal(severity(line), 'permanent', line);
  }
});

test('the reply that tells what happened is the refusal, with its words where they follow', () => {
  for (const [line, words] of [
    [
      'Expected response code 250 but got code "550", with message "550 5.1.1 No such user"',
      '550 5.1.1 No such user',
    ],
    [
      'Nov 23 15:39:02 mx postfix/smtp[1]: 4F1A2B3C4D: to=<a@example.net>, relay=127.0.0.1[127.0.0.1]:10024, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 550 5.1.1 No such user)',
      '550 5.1.1 No such user',
    ],
  ] as const) {
    const read = openLog(headOf(line, '')).read(line);
    const reply = read && mainReply(read);
    assert.equal(reply && line.slice(reply.start, reply.end), words);
  }
});
