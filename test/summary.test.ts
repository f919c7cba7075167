import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { explainLine, replyInPlace } from '../server/src/log/explanation';
import { reasonOf } from '../server/src/log/reasonCache';
import { addText, emptySummary, mergeSummaries, type Summary } from '../server/src/log/summary';
import { count, emptyTally, mergeTally, topOf } from '../server/src/log/tally';
import { hourOf } from '../server/src/log/time';
import { writePostfixLog } from './bench/postfixLog';
import { linesOfSample } from './support/marks';
import { comparable } from './support/plainSummary';
import { randomFrom } from './support/random';

const logs = [
  postfixLog(300_000),
  ...readdirSync('test/formats')
    .filter((name) => !name.endsWith('.json'))
    .map((name) => `${linesOfSample(readFileSync(`test/formats/${name}`, 'utf8')).join('\n')}\n`),
];

function postfixLog(bytes: number): string {
  const lines: string[] = [];
  writePostfixLog(bytes, (line) => lines.push(line));
  return `${lines.join('\n')}\n`;
}

function whole(text: string, reader = openLog(headOf(text))): Summary {
  const summary = emptySummary();
  addText(summary, text, reader);
  return summary;
}

test('a log cut after any lines and merged is the log read whole', () => {
  const random = randomFrom(1);
  for (const text of logs) {
    const reader = openLog(headOf(text));
    const merged = emptySummary();
    let start = 0;
    while (start < text.length) {
      const end = text.indexOf('\n', start + random(text.length)) + 1 || text.length;
      mergeSummaries(merged, whole(text.slice(start, end), reader));
      start = end;
    }
    assert.deepEqual(comparable(merged), comparable(whole(text, reader)));
  }
});

test('every reason counted is the one that the line is explained by', () => {
  for (const text of logs) {
    const reader = openLog(headOf(text));
    addText(emptySummary(), text, reader, (line, _, read) => {
      const { reason } = explainLine(line, read);
      assert.equal(reasonOf(line, read), reason, line);
      assert.equal(reasonOf(line, read), reason, line);
    });
  }
});

test('the summary counts what the generator of a log put into it', () => {
  const lines: string[] = [];
  const truth = writePostfixLog(500_000, (line) => lines.push(line), 2);
  const summary = whole(`${lines.join('\n')}\n`);
  assert.equal(summary.lines, truth.lines);
  assert.deepEqual(summary.failures, { permanent: truth.permanent, temporary: truth.temporary });
  assert.equal(
    summary.replies.reduce((sum, replies) => sum + replies),
    truth.replies,
  );
  const { failed, delayed } = summary.outcomes;
  assert.deepEqual([failed, delayed], [truth.permanent, truth.temporary]);
});

test('a client that was refused is no host that was delivered to', () => {
  const { relays, failures } = whole(
    [
      'Nov 23 15:39:02 mx postfix/smtpd[1]: warning: guess.example.net[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6',
      'Nov 23 15:39:02 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from spam.example.net[192.0.2.2]: 554 5.7.1 Relay access denied; to=<a@example.org>',
      'Nov 23 15:39:02 mx postfix/smtp[2]: 4F1A2B3C4D: to=<a@example.org>, relay=mx.example.org[192.0.2.3]:25, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.3] said: 550 5.1.1 No such user)',
    ].join('\n'),
  );
  assert.deepEqual([...relays.counts], [['mx.example.org', 1]]);
  assert.equal(failures.permanent, 3);
});

test('no client is asked what the server says of it in its own words', () => {
  const line =
    'Nov 23 15:39:02 mx postfix/smtpd[1]: warning: mail-a1.google.com[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6';
  const read = openLog(headOf(line)).read(line);
  assert.ok(read?.relay);
  assert.equal(replyInPlace(line, read).relay, undefined);
});

test('a tally keeps the frequent names; what it drops is counted among the others', () => {
  const random = randomFrom(3);
  const [first, second] = [emptyTally(50), emptyTally(50)];
  for (let turn = 0; turn < 20_000; turn++) {
    count(turn % 2 === 0 ? first : second, random(3) === 0 ? `rare${random(5000)}` : `common${random(10)}`);
  }
  mergeTally(first, second);
  const { top, others } = topOf(first, 10);
  assert.ok(first.counts.size <= 100);
  assert.ok(top.every(([name]) => name.startsWith('common')));
  assert.equal(
    top.reduce((sum, [, times]) => sum + times, others),
    20_000,
  );
});

test('the hour of a time stamp, as the log writes it', () => {
  for (const [stamp, hour] of [
    ['Nov 23 15:39:02', 'Nov 23 15'],
    ['2026-11-23T15:39:02.123456+01:00', '2026-11-23T15'],
    ['2026-11-23 15:39:02', '2026-11-23 15'],
    ['2026:11:23-15:39:02', '2026:11:23-15'],
    ['23/Nov/2026:15:39:02 +0100', '23/Nov/2026:15'],
    ['11/23/2026 3:39:02 PM', '11/23/2026 3 PM'],
    ['15:39:02', '15'],
    ['15:39', '15'],
    ['20261123T153902Z', ''],
    ['1795447142', ''],
  ] as const) {
    assert.equal(hourOf(`> ${stamp} <`, { start: 2, end: 2 + stamp.length }), hour, stamp);
  }
});
