import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LargeLog } from '../server/src/node/largeLog';
import { readLargeLog } from '../server/src/node/readLargeLog';
import { newestOf } from '../server/src/node/rotation';
import { writePostfixLog } from './bench/postfixLog';

let folder: string;
const lines: string[] = [];
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-reading-'));
  writePostfixLog(1_500_000, (line) => lines.push(line));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function textOf(from: number, to: number): string {
  return lines
    .slice(from, to)
    .map((line) => `${line}\n`)
    .join('');
}

async function readingOf(files: readonly string[], wholeMessages = true): Promise<LargeLog> {
  const log = new LargeLog(1, files);
  const worker = path.resolve('dist/server.js');
  await readLargeLog(log, { wholeMessages, onProgress: () => undefined, worker });
  return log;
}

/** Every line of the small log with its place: `mail.log:17 Nov 23 …`. */
function smallLogOf({ smallLog, files }: LargeLog): string[] {
  return smallLog.parts.flatMap((_, part) => {
    const { text, files: indexes, lines } = smallLog.page(part, 0);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line, at) => `${path.basename(files[indexes[at] as number]?.path ?? '')}:${lines[at]} ${line}`);
  });
}

function numbersOf({ summary, bytes }: LargeLog) {
  const { lines, failures, outcomes, replies, reasons } = summary;
  return { bytes, lines, failures, outcomes, replies, reasons: [...reasons.counts].sort() };
}

test('a log that was followed says what it says when it is read whole', async () => {
  for (const wholeMessages of [true, false]) {
    const file = path.join(folder, 'grows.log');
    writeFileSync(file, textOf(0, 2000));
    const log = await readingOf([file], wholeMessages);
    for (let from = 2000; from < lines.length; from += 700) {
      const [first, ...rest] = textOf(from, from + 700);
      appendFileSync(file, first ?? '');
      await log.following?.look();
      appendFileSync(file, rest.join(''));
      await log.following?.look();
    }
    const whole = await readingOf([file], wholeMessages);
    assert.deepEqual(numbersOf(log), numbersOf(whole));
    // In the order in which the messages failed, not in that of their first lines.
    assert.deepEqual(smallLogOf(log).sort(), smallLogOf(whole).sort());
    assert.deepEqual(failuresOf(log, file), failuresOf(whole, file));
    log.close();
    whole.close();
  }
});

/** Where `next failure` leads, all round. */
function failuresOf(log: LargeLog, file: string): number[] {
  const found: number[] = [];
  for (let line = -1; ; ) {
    const next = log.nextFailure({ uri: '', line, direction: 'next' }, file);
    if (next.line === undefined || next.index !== found.length + 1) {
      return found;
    }
    found.push(next.line);
    line = next.line;
  }
}

test('across a rotation every line keeps leading to where it is', async () => {
  const file = path.join(folder, 'mail.log');
  writeFileSync(`${file}.1`, textOf(0, 1000));
  writeFileSync(file, textOf(1000, 2000));
  const log = await readingOf([file, `${file}.1`], false);
  const before = smallLogOf(log);
  assert.ok(before.some((row) => row.startsWith('mail.log.1:')));
  appendFileSync(file, textOf(2000, 3000));
  renameSync(`${file}.1`, `${file}.2`);
  renameSync(file, `${file}.1`);
  writeFileSync(file, textOf(3000, 4000));
  await log.following?.look();
  const [grown] = (await log.following?.look()) ?? [];
  assert.equal(grown?.isNewFile, true);
  assert.match(lines[3000 + (grown?.first ?? -1)] ?? '', /bounced|deferred|reject|failed/);
  assert.equal(log.summary.lines, 4000);
  for (const row of smallLogOf(log)) {
    const [, name, at, text] = /^(\S+|mail\.log\.1 \(rotated\)):(\d+) (.*)$/.exec(row) ?? [];
    const start = { 'mail.log.1 (rotated)': 0, 'mail.log.1': 1000, 'mail.log': 3000 }[name ?? ''] ?? NaN;
    assert.equal(text, lines[start + Number(at)]);
  }
  log.close();
});

test('a last line without its end is there, and counted once when it is finished', async () => {
  const bounced = lines.find((line) => line.includes('status=bounced')) as string;
  const sent = lines.find((line) => line.includes('status=sent')) as string;
  for (const [text, end] of [
    [bounced, ''],
    [bounced, ' more'],
    [bounced.slice(0, 40), bounced.slice(40)],
    [sent, ''],
  ] as const) {
    const file = path.join(folder, 'half.log');
    writeFileSync(file, sent.concat('\n') + text);
    const log = await readingOf([file]);
    assert.equal(log.summary.lines, 2);
    assert.equal(log.failures, text === bounced ? 1 : 0);
    appendFileSync(file, `${end}\n${bounced}\n`);
    await log.following?.look();
    assert.deepEqual([log.summary.lines, log.files[0]?.lines], [3, 3]);
    assert.equal(log.failures, text === sent ? 1 : 2);
    log.close();
  }
});

test('of a rotated set the newest grows', () => {
  assert.deepEqual(newestOf(['/l/mail.log', '/l/mail.log.1', '/l/mail.log.2.gz', '/m/maillog-20261123']), [
    '/l/mail.log',
    '/m/maillog-20261123',
  ]);
});
