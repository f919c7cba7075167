import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Explanation, explain, type ReplyInPlace } from '../server/src/smtp/explain';
import { plainReplyText } from '../server/src/smtp/replyText';
import { randomFrom } from './support/random';

function check(text: string, expected: Partial<Explanation>, place: Partial<ReplyInPlace> = {}): void {
  const found = explain({ text, ...place });
  const actual = Object.fromEntries(
    Object.keys(expected).map((key) => [key, found[key as keyof Explanation]]),
  );
  assert.deepEqual(actual, expected, text);
}

test('a code alone, an enhanced code alone and a whole reply are explained', () => {
  check('550', { code: 550, enhanced: undefined, class: 'permanent', decidedBy: 'code' });
  check('5.1.1', {
    code: undefined,
    enhanced: '5.1.1',
    class: 'permanent',
    reason: 'user-unknown',
    decidedBy: 'enhanced',
  });
  check('550 5.1.1 No such user', {
    code: 550,
    enhanced: '5.1.1',
    reason: 'user-unknown',
    decidedBy: 'text',
    retry: 'no',
  });
  check('250 2.0.0 Ok: queued as 4F1A2B3C4D', { class: 'success', reason: 'accepted', retry: 'no' });
  check('354 go ahead', { class: 'intermediate', reason: 'in-progress' });
});

test('the layers that were asked stand in order, the deciding one first', () => {
  const { layers } = explain({ text: '550 5.7.1 [QQ04] frob', relay: 'mta5.am0.yahoodns.net' });
  assert.deepEqual(
    layers.map(({ decidedBy }) => decidedBy),
    ['enhanced', 'code', 'digit'],
  );
  const yahoo = explain({
    text: '421 4.7.0 [TSS04] Messages temporarily deferred',
    relay: 'mta5.am0.yahoodns.net',
  });
  assert.equal(yahoo.provider, 'Yahoo');
  assert.equal(yahoo.decidedBy, 'provider');
});

test('what no source knows gets no meaning', () => {
  check('999 5.99.999 frobnicated', {
    code: undefined,
    enhanced: undefined,
    decidedBy: 'none',
    reason: 'unknown',
  });
  check('', { code: undefined, decidedBy: 'none' });
  check('605 Not delivering', { code: 605, decidedBy: 'code', reason: 'suppressed', class: undefined });
  check('559 xyzzy', { code: 559, decidedBy: 'digit', reason: 'unknown', class: 'permanent' });
});

test('trying again, reason and contradiction are right where the digit misleads', () => {
  const rows = readFileSync('test/explain/verdicts.tsv', 'utf8').split('\n').slice(1);
  const found = rows.map((row) => {
    const [, , reason, command, relay, text] = row.split('\t');
    if (text === undefined) {
      return row;
    }
    const verdict = explain({ text, command, relay: relay || undefined });
    const contradicts = verdict.contradictsDigit ? 'yes' : 'no';
    return [verdict.retry, contradicts, reason && verdict.reason, command, relay, text].join('\t');
  });
  assert.deepEqual(
    found.filter((row, index) => row !== rows[index]),
    [],
  );
});

