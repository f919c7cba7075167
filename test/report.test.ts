import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentReport, selectedLines } from '../server/src/features/report/documentReport';
import { type ReportData, type ReportRow, reportData } from '../server/src/features/report/reportData';
import { REPORT_TEXTS } from '../server/src/features/report/reportText';
import { LogDocument } from '../server/src/log/document';
import { attemptsOf, hasAttempts } from '../server/src/log/report/blockAttempts';
import { onsetOf } from '../server/src/log/report/onset';
import { addAt, countsOf, emptyTimeline, extentOf, mergeTimelines } from '../server/src/log/report/timeline';
import { ReadAhead } from '../server/src/lsp/readAhead';
import { randomFrom } from './support/random';

const NOW = Date.UTC(2026, 10, 24);
const MINUTE = 60_000;

const at = (minute: number) =>
  `Nov 23 ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:30 mx`;
const queued = (minute: number, id: string, sender: string) =>
  `${at(minute)} postfix/qmgr[9]: ${id}: from=<${sender}>, size=900, nrcpt=1 (queue active)`;
const delivery = (minute: number, id: string, to: string, said: string, delay = '1.2') => {
  const status = said.startsWith('2') ? 'sent' : said.startsWith('4') ? 'deferred' : 'bounced';
  const words =
    status === 'sent' ? said : `host mx.example.net[192.0.2.1] said: ${said} (in reply to RCPT TO command)`;
  return `${at(minute)} postfix/smtp[17]: ${id}: to=<${to}>, relay=mx.example.net[192.0.2.1]:25, delay=${delay}, delays=0.1/0/0.1/${delay}, dsn=${said.slice(4, 9)}, status=${status} (${words})`;
};

const OK = '250 2.0.0 Ok: queued as 9ABCDEF012';
const UNKNOWN = '550 5.1.1 No such user';
const GREYLISTED = '450 4.2.0 Greylisted';

/** A quiet night; from 02:41 to 03:10 all of example.org is refused. */
const NIGHT = [
  queued(0, '4F1A2B3C40', 'ann@example.com'),
  delivery(1, '4F1A2B3C40', 'bob@example.net', GREYLISTED),
  delivery(20, '4F1A2B3C40', 'bob@example.net', OK, '1200'),
  ...Array.from({ length: 60 }, (_, index) =>
    delivery(5 * index, `5F1A2B3C${index + 10}`, 'c@example.net', OK, '0.4'),
  ),
  queued(160, '6F1A2B3C40', 'news@example.com'),
  ...Array.from({ length: 30 }, (_, index) =>
    delivery(161 + index, '6F1A2B3C40', `r${index}@example.org`, UNKNOWN),
  ),
];

const night = logOf(NIGHT.sort());
const report = dataOf(night);

test('recipients are counted once, by what became of them', () => {
  assert.deepEqual(report.recipients, { delivered: 61, failed: 30, waiting: 0 });
  assert.equal(
    report.headline,
    'Of 91 recipients 61 got their mail and 30 failed; still waiting at the end: 0.',
  );
});

test('what began at 02:41 is said to have begun at 02:41', () => {
  assert.deepEqual(
    report.onsets.map(({ sentence }) => sentence),
    ['No such mailbox: 30 times from 2026-11-23 02:41 to 2026-11-23 03:11, 60 an hour; 0 an hour before.'],
  );
});

test('failures are put together by reason and provider, domain, host and sender', () => {
  assert.deepEqual(
    report.reasons.rows.map(({ name, attempts, within }) => [name, attempts, within?.map(shortened)]),
    [
      ['No such mailbox', 30, [['example.org', 30, 0]]],
      ['Greylisted', 1, [['example.net', 0, 1]]],
    ],
  );
  assert.deepEqual(report.domains.rows.map(shortened), [
    ['example.org', 30, 0],
    ['example.net', 0, 1],
  ]);
  assert.deepEqual(report.senders.rows.map(shortened), [
    ['news@example.com', 30, 0],
    ['ann@example.com', 0, 1],
  ]);
  assert.deepEqual(
    report.delays.filter(({ count }) => count > 0).map(({ title, count }) => [title, count]),
    [
      ['less than 1 s', 60],
      ['10 min to 1 h', 1],
    ],
  );
});

