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
  check('559 xyzzy', { code: 559, decidedBy: 'digit', reason: 'unknown', class: 'permanent' });
});

test('the verdict on trying again may contradict the first digit, and then says so', () => {
  check(
    '421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed',
    { retry: 'no', contradictsDigit: true },
  );
  check('450 4.7.1 Client host rejected: cannot find your reverse hostname', {
    reason: 'reverse-dns',
    retry: 'after-repair',
    contradictsDigit: true,
  });
  check('451 4.3.4 message too big', { reason: 'message-too-big', retry: 'no', contradictsDigit: true });
  check('550 too many connections, slow down', {
    reason: 'rate-limited',
    retry: 'later',
    contradictsDigit: true,
  });
  check('550 5.2.2 mailbox full', { reason: 'mailbox-full', retry: 'later', contradictsDigit: true });
  check('550 5.4.5 Daily sending quota exceeded', {
    reason: 'sending-quota',
    retry: 'later',
    contradictsDigit: true,
  });
  check('450 4.2.0 Greylisted, try again in 5 minutes', {
    reason: 'greylisted',
    retry: 'yes',
    contradictsDigit: false,
  });
  check('550 5.1.1 no such user', { retry: 'no', contradictsDigit: false });
});

test('5.7.1 means what its text says', () => {
  for (const [text, reason] of [
    ['550 5.7.1 <a@example.net>: Relay access denied', 'relay-denied'],
    ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'ip-blocked'],
    ['550 5.7.1 message rejected as spam', 'spam-content'],
    ['550 5.7.1 SPF check failed', 'auth-policy'],
    ['550 5.7.1 authentication required', 'login-required'],
    ['550 5.7.1 reverse DNS lookup failed for 192.0.2.1', 'reverse-dns'],
    ['550 5.7.1 you are not allowed to post to this list', 'recipient-restricted'],
    ['550 5.7.1 virus found', 'virus'],
  ] as const) {
    check(text, { reason });
  }
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
