import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureDensity } from '../server/src/features/failureDensity';
import { failureGroups, LEVELS, type Wanted } from '../server/src/features/failureGroups';
import { failureLines, stepTo, type WrittenFilter } from '../server/src/features/filteredFailures';
import { LogDocument } from '../server/src/log/document';
import { explainLine, textOf } from '../server/src/log/explanation';
import type { GroupKey } from '../server/src/log/groups';
import { severityOf } from '../server/src/log/severity';
import { randomFrom } from './support/random';

const NOW = Date.UTC(2026, 10, 24);
const ALL: Wanted = { filter: {}, groupBy: 'reason', order: 'severity', path: [], offset: 0, limit: 1000 };

const bounce = (minute: number, who: string, relay: string, said: string) =>
  `Nov 23 02:${String(minute).padStart(2, '0')}:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<${who}>, relay=${relay}[192.0.2.1]:25, delay=1, dsn=${said.slice(4, 9)}, status=${said[0] === '5' ? 'bounced' : 'deferred'} (host ${relay}[192.0.2.1] said: ${said} (in reply to RCPT TO command))`;

const UNKNOWN = '550 5.1.1 No such user';
const GREYLISTED = '450 4.2.0 Greylisted';
const FULL = '552 5.2.2 Mailbox full';
const LINES = [
  bounce(10, 'a@example.net', 'mx.example.net', UNKNOWN),
  bounce(41, 'b@Example.net', 'mx.example.net', UNKNOWN),
  bounce(42, 'c@example.org', 'in.example.org', FULL),
  bounce(50, 'd@example.org', 'in.example.org', GREYLISTED),
  bounce(55, '\u001b[31m\u202eevil$(bug)@example.edu', 'x'.repeat(10_000), UNKNOWN),
  'Nov 23 02:59:02 mx postfix/qmgr[1]: 4F1A2B3C4D: removed',
  '',
];

/** The tree as a person would see it unfolded. */
function drawn(log: LogDocument, wanted: Wanted): string[] {
  const { groups, failures } = failureGroups(log, wanted, NOW);
  const indent = '  '.repeat(wanted.path.length);
  return [
    ...groups.flatMap(({ key, label, permanent, temporary, first, last }) => [
      `${indent}${label.slice(0, 40)} ${permanent}+${temporary} ${first} – ${last}`,
      ...drawn(log, { ...wanted, path: [...wanted.path, key] }),
    ]),
    ...failures.map(({ line, label, time }) => `${indent}${line}: ${label} ${time}`),
  ];
}

test('failures by reason, provider or domain, and relay', () => {
  const log = new LogDocument('file:///mail.log', 'smtp-log', 1, LINES.slice(0, 4).join('\n'));
  assert.deepEqual(drawn(log, ALL), [
    'No such mailbox 2+0 Nov 23 02:10:02 – Nov 23 02:41:02',
    '  example.net 2+0 Nov 23 02:10:02 – Nov 23 02:41:02',
    '    mx.example.net 2+0 Nov 23 02:10:02 – Nov 23 02:41:02',
    '      0: 550 5.1.1 a@example.net Nov 23 02:10:02',
    '      1: 550 5.1.1 b@Example.net Nov 23 02:41:02',
    'Mailbox full 1+0 Nov 23 02:42:02 – Nov 23 02:42:02',
    '  example.org 1+0 Nov 23 02:42:02 – Nov 23 02:42:02',
    '    in.example.org 1+0 Nov 23 02:42:02 – Nov 23 02:42:02',
    '      2: 552 5.2.2 c@example.org Nov 23 02:42:02',
    'Greylisted 0+1 Nov 23 02:50:02 – Nov 23 02:50:02',
    '  example.org 0+1 Nov 23 02:50:02 – Nov 23 02:50:02',
    '    in.example.org 0+1 Nov 23 02:50:02 – Nov 23 02:50:02',
    '      3: 450 4.2.0 d@example.org Nov 23 02:50:02',
  ]);
});

test('a log of another year is in order by the date of its file, whatever the day is today', () => {
  const days = ['Nov 20', 'Nov 23', 'Nov 26'].map((day) =>
    (LINES[0] as string).replace('Nov 23', day).replace('4F1A2B3C4D', `4F1A2B3C${day.slice(-2)}`),
  );
  const log = new LogDocument('file:///old.log', 'smtp-log', 1, days.join('\n'));
  const [group] = failureGroups(log, ALL, Date.UTC(2020, 10, 27)).groups;
  assert.deepEqual([group?.first, group?.last], ['Nov 20 02:10:02', 'Nov 26 02:10:02']);
});

test('a filter by class, text and time, and the way through what it leaves', () => {
  const log = new LogDocument('file:///mail.log', 'smtp-log', 1, LINES.join('\n'));
  const lines = (filter: WrittenFilter) => failureLines(log, filter, NOW).lines;
  assert.deepEqual(lines({ only: 'temporary' }), [3]);
  assert.deepEqual(lines({ text: 'EXAMPLE.org' }), [2, 3]);
  assert.deepEqual(lines({ from: '02:41', to: '02:42' }), [1, 2]);
  assert.deepEqual(lines({ from: 'Nov 23 02:42:03' }), [3, 4]);
  assert.deepEqual(failureGroups(log, { ...ALL, filter: { from: 'soon' } }, NOW).unreadable, ['soon']);
  const filter = { text: 'example.org' };
  const found = { index: 1, total: 2, line: 2 };
  const { character, ...next } = stepTo(log, { filter, line: 3, direction: 'next' }, NOW) ?? {};
  assert.deepEqual(next, found);
  assert.equal(log.lineText(2).slice(character).slice(0, 3), FULL.slice(0, 3));
});