test('every number leads to as many lines as it says', () => {
  const rows = (table: readonly ReportRow[]): readonly ReportRow[] =>
    table.flatMap((row) => [row, ...rows(row.within ?? [])]);
  const { outcomes, reasons, domains, relays, senders, delays, onsets } = report;
  for (const row of rows([outcomes, reasons.rows, domains.rows, relays.rows, senders.rows].flat())) {
    assert.equal(linesOf(row.selection), row.attempts, row.name);
    assert.equal(linesOf({ ...row.selection, severity: 'permanent' }), row.permanent, row.name);
  }
  for (const { selection, count, title } of delays) {
    assert.equal(linesOf(selection), count, title);
  }
  const { delivered, failed } = report.recipients;
  assert.equal(linesOf({ severity: 'none' }), delivered);
  assert.equal(linesOf({ outcome: 'failed', isRefusal: false }), failed);
  assert.equal(linesOf({ isRefusal: true }), 0);
  assert.equal(linesOf(onsets[0]?.selection ?? {}), 30);
  const { start, width, permanent } = report.timeline ?? assert.fail('there is a timeline');
  permanent.forEach((count, index) => {
    const stretch = { from: start + index * width, to: start + (index + 1) * width };
    assert.equal(linesOf({ ...stretch, severity: 'permanent' }), count);
  });
});

test('a login refused without a reply is a refused command, and leads to its line', () => {
  const login = `${at(3)} postfix/smtpd[17]: warning: client.example.com[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6`;
  const log = logOf([login, delivery(4, '4F1A2B3C40', 'a@example.net', UNKNOWN)]);
  const { refused, recipients } = dataOf(log);
  assert.deepEqual([refused, recipients.failed], [{ permanent: 1, temporary: 0 }, 1]);
  assert.deepEqual(selectedLines(log, { isRefusal: true }, NOW).lines, [0]);
  assert.deepEqual(selectedLines(log, { isRefusal: false, outcome: 'failed' }, NOW).lines, [1]);
});

test('a recipient that counts once leads to one line, the last', () => {
  const put = (minute: number, to: string) => delivery(minute, '4F1A2B3C40', to, GREYLISTED);
  const lost = delivery(5, '4F1A2B3C40', 'lost@example.net', UNKNOWN);
  const log = logOf([
    put(1, 'bob@example.net'),
    put(2, 'Bob@Example.net'),
    put(2, 'got@example.net'),
    put(3, 'bob@example.net'),
    delivery(4, '4F1A2B3C40', 'got@example.net', OK),
    lost,
    lost,
  ]);
  const { waiting, failed } = dataOf(log).recipients;
  assert.deepEqual([waiting, failed], [1, 1]);
  const lines = (outcome: 'delayed' | 'failed') =>
    selectedLines(log, { outcome, isRefusal: false, isLast: true }, NOW).lines;
  assert.deepEqual([lines('delayed'), lines('failed')], [[3], [6]]);
});

test('an empty log, a log without times and one of noise have a report that says so', () => {
  for (const lines of [
    [],
    ['noise'],
    [delivery(0, '4F1A2B3C40', 'a@example.net', UNKNOWN).slice('Nov 23 00:00:30 mx '.length)],
  ]) {
    const data = dataOf(logOf(lines));
    assert.equal(data.timeline, null);
    assert.deepEqual(data.onsets, []);
    for (const text of Object.values(REPORT_TEXTS)) {
      assert.equal(typeof text(data), 'string');
    }
  }
});