test('the codes people look up most mean what the standard says, after each command', () => {
  const rows: readonly [code: string, command: string, title: string, class_: string][] = [
    ['211', 'HELP', 'System status or help', 'success'],
    ['214', 'HELP', 'Help text', 'success'],
    ['220', 'connect', 'Ready', 'success'],
    ['220', 'STARTTLS', 'Ready to start TLS', 'success'],
    ['221', 'QUIT', 'Closing the connection', 'success'],
    ['250', 'EHLO', 'Extensions', 'success'],
    ['250', 'RCPT TO', 'Recipient taken', 'success'],
    ['250', 'end of DATA', 'Message taken', 'success'],
    ['251', 'RCPT TO', 'Will forward', 'success'],
    ['251', 'ETRN', 'Nothing waiting', 'success'],
    ['252', 'VRFY', 'Will try', 'success'],
    ['354', 'DATA', 'Send the message', 'intermediate'],
    ['421', 'MAIL FROM', 'Service not available', 'temporary'],
    ['450', 'RCPT TO', 'Mailbox not available now', 'temporary'],
    ['451', 'end of DATA', 'Error in processing', 'temporary'],
    ['452', 'RCPT TO', 'Not enough space', 'temporary'],
    ['500', 'EHLO', 'Command not recognised', 'permanent'],
    ['501', 'MAIL FROM', 'Wrong parameters', 'permanent'],
    ['502', 'VRFY', 'Command not offered', 'permanent'],
    ['503', 'DATA', 'No valid recipient before', 'permanent'],
    ['504', 'AUTH LOGIN', 'Mechanism not offered', 'permanent'],
    ['550', 'RCPT TO', 'Mailbox not available', 'permanent'],
    ['550', 'end of DATA', 'Message refused', 'permanent'],
    ['551', 'RCPT TO', 'User not local', 'permanent'],
    ['552', 'MAIL FROM', 'Message too big', 'permanent'],
    ['553', 'MAIL FROM', 'Sender not allowed', 'permanent'],
    ['554', 'connect', 'No mail service for this client', 'permanent'],
    ['554', 'end of DATA', 'Transaction failed', 'permanent'],
  ];
  for (const [text, command, title, class_] of rows) {
    check(text, { title, class: class_ as Explanation['class'], decidedBy: 'code' }, { command });
  }
});

test('a log’s spelling of a command does not matter', () => {
  for (const command of ['end of DATA', 'END-OF-MESSAGE', '.', 'end of data']) {
    check('250', { title: 'Message taken' }, { command });
  }
  for (const command of ['RCPT', 'rcpt to:<bob@example.net>', 'RCPT TO']) {
    check('250', { title: 'Recipient taken' }, { command });
  }
});

test('the mail server program that speaks is known by its own rules, others only where they are sure', () => {
  check('450 4.2.0 Greylisted', { provider: undefined, reason: 'greylisted' });
  check('450 4.2.0 Greylisted', { provider: 'Postfix', reason: 'greylisted' }, { product: 'Postfix' });
  check('554 5.7.1 <bob@example.net>: Relay access denied', { provider: 'Postfix', reason: 'relay-denied' });
  check('450 4.1.8 <a@b.example>: Sender address rejected: Domain not found', { provider: undefined });
});

test('a tag tells its provider whoever quotes it', () => {
  for (const [text, provider] of [
    ['421 4.7.0 [TSS04] Messages deferred', 'Yahoo'],
    ['550 5.7.1 refused (S3140)', 'Outlook.com'],
    ['550 5.1.8 Access denied, bad outbound sender AS(42004)', 'Exchange Online'],
    ['554 5.7.1 [HM08] refused', 'Apple iCloud'],
    ['550 5.1.0 sender rejected AUP#In-1310', 'Charter/Spectrum'],
    ['550 5.1.1 Invalid recipient. LPN007_416', 'Orange/La Poste'],
  ] as const) {
    check(text, { provider, decidedBy: 'provider' }, { relay: 'relay.example.net' });
  }
});

test('a word or two say less than an enhanced code that names its cause', () => {
  check('550 5.1.1 <https://example.net/command/html>', { reason: 'user-unknown', decidedBy: 'enhanced' });
  check('550 5.7.26 the command gave an error', { reason: 'auth-policy', decidedBy: 'enhanced' });
  check('550 5.1.1 mailbox is full', { reason: 'mailbox-full', decidedBy: 'text' });
});

test('names in addresses and what the sending server adds are no words of the reply', () => {
  check('550 5.1.1 <mailbox-full@example.net> unknown', { reason: 'user-unknown' });
  check('550 5.7.1 <zen.spamhaus.org@example.net> refused', { reason: 'policy', decidedBy: 'text' });
  check('550 <IB401@example.net>: rejected', { reason: 'policy', decidedBy: 'text' });
  check('550 xyzzy (in reply to end of DATA command)', { decidedBy: 'code' });
  check('550 <bob@example.net>: User unknown 503 No recipients specified', { reason: 'user-unknown' });
  check("450 4.2.2 Mailbox full Giving up on 192.0.2.1. I'm not going to try again", {
    reason: 'mailbox-full',
  });
});

