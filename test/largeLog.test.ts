import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { documentReport, selectedLines } from '../server/src/features/report/documentReport';
import { LogDocument } from '../server/src/log/document';
import { outcomesOf } from '../server/src/log/recipients';
import { usePersonal } from '../server/src/lsp/personal';
import { LargeLog } from '../server/src/node/largeLog';
import { linesAround } from '../server/src/node/linesAround';
import { PLATFORM } from '../server/src/node/platform';
import { readingOf as knownReading, newReading } from '../server/src/node/readings';
import { type ReadingOptions, readLargeLog, readSelection } from '../server/src/node/readLargeLog';
import { missingOf, oldestFirst } from '../server/src/node/rotation';
import { SmallLog } from '../server/src/node/smallLog';
import { type Truth, writePostfixLog } from './bench/postfixLog';

let folder: string;
/** Large enough for worker threads to take part. */
let lines: readonly string[];
let truth: Truth;
let file: string;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-large-'));
  const written: string[] = [];
  truth = writePostfixLog(6_000_000, (line) => written.push(line));
  lines = written;
  file = write('mail.log', `${lines.join('\n')}\n`);
});

const readings: LargeLog[] = [];

after(() => {
  for (const log of readings) {
    log.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

async function readingOf(files: readonly string[], options: Partial<ReadingOptions> = {}): Promise<LargeLog> {
  const log = new LargeLog(1, files);
  readings.push(log);
  await readLargeLog(log, {
    wholeMessages: true,
    onProgress: () => undefined,
    worker: path.resolve('dist/server.js'),
    ...options,
  });
  return log;
}

/** Every line of the small log with its place: `0:17 Nov 23 …`. */
function smallLogOf({ smallLog }: LargeLog): string[] {
  return smallLog.parts.flatMap((_, part) => {
    const { text, files, lines } = smallLog.page(part, 0);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line, index) => `${files[index]}:${lines[index]} ${line}`);
  });
}

const QUEUE_ID = /: ([0-9A-F]{10}|[0-9A-Za-z]{12,}): /;

test('the report of a large log is that of the same log when it is open', async () => {
  const reference = Date.UTC(2026, 10, 24);
  const document = new LogDocument('file:///mail.log', 'smtp-log', 1, `${lines.join('\n')}\n`);
  const open = documentReport(document, reference);
  const { summary, report } = await readingOf([file], { report: reference, wholeMessages: false });
  assert.deepEqual(outcomesOf(summary.recipients), outcomesOf(open.recipients));
  // A stretch of a large log does not know the senders of the one before.
  assert.deepEqual({ ...report, senders: undefined }, { ...open.report, senders: undefined });
  const picked = new LargeLog(2, [file]);
  const selection = { reason: 'mailbox-full', severity: 'permanent' } as const;
  const worker = path.resolve('dist/server.js');
  await readSelection(picked, selection, { reference, worker });
  const expected = selectedLines(document, selection, reference);
  assert.ok(expected.lines.length > 10);
  assert.deepEqual(
    smallLogOf(picked),
    expected.lines.map((line) => `0:${line} ${lines[line]}`),
  );
});

test('a reading that is still asked stays, whatever is picked from it; one that nobody asks goes', () => {
  const asked = newReading([file]);
  const forgotten = newReading([file]);
  for (let picks = 0; picks < 20; picks++) {
    assert.equal(knownReading(asked.id), asked);
    newReading([file]);
  }
  assert.equal(knownReading(asked.id), asked);
  assert.equal(knownReading(forgotten.id), undefined);
});

test('the small log holds the failed lines alone where that is asked for, each with its place', async () => {
  const log = await readingOf([file], { wholeMessages: false });
  const small = smallLogOf(log);
  assert.equal(small.length, truth.permanent + truth.temporary);
  assert.equal(log.failures, small.length);
  for (const row of small) {
    const [, place, line] = /^0:(\d+) (.*)$/.exec(row) ?? [];
    assert.equal(line, lines[Number(place)]);
  }
  log.close();
});

test('the small log holds every line of each failed message, and no other', async () => {
  const failed = await readingOf([file], { wholeMessages: false });
  const failedRows = smallLogOf(failed);
  const ids = new Set(failedRows.map((row) => QUEUE_ID.exec(row)?.[1]).filter((id) => id !== undefined));
  const own = new Set(failedRows);
  const expected = lines
    .map((line, number) => `0:${number} ${line}`)
    .filter((row) => own.has(row) || ids.has(QUEUE_ID.exec(row)?.[1] ?? ''));
  const log = await readingOf([file]);
  assert.ok(log.hasWholeMessages);
  assert.deepEqual(smallLogOf(log), expected);
  assert.ok(expected.length > failedRows.length);
  failed.close();
  log.close();
});

test('a compressed log is read like the same log unpacked', async () => {
  const packed = write('packed.log.gz', gzipSync(`${lines.join('\n')}\n`));
  const [plain, unpacked] = [await readingOf([file]), await readingOf([packed])];
  assert.deepEqual(smallLogOf(unpacked), smallLogOf(plain));
  assert.deepEqual(unpacked.summary, plain.summary);
});

test('the failures of the original are gone through in a circle, each kind on its own', async () => {
  const log = await readingOf([file], { wholeMessages: false });
  const places = smallLogOf(log).map((row) => Number(/^0:(\d+)/.exec(row)?.[1]));
  const go = (line: number, direction: 'next' | 'previous', only?: 'permanent' | 'temporary') =>
    log.nextFailure({ uri: '', line, direction, only }, file);
  const total = places.length;
  assert.deepEqual(go(-1, 'next'), { line: places[0], index: 1, total });
  assert.deepEqual(go(places[0] as number, 'next'), { line: places[1], index: 2, total });
  assert.deepEqual(go(places[1] as number, 'previous'), { line: places[0], index: 1, total });
  assert.deepEqual(go(places[0] as number, 'previous'), { line: places.at(-1), index: total, total });
  assert.deepEqual(go(places.at(-1) as number, 'next'), { line: places[0], index: 1, total });
  assert.equal(go(0, 'next', 'permanent').total, truth.permanent);
  assert.equal(go(0, 'next', 'temporary').total, truth.temporary);
  assert.deepEqual(log.nextFailure({ uri: '', line: 0, direction: 'next' }, '/other'), {
    index: 0,
    total: 0,
  });
});

test('what a log says of its columns comes before the lines picked from it', async () => {
  const fields =
    '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';
  const refusal =
    '2026-11-23T15:39:02.123Z,MX\\In,08DD0C1,5,192.0.2.1:25,203.0.113.7:4711,>,550 5.7.54 Unable to relay,';
  const others = Array.from({ length: 300 }, (_, at) =>
    refusal.replace('550 5.7.54 Unable to relay', `250 Ok ${at}`),
  );
  const log = await readingOf([
    write(
      'RECV20261123-1.LOG',
      ['#Software: Microsoft Exchange Server', fields, ...others, refusal, ''].join('\r\n'),
    ),
  ]);
  const small = smallLogOf(log);
  assert.deepEqual(small.slice(0, 2), ['0:0 #Software: Microsoft Exchange Server', `0:1 ${fields}`]);
  assert.equal(small.at(-1), `0:302 ${refusal}`);
});

test('a reading that is cancelled ends with what was found', async () => {
  const end = new AbortController();
  const log = await readingOf([file, file.replace('mail', 'other')], {
    signal: end.signal,
    onProgress: (_, bytes) => bytes > 2_000_000 && end.abort(),
  });
  assert.ok(log.failures > 0 && log.summary.lines < lines.length);
  assert.equal(smallLogOf(log).length, log.failures);
  assert.equal(log.hasWholeMessages, false);
});

test('what cannot be read is said, and all else is read', async () => {
  mkdirSync(path.join(folder, 'folder.log'));
  const broken = gzipSync(`${lines.slice(0, 20_000).join('\n')}\n`).subarray(0, 200_000);
  const files = [
    path.join(folder, 'none.log'),
    path.join(folder, 'folder.log'),
    write('broken.log.gz', broken),
    file,
  ];
  if (process.platform === 'linux') {
    files.push(path.join(folder, 'pipe'), '/dev/null');
    spawnSync('mkfifo', [path.join(folder, 'pipe')]);
  }
  const log = await readingOf(files);
  assert.deepEqual(
    new Set(log.errors.map((error) => path.basename(error.file))),
    new Set([
      'none.log',
      'folder.log',
      'broken.log.gz',
      ...(process.platform === 'linux' ? ['pipe', 'null'] : []),
    ]),
  );
  assert.match(
    log.errors.find((error) => error.file.endsWith('folder.log'))?.message ?? '',
    /is a directory/,
  );
  assert.ok(log.failures > truth.permanent + truth.temporary, 'the readable beginning of the archive counts');
});

test('a million failures are cut into parts that an editor takes', () => {
  const small = new SmallLog();
  const line = 'x'.repeat(100);
  for (let from = 0; from < 1_000_000; from += 50_000) {
    small.add(Array.from({ length: 50_000 }, (_, at) => ({ file: 0, line: from + at, text: line })));
  }
  assert.equal(small.parts.length, 50);
  assert.equal(
    small.parts.reduce((sum, count) => sum + count, 0),
    1_000_000,
  );
  const page = small.page(30, 19_998);
  assert.deepEqual(page, { text: `${line}\n${line}\n`, files: [0, 0], lines: [619_998, 619_999] });
  small.close();
  assert.deepEqual(small.page(0, 0).lines, []);
});

test('the lines kept on the disk have no name there by which anyone could find them', (context) => {
  if (process.platform === 'win32') {
    context.skip();
    return;
  }
  const own = path.join(folder, 'scratch');
  mkdirSync(own);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  const small = new SmallLog();
  small.add([{ file: 0, line: 0, text: 'a secret' }]);
  process.env.TMPDIR = TMPDIR ?? '';
  assert.deepEqual(readdirSync(own), []);
  assert.equal(small.page(0, 0).text, 'a secret\n');
  small.close();
});

test('the neighbourhood of a line can be looked at, in an archive too', async () => {
  const packed = write('around.log.gz', gzipSync(lines.slice(0, 5000).join('\n')));
  for (const line of [0, 7, 3000, 4999]) {
    const { text, first } = await linesAround(packed, line);
    assert.equal(first, Math.max(0, line - 200));
    assert.equal(text.split('\n')[line - first], lines[line]);
    assert.equal(text.split('\n').length - 1, Math.min(5000, line + 201) - first);
  }
});

test('a log that grows while its messages are gathered keeps to what was counted', async () => {
  const copy = write('growing.log', `${lines.slice(0, 3000).join('\n')}\n`);
  let grown = false;
  const log = await readingOf([copy], {
    onProgress: () => {
      if (!grown) {
        grown = true;
        appendFileSync(copy, `${lines.slice(3000, 6000).join('\n')}\n`);
      }
    },
  });
  assert.ok(smallLogOf(log).every((row) => Number(/^0:(\d+)/.exec(row)?.[1]) < 3000));
});

test('a reading knows the rules and formats that people wrote', async () => {
  const rule = { text: 'the badgers ate it', reason: 'policy', meaning: 'Badgers ate the message.' };
  const personal = {
    rules: [JSON.stringify({ rules: [rule] })],
    formats: [{ id: 'badgers', title: 'Badgers', pattern: '^BADGER (?<reply>.*)$', speaker: 'remote' }],
  };
  const own = write('badgers.log', 'BADGER 550 5.0.0 the badgers ate it\n');
  usePersonal(personal);
  const log = await readingOf([own]);
  usePersonal({ rules: [], formats: [] });
  assert.deepEqual(
    [log.summary.formats.counts.get('badgers'), [...log.summary.reasons.counts]],
    [1, [['policy', 1]]],
  );
});

test('the date of a file is that of its last writing; what is no file has none', () => {
  utimesSync(file, 1_600_000_000, 1_600_000_000);
  assert.equal(PLATFORM.dateOf(pathToFileURL(file).href), 1_600_000_000_000);
  for (const uri of ['untitled:Untitled-1', 'file:///no/such/file', 'file://%', 'smtp-lens-derived:/x']) {
    assert.equal(PLATFORM.dateOf(uri), undefined, uri);
  }
});

test('a rotated set is read in the order of its time', () => {
  assert.deepEqual(oldestFirst(['/l/mail.log', '/l/mail.log.1', '/l/mail.log.10.gz', '/l/mail.log.2.gz']), [
    '/l/mail.log.10.gz',
    '/l/mail.log.2.gz',
    '/l/mail.log.1',
    '/l/mail.log',
  ]);
  assert.deepEqual(
    oldestFirst(['/l/maillog', '/l/maillog-20261123', '/l/maillog-20261122.gz', '/l/maillog']),
    ['/l/maillog-20261122.gz', '/l/maillog-20261123', '/l/maillog'],
  );
  assert.deepEqual(
    oldestFirst(['/l/RECV2026112316-1.LOG', '/l/RECV2026112315-2.LOG', '/l/RECV2026112315-1.LOG.br']),
    ['/l/RECV2026112315-1.LOG.br', '/l/RECV2026112315-2.LOG', '/l/RECV2026112316-1.LOG'],
  );
  assert.deepEqual(oldestFirst(['/b/x.log', '/a/y.log', '/b/x.log.1']), [
    '/b/x.log.1',
    '/b/x.log',
    '/a/y.log',
  ]);
});

test('what is missing in a rotated set is named', () => {
  assert.deepEqual(missingOf(['/l/mail.log', '/l/mail.log.1', '/l/mail.log.4.br']), [
    '/l/mail.log.2',
    '/l/mail.log.3',
  ]);
  assert.deepEqual(missingOf(['/l/mail.log.2', '/l/maillog-20261122', '/l/maillog-20261124']), []);
});
