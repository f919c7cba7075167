import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { headOf, openLog } from '../server/src/formats/registry';
import { LONGEST_READ } from '../server/src/log/textLines';
import { usePersonal } from '../server/src/lsp/personal';
import {
  type FoundFailure,
  type ScanOptions,
  type ScanResult,
  scan,
  summarise,
} from '../server/src/node/scan';
import { StretchScanner } from '../server/src/node/scanJob';
import { writePostfixLog } from './bench/postfixLog';
import { damagedLogs } from './support/damagedLogs';
import { linesOfSample } from './support/marks';
import { comparable, plainSummary } from './support/plainSummary';

const sample = `${linesOfSample(readFileSync('test/formats/postfix.mail.log', 'utf8')).join('\n')}\n`;
let folder: string;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-scan-'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

interface Scanned extends ScanResult {
  readonly failures: readonly FoundFailure[];
}

async function scanned(files: readonly string[], options: ScanOptions = {}): Promise<Scanned> {
  const failures: FoundFailure[] = [];
  const result = await summarise(
    files,
    { wanted: 'lines', worker: path.resolve('dist/server.js'), ...options },
    (part) => {
      failures.push(...part.failures);
    },
  );
  return { ...result, failures };
}

/** What a scan must find, in the plainest way: the text as a whole, split into lines, each read on its own. */
function oracle(bytes: Uint8Array, name = ''): ReturnType<typeof plainSummary> {
  const text = new TextDecoder().decode(bytes);
  const reader = openLog(headOf(text, name));
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.slice(0, LONGEST_READ));
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return plainSummary(lines, reader);
}

function placesOf(failures: readonly FoundFailure[]): [number, string][] {
  return failures.map(({ line, text }) => [line, text]);
}

async function assertScan(bytes: Uint8Array, options: ScanOptions = {}): Promise<void> {
  const file = write('any.log', bytes);
  const { summary, failures, errors } = await scanned([file], options);
  const expected = oracle(bytes, 'any.log');
  assert.deepEqual(errors, []);
  assert.deepEqual(comparable(summary), expected.summary);
  assert.deepEqual(placesOf(failures), expected.failures);
}

/** The beginning of one generated log, about as long as asked for. */
function postfixLog(bytes: number): string {
  generated ??= generate(20_000_000);
  return generated.slice(0, generated.indexOf('\n', bytes) + 1 || generated.length);
}

let generated: string | undefined;

function generate(bytes: number): string {
  const lines: string[] = [];
  writePostfixLog(bytes, (line) => lines.push(line));
  return `${lines.join('\n')}\n`;
}

test('a file, cut into two stretches at any byte, says what it says as a whole', () => {
  const line = sample.split('\n').find((text) => text.includes('status=bounced')) as string;
  const accented = line.replace('no.one@', 'jürgen.Ж.😀@');
  const breaks = ['\n', '\r\n', '\r'];
  const text = [line, accented, '', accented, line].map((part, at) => part + breaks[at % 3]).join('') + line;
  const file = write('seam.log', text);
  const bytes = Buffer.from(text);
  const expected = oracle(bytes);
  const log = { id: -1, head: headOf(text), format: undefined, personal: undefined };
  const fd = openSync(file, 'r');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const [head, tail] = [
      [0, cut],
      [cut, bytes.length],
    ].map(([start = 0, end = 0]) =>
      new StretchScanner().scan({
        log,
        stretch: { fd, start, end },
        wanted: 'lines',
        most: 100,
        report: undefined,
        isKept: false,
      }),
    );
    assert.equal((head?.summary.lines ?? 0) + (tail?.summary.lines ?? 0), expected.summary.lines, `${cut}`);
    const found = [
      ...(head?.failures ?? []),
      ...(tail?.failures ?? []).map((failure) => ({ ...failure, line: failure.line + (head?.breaks ?? 0) })),
    ].map((failure): [number, string] => [failure.line + 1, failure.text]);
    assert.deepEqual(found, expected.failures, `${cut}`);
  }
  closeSync(fd);
});