test('labels hold nothing that draws elsewhere, and are short', () => {
  const log = new LogDocument('file:///mail.log', 'smtp-log', 1, LINES.join('\n'));
  const texts: string[] = [];
  const walk = (path: readonly string[]) => {
    const { groups, failures } = failureGroups(log, { ...ALL, path }, NOW);
    texts.push(...groups.map(({ label }) => label), ...failures.map(({ label }) => label));
    for (const { key } of groups) {
      walk([...path, key]);
    }
  };
  walk([]);
  for (const text of texts) {
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
    assert.ok(text.length <= 201);
  }
});

test('pages of children are the children', () => {
  const many = Array.from({ length: 2500 }, (_, number) =>
    bounce(1, `u${number}@example.net`, 'mx.example.net', UNKNOWN),
  );
  const log = new LogDocument('file:///mail.log', 'smtp-log', 1, many.join('\n'));
  const path = ['user-unknown', 'example.net', 'mx.example.net'];
  const page = (offset: number) => failureGroups(log, { ...ALL, path, offset }, NOW);
  assert.equal(page(0).children, 2500);
  assert.deepEqual(
    [0, 1000, 2000].flatMap((offset) => page(offset).failures.map(({ line }) => line)),
    many.map((_, line) => line),
  );
});

test('the ruler gets at most a thousand ranges, and every failure lies in one', () => {
  const random = randomFrom(7);
  const lines = Array.from({ length: 7000 }, () => LINES[random(LINES.length)] ?? '');
  const log = new LogDocument('file:///mail.log', 'smtp-log', 1, lines.join('\n'));
  const { ranges } = failureDensity(log);
  assert.ok(ranges.length <= 1000);
  for (const line of failureLines(log, {}, NOW).lines) {
    assert.ok(ranges.some(({ start, end }) => start <= line && line <= end));
  }
});

test('the ruler tells stretches with many failures from those with few', () => {
  const line = (number: number) =>
    number >= 3000 && number < 3400 ? LINES[0] : number % 50 === 0 ? LINES[3] : LINES[5];
  const text = Array.from({ length: 10_000 }, (_, number) => line(number)).join('\n');
  const { ranges } = failureDensity(new LogDocument('file:///mail.log', 'smtp-log', 1, text));
  const dense = ranges.filter(({ isDense }) => isDense);
  assert.deepEqual([dense[0]?.start, dense.at(-1)?.end, dense.length], [3000, 3399, 40]);
  assert.equal(ranges.length, 200 - 8 + 40);
});

test('through random edits the groups are those of a slow reading', () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = randomFrom(seed);
    const some = (count: number) =>
      Array.from({ length: count }, () => `${LINES[random(LINES.length)]}\n`).join('');
    const log = new LogDocument('file:///mail.log', 'smtp-log', 1, some(random(600)));
    for (let version = 2; version < 8; version++) {
      const start = { line: random(log.lineCount), character: 0 };
      const end = { line: start.line + random(4), character: 0 };
      log.update([{ range: { start, end }, text: some(random(5)) }], version);
      const filter: WrittenFilter =
        [{}, { only: 'permanent' as const }, { text: 'example.org' }][random(3)] ?? {};
      const groupBy = (['reason', 'provider', 'domain', 'relay'] as const)[random(4)] as GroupKey;
      assert.deepEqual(counted(log, { ...ALL, filter, groupBy }), slowly(log, filter, groupBy));
    }
  }
});

function counted(log: LogDocument, wanted: Wanted): Record<string, number[]> {
  const { groups, failures } = failureGroups(log, wanted, NOW);
  const own = failures.length === 0 ? {} : { [wanted.path.join(' / ')]: failures.map(({ line }) => line) };
  return Object.assign(
    own,
    ...groups.map(({ key }) => counted(log, { ...wanted, path: [...wanted.path, key] })),
  );
}

function slowly(log: LogDocument, filter: WrittenFilter, groupBy: GroupKey): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (let line = 0; line < log.lineCount; line++) {
    const text = log.lineText(line);
    const read = log.readLine(line);
    const severity = read && severityOf(read, text);
    if (
      read === undefined ||
      severity === undefined ||
      severity !== (filter.only ?? severity) ||
      !text.toLowerCase().includes(filter.text ?? '')
    ) {
      continue;
    }
    const { reason, provider } = explainLine(text, read);
    const domain = (textOf(text, read.recipient)?.split('@').at(-1) ?? '').toLowerCase();
    const relay = (textOf(text, read.relay) ?? '').slice(0, 256).toLowerCase();
    const keys = { reason, domain, relay, provider: provider ?? (domain || relay) };
    const path = LEVELS[groupBy].map((level) => keys[level]).join(' / ');
    found[path] = [...(found[path] ?? []), line];
  }
  return found;
}