test('words of a log stay words in every form of the report', () => {
  const evil = '=cmd|calc!A1"<img/src=x>[x](command:x)`|$(bug)\u001b[31m@example.edu';
  const data = dataOf(
    logOf([queued(1, '4F1A2B3C40', evil), delivery(2, '4F1A2B3C40', 'b@example.edu', UNKNOWN)]),
  );
  assert.equal(data.senders.rows.length, 1);
  const { markdown, csv, ndjson } = REPORT_TEXTS;
  assert.doesNotMatch(markdown(data).replace(/\\./g, ''), /[<`\u001b]|\]\(/);
  assert.doesNotMatch(csv(data), /(?:^|[,"])[=+@]/m);
  for (const row of ndjson(data).trimEnd().split('\n')) {
    assert.equal(typeof JSON.parse(row).table, 'string');
  }
});

test('the report of an edited log is that of a fresh one', () => {
  const random = randomFrom(11);
  // Of several blocks: the sender of a message may stand in another one than its failure.
  const many = Array.from({ length: 900 }, (_, index) => NIGHT[index % NIGHT.length] as string);
  const log = logOf(many);
  for (let version = 2; version < 12; version++) {
    const start = { line: random(log.lineCount), character: 0 };
    const end = { line: start.line + random(3), character: random(2) * 30 };
    const text = random(2) === 0 ? '' : `${NIGHT[random(NIGHT.length)]}\n`;
    log.update([{ range: { start, end }, text }], version);
    const fresh = new LogDocument(log.uri, 'smtp-log', 1, log.getText());
    assert.ok(fresh.blocks.length > 3);
    assert.deepEqual(dataOf(log), dataOf(fresh));
    const selection = { sender: 'news@example.com' };
    assert.deepEqual(selectedLines(log, selection, NOW), selectedLines(fresh, selection, NOW));
  }
});

test('a log is read ahead of its report, and after an edit only what the edit touched', async () => {
  const log = logOf(Array.from({ length: 900 }, (_, index) => NIGHT[index % NIGHT.length] as string));
  const read: number[] = [];
  const ahead = new ReadAhead(
    () => [log],
    (document, block) => {
      read.push(document.blocks.indexOf(block));
      attemptsOf(document, block, NOW);
    },
  );
  const isDone = async () => {
    ahead.start();
    while (!log.blocks.every(hasAttempts)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return read.splice(0);
  };
  assert.deepEqual(await isDone(), [...log.blocks.keys()]);
  const appended = {
    start: { line: log.lineCount, character: 0 },
    end: { line: log.lineCount, character: 0 },
  };
  log.update([{ range: appended, text: `${NIGHT[0]}\n` }], 2);
  assert.deepEqual(await isDone(), [log.blocks.length - 1]);
});

test('a rise is found where it is, and noise is none', () => {
  const random = randomFrom(7);
  const noise = Array.from({ length: 600 }, () => random(4));
  assert.equal(onsetOf(noise), undefined);
  assert.equal(onsetOf([]), undefined);
  assert.equal(onsetOf([1000]), undefined);
  assert.equal(onsetOf(Array.from({ length: 50 }, () => 10)), undefined);
  const burst = noise.map((count, index) => (index >= 161 && index < 190 ? 20 + count : count));
  const { start, end } = onsetOf(burst) ?? assert.fail('the burst is found');
  assert.deepEqual([start, end], [161, 190]);
  const lasting = noise.map((count, index) => (index >= 400 ? 20 + count : count));
  assert.deepEqual([onsetOf(lasting)?.start, onsetOf(lasting)?.end], [400, 600]);
});

test('a timeline of any length stays bounded and loses nothing', () => {
  const long = emptyTimeline();
  const late = emptyTimeline();
  for (let minute = 0; minute < 30_000; minute++) {
    addAt(minute < 100 ? late : long, 'all', NOW + minute * MINUTE);
  }
  assert.equal(long.width, 5 * MINUTE);
  mergeTimelines(late, long);
  const { start, end } = extentOf(late) ?? assert.fail('it holds something');
  const counts = countsOf(late, 'all', start, end, 60 * MINUTE);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    30_000,
  );
  assert.equal(counts.length, 500);
});

function shortened({ name, permanent, temporary }: ReportRow): [string, number, number] {
  return [name, permanent, temporary];
}

function linesOf(selection: Parameters<typeof selectedLines>[1]): number {
  return selectedLines(night, selection, NOW).lines.length;
}

function logOf(lines: readonly string[]): LogDocument {
  return new LogDocument('file:///mail.log', 'smtp-log', 1, `${lines.join('\n')}\n`);
}

function dataOf(log: LogDocument): ReportData {
  return reportData(documentReport(log, NOW));
}