test('one thread or several, plain or packed, a stream or a file: the same', async () => {
  const text = postfixLog(5_500_000);
  const bytes = Buffer.from(text);
  const file = write('big.log', text);
  const expected = oracle(bytes);
  const packed = write('big.log.gz', gzipSync(bytes, { level: 1 }));
  const brotli = write(
    'big.log.br',
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  );
  const utf16 = write('utf16.log', Buffer.from(`\ufeff${text}`, 'utf16le'));
  for (const [name, options] of [
    [file, { threads: 0 }],
    [file, { threads: 1 }],
    [file, { threads: 3 }],
    [packed, { threads: 0 }],
    [packed, { threads: 2 }],
    [brotli, { threads: 2 }],
    [utf16, { threads: 2 }],
  ] as const) {
    const { summary, failures, errors } = await scanned([name], options);
    assert.deepEqual(errors, []);
    assert.deepEqual(comparable(summary), expected.summary, `${name} ${options.threads}`);
    assert.deepEqual(placesOf(failures), expected.failures, name);
  }
});

test('what one thread finds in the parts of a stream is one summary, to where it breaks off', async () => {
  const bytes = Buffer.from(postfixLog(20_000_000));
  const whole = write('parts.log.gz', gzipSync(bytes, { level: 1 }));
  const wanted = 'none';
  for (const threads of [0, 1, 2]) {
    const { summary, errors } = await scanned([whole, whole], { threads, wanted });
    assert.deepEqual(errors, []);
    assert.deepEqual(comparable(summary), oracle(Buffer.concat([bytes, bytes])).summary, `${threads}`);
  }
  const packed = gzipSync(bytes, { level: 1 });
  const cut = write('cut.log.gz', packed.subarray(0, packed.length - 1000));
  for (const threads of [0, 1, 2]) {
    const { summary, errors, bytes: read } = await scanned([cut], { threads, wanted });
    assert.equal(errors.length, 1);
    assert.ok(bytes.length - read < 20_000, `${bytes.length - read} bytes before the break are lost`);
    assert.equal(summary.lines, bytes.subarray(0, read).toString().split('\n').length);
  }
});

test('several logs are one summary, each failure counted in its own file', async () => {
  const files = [write('mail.log.1', sample), write('mail.log', sample)];
  const { summary, failures } = await scanned(files);
  const one = oracle(Buffer.from(sample));
  assert.equal(summary.lines, 2 * one.summary.lines);
  for (const file of files) {
    const own = failures.filter((failure) => failure.file === file);
    assert.deepEqual(placesOf(own), one.failures);
  }
});

test('marks, breaks of all kinds, no last break, an empty file', async () => {
  for (const text of [
    '',
    '\n',
    `\ufeff${sample}`,
    sample.trimEnd(),
    sample.replaceAll('\n', '\r'),
    sample.replaceAll('\n', '\r\n'),
    `${sample}\u2028 é \u00ff\n${sample}`,
  ]) {
    await assertScan(Buffer.from(text));
  }
  await assertScan(Buffer.from([0x80, 0x0a, 0xff, 0xfe, 0xc3, 0x0a, ...Buffer.from(sample)]));
});

test('a line without end is shortened; the lines around it are read', async () => {
  const long = 'x'.repeat(4_500_000);
  for (const text of [
    `${sample}${long}\n${sample}`,
    `${sample}${long}\r\n${sample}`,
    `${sample}${long}\r${sample.replaceAll('\n', '\r')}${long}`,
    `${sample}${'é'.repeat(2_000_000)}\n${sample}`,
  ]) {
    await assertScan(Buffer.from(text), { threads: 2 });
    await assertScan(Buffer.from(text), { threads: 0 });
  }
});