test('the command counts: what is unknown after MAIL is the sender', () => {
  check('553 5.1.0 example.org does not exist', { reason: 'bad-sender' }, { command: 'MAIL FROM' });
  check('553 5.1.0 example.org does not exist', { reason: 'user-unknown' }, { command: 'RCPT TO' });
});

test('a failure without a code is read from its words and marked as inferred', () => {
  check(
    'connect to mx.example.edu[192.0.2.30]:25: Connection timed out',
    { reason: 'connect-failed', inferred: true, class: 'temporary', retry: 'yes' },
    { outcome: 'delayed' },
  );
  check(
    'Host or domain name not found. Name service error for name=example.edu type=A: Host not found',
    { reason: 'domain-unknown', inferred: true, class: 'permanent' },
    { outcome: 'failed' },
  );
  for (const [category, reason] of [
    ['bad-mailbox', 'user-unknown'],
    ['bad-domain', 'domain-unknown'],
    ['bad-connection', 'connection-lost'],
    ['no-answer-from-host', 'connect-failed'],
    ['invalid-sender', 'bad-sender'],
    ['content-related', 'content-refused'],
    ['policy-related', 'policy'],
    ['quota-issues', 'mailbox-full'],
  ] as const) {
    check(category, { reason, inferred: true }, { outcome: 'failed' });
  }
});

test('spellings of logs are undone, and a code repeated in each line stands once', () => {
  assert.equal(plainReplyText('550_5.1.1_No_such_user/'), '550 5.1.1 No such user');
  assert.equal(plainReplyText('421+4.7.0+[TSS04]+Messages+deferred'), '421 4.7.0 [TSS04] Messages deferred');
  assert.equal(
    plainReplyText('550-5.7.26 first 550-5.7.26 second 550 5.7.26 third'),
    '550-5.7.26 first second third',
  );
  assert.equal(plainReplyText('250-host[nl]250 AUTH LOGIN'), '250-host AUTH LOGIN');
  assert.equal(plainReplyText('550-first\\n550 second'), '550-first second');
});

test('any text at all is answered', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: random(120) }, () =>
      String.fromCharCode(random(3) === 0 ? random(0x10000) : 32 + random(95)),
    ).join('');
    explain({ text: random(2) === 0 ? text : `550 5.7.1 ${text}`, relay: text, command: text });
  }
  explain({ text: `550 ${'5.1.1 550-'.repeat(100_000)}` });
});

/** A folder of facts that is no part of the project: real replies and how other engines read them. */
const facts =
  process.env.SMTP_LENS_FACTS ??
  (process.env.SMTP_LENS_CORPUS && path.join(process.env.SMTP_LENS_CORPUS, '../facts'));

if (facts && existsSync(path.join(facts, 'sisimai-replies.tsv'))) {
  test('real replies get a reason that counts as right', () => {
    const accepted = new Map(
      readTable('sisimai-to-reason.tsv').map((row) => [row.sisimai_reason, row.accepted_reasons?.split('|')]),
    );
    const rows = readTable('sisimai-replies.tsv').filter(
      (row) => !['onhold', 'undefined'].includes(row.expected_reason ?? '') && row.p5_go_agree !== 'no',
    );
    const wrong = rows.filter((row) => {
      const found = explain({
        text: row.reply_line ?? '',
        code: row.reply_code ? Number(row.reply_code) : undefined,
        enhanced: row.enhanced || undefined,
        relay: row.remote_host || undefined,
        command: row.smtp_command || undefined,
      });
      return !accepted.get(row.expected_reason)?.includes(found.reason);
    });
    const share = 1 - wrong.length / rows.length;
    console.log(`real replies: ${share.toFixed(3)} right of ${rows.length}`);
    assert.ok(share >= 0.95, wrong.map((row) => `${row.expected_reason}: ${row.reply_line}`).join('\n'));
  });
}

function readTable(name: string): Record<string, string | undefined>[] {
  const [head = [], ...rows] = readFileSync(path.join(facts ?? '', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
  return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index]])));
}
