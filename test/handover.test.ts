import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { isHandOver } from '../server/src/log/handover';

const POSTFIX = 'Nov 23 15:39:02 mx postfix/smtp[22]: 4F1A2B3C4F: to=<bob@example.net>,';

const HAND_OVERS = [
  `${POSTFIX} relay=127.0.0.1[127.0.0.1]:10024, delay=0.4, delays=0.1/0/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F1A2B3C50)`,
  `${POSTFIX} relay=localhost[::1]:10024, delay=0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4F1A2B3C50)`,
  'Nov 23 15:39:01 mx sendmail[917]: 5ANEd2wX000917: to=bob@example.net, ctladdr=root (0/0), delay=00:00:01, xdelay=00:00:01, mailer=relay, pri=30314, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (5ANEd2wX000918 Message accepted for delivery)',
  `${POSTFIX.replace('smtp', 'local')} relay=local, delay=0.02, dsn=2.0.0, status=sent (forwarded as DB00C21D0D0)`,
  '2026-11-23 15:39:02 1rBxyz-0001Ab-2C => bob@example.net R=filter T=to_filter H=localhost [127.0.0.1] C="250 2.0.0 Ok: queued as 4F1A2B3C4D" QT=1',
];

const DELIVERIES = [
  `${POSTFIX} relay=mx.example.net[192.0.2.10]:25, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9ABCDEF)`,
  `${POSTFIX} relay=127.0.0.1[127.0.0.1]:24, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 <bob@example.net> x1 Saved)`,
  `${POSTFIX} relay=localhost.example.net[192.0.2.10]:25, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9ABC)`,
  `${POSTFIX} relay=127.0.0.1[127.0.0.1]:10024, delay=1.2, dsn=4.0.0, status=deferred (451 4.0.0 try again)`,
];

function handsOver(line: string): boolean {
  const read = openLog(headOf(line, '')).read(line);
  assert.ok(read?.outcome, line);
  return isHandOver(line, read);
}

test('a filter on the same host, or an alias, that queues the message again has not delivered it', () => {
  for (const line of HAND_OVERS) {
    assert.equal(handsOver(line), true, line);
  }
});

test('a delivery to a mailbox, or to another host, is one', () => {
  for (const line of DELIVERIES) {
    assert.equal(handsOver(line), false, line);
  }
});