test('what cannot be read is said; what was read before it stays', async () => {
  mkdirSync(path.join(folder, 'folder'));
  const packed = gzipSync(postfixLog(3_000_000));
  const half = packed.length >> 1;
  const cut = write('cut.gz', packed.subarray(0, half));
  const damaged = Buffer.from(packed);
  damaged.fill(0x55, half, half + 1000);
  const corrupt = write('corrupt.gz', damaged);
  const files = [path.join(folder, 'missing.log'), path.join(folder, 'folder'), cut, corrupt];
  const { summary, errors } = await scanned([...files, write('good.log', sample)]);
  assert.deepEqual(
    errors.map(({ file }) => file),
    files,
  );
  const lines = oracle(Buffer.from(sample)).summary.lines;
  assert.ok(summary.lines > lines + 1000, 'the beginnings of the damaged archives count');
});

test('a file that becomes shorter or longer while it is read', async () => {
  const text = postfixLog(12_000_000);
  const file = write('shrinks.log', text);
  let parts = 0;
  const errors: string[] = [];
  const worker = path.resolve('dist/server.js');
  const { summary } = await summarise([file], { worker, threads: 1 }, (part) => {
    if (parts++ === 0) {
      truncateSync(file, 1000);
    }
    errors.push(...(part.error === undefined ? [] : [part.error]));
  });
  assert.match(errors.join(), /became shorter/);
  assert.equal(errors.length, 1);
  assert.ok(summary.lines > 1000);

  writeFileSync(file, text);
  const grown = await summarise([file], { worker, threads: 1 }, (part) => {
    if (parts++ === 0) {
      appendFileSync(file, text);
    }
    assert.equal(part.error, undefined);
  });
  assert.ok(grown.summary.lines >= text.split('\n').length - 1);
});

test('a signal ends it, with what was read so far', async () => {
  const file = write('big.log', postfixLog(12_000_000));
  for (const threads of [0, 2]) {
    const controller = new AbortController();
    const worker = path.resolve('dist/server.js');
    const { summary, isCancelled } = await summarise(
      [file],
      { worker, threads, signal: controller.signal },
      () => controller.abort(),
    );
    assert.ok(isCancelled);
    assert.ok(summary.lines > 0);
    assert.ok(summary.lines < 100_000);
  }
});

test('the process ends when the scan does, whoever ended it', async () => {
  const file = write('big.log', postfixLog(12_000_000));
  const child = spawn(process.execPath, ['dist/cli.js', 'failures', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('exit', resolve));
  assert.equal(status, 0);
});

test("people's own rules and formats reach every thread", async () => {
  const definition = {
    id: 'ours',
    title: 'Our relay',
    pattern: '^OUT (?<recipient>[^ ]+) -> (?<reply>.*)$',
    sample: 'OUT bob@example.net -> 550 5.1.1 quota of unicorns reached',
  };
  const rule = { text: 'quota of unicorns', reason: 'mailbox-full', meaning: 'No more unicorns.' };
  const personal = { rules: [JSON.stringify({ rules: [rule] })], formats: [definition] };
  const file = write('ours.log', `${definition.sample}\n`.repeat(100_000));
  usePersonal(personal);
  const { summary } = await scanned([file], { threads: 2 });
  assert.deepEqual([...summary.formats.counts], [['ours', 100_000]]);
  assert.deepEqual([...summary.reasons.counts], [['mailbox-full', 100_000]]);
  usePersonal({ rules: [], formats: [] });
});

test('no more is read after a signal than what was already under way', async () => {
  const file = write('big.log', postfixLog(12_000_000));
  const controller = new AbortController();
  let after = 0;
  for await (const _ of scan([file], { threads: 0, signal: controller.signal })) {
    after += controller.signal.aborted ? 1 : 0;
    controller.abort();
  }
  assert.ok(after <= 1, `${after} pieces`);
});

test('mutated logs are scanned as the plain way reads them', async () => {
  for (const bytes of damagedLogs()) {
    await assertScan(bytes, { threads: 0 });
    await assertSummary(bytes);
  }
});

/** Where no line is wanted, what all lines of a shape say is counted without reading any. */
async function assertSummary(bytes: Uint8Array): Promise<void> {
  const { summary } = await summarise([write('any.log', bytes)], { threads: 0 });
  assert.deepEqual(comparable(summary), oracle(bytes, 'any.log').summary);
}

/** The index of an open log holds the failures that the plain way finds. */
