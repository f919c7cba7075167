import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../server/src/formats/format';
import { headOf, openLog } from '../server/src/formats/registry';

/** What Postfix itself writes; every wrapper must leave it readable and in its place. */
const OWN =
  '4F1A2B3C4D: to=<bob@example.net>, relay=mx.example.net[192.0.2.10]:25, delay=1.2, delays=0.1/0/0.6/0.5, ' +
  'dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.10] said: 550 5.1.1 No "bob" here (in reply to RCPT TO command))';
const JSON_OWN = JSON.stringify(OWN).slice(1, -1);
const SYSLOG = `Nov 23 15:39:02 mx01 postfix/smtp[917]: ${OWN}`;

const wrapped: readonly [name: string, line: string, time: string][] = [
  ['RFC 3164', SYSLOG, 'Nov 23 15:39:02'],
  ['RFC 3164, day padded', `Nov  3 15:39:02 mx01 postfix/smtp[917]: ${OWN}`, 'Nov  3 15:39:02'],
  ['RFC 3164, day not padded', `Nov 3 15:39:02 mx01 postfix/smtp[917]: ${OWN}`, 'Nov 3 15:39:02'],
  [
    'RFC 3164 with fraction',
    `Nov 23 15:39:02.123456 mx01 postfix/smtp[917]: ${OWN}`,
    'Nov 23 15:39:02.123456',
  ],
  [
    'RFC 3164 with year before',
    `Nov 23 2026 15:39:02 mx01 postfix/smtp[917]: ${OWN}`,
    'Nov 23 2026 15:39:02',
  ],
  ['RFC 3164 with year behind', `Nov 23 15:39:02 2026 mx01 postfix/smtp[917]: ${OWN}`, 'Nov 23 15:39:02'],
  ['RFC 3164 without host', `Nov 23 15:39:02 postfix/smtp[917]: ${OWN}`, 'Nov 23 15:39:02'],
  ['RFC 3164 with an empty host', `Nov 23 15:39:02  postfix/smtp[917]: ${OWN}`, 'Nov 23 15:39:02'],
  ['RFC 3164 without process id', `Nov 23 15:39:02 mx01 postfix/smtp: ${OWN}`, 'Nov 23 15:39:02'],
  ['RFC 3164 with priority', `<22>${SYSLOG}`, 'Nov 23 15:39:02'],
  [
    'RFC 3164 with facility (AIX)',
    `Nov 23 15:39:02 mx01 mail:info postfix/smtp[917]: ${OWN}`,
    'Nov 23 15:39:02',
  ],
  [
    'RFC 3164 with facility (busybox)',
    `Nov 23 15:39:02 mx01 mail.info postfix/smtp[917]: ${OWN}`,
    'Nov 23 15:39:02',
  ],
  [
    'RFC 3164 with facility (FreeBSD)',
    `Nov 23 15:39:02 <mail.info> mx01 postfix/smtp[917]: ${OWN}`,
    'Nov 23 15:39:02',
  ],
  ['Solaris', `Nov 23 15:39:02 mx01 postfix/smtp[917]: [ID 801593 mail.info] ${OWN}`, 'Nov 23 15:39:02'],
  [
    'repeated',
    `Nov 23 15:39:02 mx01 postfix/smtp[917]: message repeated 3 times: [ ${OWN}]`,
    'Nov 23 15:39:02',
  ],
  ['kubectl', `[pod/mail-0/postfix] ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['pm2', `0|mail-out  | ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['svlogd', `2026-11-23_15:39:02.12345 postfix/smtp[917]: ${OWN}`, '2026-11-23_15:39:02.12345'],
  [
    'ISO 8601',
    `2026-11-23T15:39:02.123456+01:00 mx01 postfix/smtp[917]: ${OWN}`,
    '2026-11-23T15:39:02.123456+01:00',
  ],
  [
    'ISO 8601 with priority',
    `<22>2026-11-23T15:39:02Z mx01 postfix/smtp[917]: ${OWN}`,
    '2026-11-23T15:39:02Z',
  ],
  ['RFC 5424', `<22>1 2026-11-23T15:39:02.1Z mx01 postfix/smtp 917 - - ${OWN}`, '2026-11-23T15:39:02.1Z'],
  [
    'RFC 5424 with structured data',
    `<22>1 2026-11-23T15:39:02.1Z mx01 postfix/smtp 917 ID47 [a@1 b="c\\"]d" e="550"][f@2] \uFEFF${OWN}`,
    '2026-11-23T15:39:02.1Z',
  ],
  [
    'rsyslog with year first',
    `2026 Nov 23 15:39:02.123 mx01 postfix/smtp[917]: ${OWN}`,
    '2026 Nov 23 15:39:02.123',
  ],
  ['date and blank', `2026-11-23 15:39:02 mx01 postfix/smtp[917]: ${OWN}`, '2026-11-23 15:39:02'],
  ['date with colons', `2026:11:23-15:39:02 mx01 postfix/smtp[917]: ${OWN}`, '2026:11:23-15:39:02'],
  [
    'journalctl short-iso',
    `2026-11-23T15:39:02+0100 mx01 postfix/smtp[917]: ${OWN}`,
    '2026-11-23T15:39:02+0100',
  ],
  [
    'journalctl short-full',
    `Mon 2026-11-23 15:39:02 CET mx01 postfix/smtp[917]: ${OWN}`,
    'Mon 2026-11-23 15:39:02 CET',
  ],
  [
    'journald JSON',
    `{"_PID":"550","SYSLOG_IDENTIFIER":"postfix/smtp","MESSAGE":"${JSON_OWN}","__REALTIME_TIMESTAMP":"1795448342650438"}`,
    '1795448342650438',
  ],
  [
    'journald JSON, message first',
    `{ "MESSAGE" : "${JSON_OWN}", "__REALTIME_TIMESTAMP" : "1795448342650438", "SYSLOG_IDENTIFIER" : "postfix/smtp" }`,
    '1795448342650438',
  ],
  [
    'docker json-file',
    `{"log":"${JSON.stringify(SYSLOG).slice(1, -1)}\\n","stream":"stdout","time":"2026-11-23T15:39:02.1Z"}`,
    'Nov 23 15:39:02',
  ],
  ['docker logs -t', `2026-11-23T15:39:03.123456789Z ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['docker compose', `postfix-mail-1  | ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['docker compose in colours', `\x1b[36mpostfix-mail-1  |\x1b[0m ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['CRI', `2026-11-23T15:39:03.123456789Z stdout F ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['CRI, partial', `2026-11-23T15:39:03.123456789+01:00 stderr P ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['multilog', `@400000006743a1b61f2e3d4c ${SYSLOG}`, 'Nov 23 15:39:02'],
  ['tai64nlocal', `2026-11-23 15:39:03.123456789 ${SYSLOG}`, 'Nov 23 15:39:02'],
];

for (const [name, line, time] of wrapped) {
  test(`${name}: the program's own words are read in their place`, () => {
    const read = openLog(headOf(line)).read(line);
    assert.ok(read, 'not read');
    assert.equal(read.format, 'postfix');
    assert.equal(textOf(line, read, 'time'), time);
    assert.equal(textOf(line, read, 'queueId'), '4F1A2B3C4D');
    assert.equal(textOf(line, read, 'recipient'), 'bob@example.net');
    assert.equal(textOf(line, read, 'relay'), 'mx.example.net');
    assert.equal(textOf(line, read, 'command'), 'RCPT TO');
    assert.equal(textOf(line, read, 'status'), '5.1.1');
    const [reply] = read.replies;
    assert.ok(reply);
    assert.match(line.slice(reply.start, reply.end), /^550 5\.1\.1 No \\?"bob\\?" here$/);
  });
}

test('journald JSON with bytes: what is read lies on the numbers', () => {
  const bytes = [...Buffer.from(`${OWN}`, 'latin1')];
  const line = `{"SYSLOG_IDENTIFIER":"postfix/smtp","MESSAGE":[${bytes.join(', ')}],"_PID":"917"}`;
  const read = openLog(headOf(line)).read(line);
  const reply = read?.replies[0];
  assert.ok(read?.recipient && reply);
  assert.equal(reply.code, 550);
  const said = line.slice(reply.start, reply.end).split(', ').map(Number);
  assert.equal(Buffer.from(said).toString('latin1'), '550 5.1.1 No "bob" here');
  const recipient = line.slice(read.recipient.start, read.recipient.end).split(', ').map(Number);
  assert.equal(Buffer.from(recipient).toString('latin1'), 'bob@example.net');
});

test('wrappers in wrappers: docker around journald around syslog', () => {
  const journal = JSON.stringify({ SYSLOG_IDENTIFIER: 'postfix/smtp', MESSAGE: OWN });
  const line = JSON.stringify({ log: `${journal}\n`, stream: 'stdout', time: '2026-11-23T15:39:02Z' });
  const read = openLog(headOf(line)).read(line);
  assert.ok(read);
  assert.equal(textOf(line, read, 'recipient'), 'bob@example.net');
  assert.equal(textOf(line, read, 'time'), '2026-11-23T15:39:02Z');
  assert.ok(line.slice(read.replies[0]?.start).startsWith('550 5.1.1 No'));
});

test('a transcript through wrappers is read like a bare one', () => {
  const session = [
    'S: 220 mx.example.net ESMTP',
    'C: EHLO a.example.com',
    'S: 250-mx.example.net',
    '250 HELP',
  ];
  const wrappers = [
    (line: string) => `sink-1  | ${line}`,
    (line: string) => `2026-11-23T15:39:02.123456789Z stdout F ${line}`,
    (line: string) => `@400000006743a1b61f2e3d4c ${line}`,
    (line: string) => `{"log":"${line}\\n","stream":"stdout","time":"2026-11-23T15:39:02Z"}`,
    (line: string) => `\x1b[32m${line}\x1b[0m`,
  ];
  for (const wrap of wrappers) {
    const lines = session.map(wrap);
    const reader = openLog(headOf(lines.join('\n')));
    const codes = lines.map((line) => {
      const reply = reader.read(line)?.replies[0];
      return reply && line.slice(reply.start, reply.start + 3);
    });
    assert.deepEqual(codes, ['220', undefined, '250', '250'], lines[0]);
  }
});

test('Android logcat: the tag is the program', () => {
  const line = '11-23 15:39:02.135  9975 13041 V SmtpTransport: SMTP <<< 220 mx.example.net ESMTP';
  const read = openLog(headOf(line)).read(line);
  assert.ok(read);
  assert.equal(textOf(line, read, 'time'), '11-23 15:39:02.135');
  assert.equal(read.replies[0]?.speaker, 'remote');
});

test('damaged wrappers are read as far as they go, and nothing is invented', () => {
  for (const [, line] of wrapped) {
    for (let end = 0; end < line.length; end += 3) {
      const cut = line.slice(0, end);
      for (const { code } of openLog(headOf(cut)).read(cut)?.replies ?? []) {
        assert.equal(code, 550);
      }
    }
  }
});

function textOf(
  line: string,
  read: LogLine,
  field: 'time' | 'queueId' | 'recipient' | 'relay' | 'command' | 'status',
) {
  const span = read[field];
  return span && line.slice(span.start, span.end);
}
