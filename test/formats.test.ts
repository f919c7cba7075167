import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { LogLine } from '../server/src/formats/format';
import { formats, headOf, openLog } from '../server/src/formats/registry';
import { linesOfSample, markSample } from './support/marks';

const folder = path.join(process.cwd(), 'test/formats');
/** `exim.log`, `exim.debug.log`: the format's id, what the sample shows, then the name the file would have. */
const samples = readdirSync(folder).filter((name) => !name.startsWith('.'));

for (const name of samples) {
  test(`format sample ${name} is read as marked`, () => {
    const file = path.join(folder, name);
    const sample = readFileSync(file, 'utf8');
    const marked = markSample(sample, nameOfLog(name));
    if (process.env.UPDATE && marked !== sample) {
      writeFileSync(file, marked);
      return;
    }
    assert.equal(marked, sample, `review and run with --update: ${name}`);
  });

  test(`every line of format sample ${name} belongs to its own format alone`, () => {
    const id = name.slice(0, name.indexOf('.'));
    const lines = linesOfSample(readFileSync(path.join(folder, name), 'utf8'));
    const reader = openLog(headOf(lines.join('\n'), nameOfLog(name)));
    const others = lines
      .map((line) => reader.read(line)?.format)
      .filter((format) => format !== undefined && format !== id);
    assert.deepEqual(others, [], 'lines that another format read');
  });
}

/** Each in front of every line, the header of a table and the first greeting too. */
const WRAPPERS: readonly [string, (line: string) => string][] = [
  ['docker compose', (line) => `mail-1  | ${line}`],
  ['docker', (line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-23T15:39:02Z' })],
  ['Kubernetes', (line) => `2026-11-23T15:39:02.250550123Z stdout F ${line}`],
  ['docker logs -t', (line) => `2026-11-23T15:39:02.250550123Z ${line}`],
  ['Kubernetes, then docker compose', (line) => `2026-11-23T15:39:02.250550123Z stderr F mail-1  | ${line}`],
];
/** Those whose lines say something by the blanks before them. */
const INDENTED = new Set(['exim.mainlog.log', 'plain.proxy.log']);

for (const [wrapper, wrap] of WRAPPERS) {
  test(`format samples behind ${wrapper} have the same replies`, () => {
    for (const name of samples.filter((sample) => !INDENTED.has(sample))) {
      const bare = linesOfSample(readFileSync(path.join(folder, name), 'utf8'));
      const wrapped = bare.map(wrap);
      assert.deepEqual(repliesOf(wrapped, nameOfLog(name)), repliesOf(bare, nameOfLog(name)), name);
    }
  });
}

function repliesOf(lines: readonly string[], name: string): string[] {
  const reader = openLog(headOf(lines.join('\n'), name));
  return lines.flatMap((line, index) =>
    (reader.read(line)?.replies ?? []).map(
      ({ code, enhanced, speaker }) => `${index + 1}: ${code} ${enhanced} ${speaker}`,
    ),
  );
}

test('every format has a sample, an id of its own and a reference', () => {
  const sampled = new Set(samples.map((name) => name.slice(0, name.indexOf('.'))));
  assert.deepEqual(
    formats.filter(({ id }) => !sampled.has(id)).map(({ id }) => id),
    [],
  );
  assert.equal(new Set(formats.map(({ id }) => id)).size, formats.length);
  for (const { id, reference } of formats) {
    assert.match(reference, /^https:\/\//, id);
  }
});

test('no format throws on damaged lines, nor reads outside the line', () => {
  for (const name of samples) {
    const lines = linesOfSample(readFileSync(path.join(folder, name), 'utf8'));
    const reader = openLog(headOf(lines.join('\n'), nameOfLog(name)));
    for (const [index, line] of lines.entries()) {
      for (const damaged of damage(line, lines[index + 1] ?? '')) {
        for (const span of Object.values(reader.read(damaged) ?? {}).flat()) {
          if (typeof span === 'object' && span !== null) {
            assert.ok(
              span.start >= 0 && span.start <= span.end && span.end <= damaged.length,
              `${name}: ${damaged}`,
            );
          }
        }
      }
    }
  }
});

test('a glance at a line says what reading it says, or nothing', () => {
  for (const name of samples) {
    const lines = linesOfSample(readFileSync(path.join(folder, name), 'utf8'));
    const reader = openLog(headOf(lines.join('\n'), nameOfLog(name)));
    for (const [index, line] of lines.entries()) {
      const next = lines[index + 1] ?? 'status=sent (250 Ok)';
      for (const damaged of [line, ...damage(line, next)]) {
        const seen = reader.glance(
          `${next}\n${damaged}\n${next}`,
          next.length + 1,
          next.length + 1 + damaged.length,
        );
        assert.ok(
          seen === undefined || seen === glanceByReading(reader.read(damaged)),
          `${seen}: ${damaged}`,
        );
      }
    }
  }
});

function glanceByReading(read: LogLine | undefined): string | undefined {
  if (read === undefined) {
    return '';
  }
  const isQuiet = read.time !== undefined && read.outcome === undefined && read.replies.length === 0;
  return isQuiet ? read.format : undefined;
}

/** Cut at every eighth place, doubled, joined with the next line, with a NUL inside. */
function* damage(line: string, next: string): Generator<string> {
  for (let end = 0; end < line.length; end += 8) {
    yield line.slice(0, end);
    yield line.slice(end);
    yield `${line.slice(0, end)}\0${line.slice(end + 1)}`;
  }
  yield line + next;
  yield line + line;
}

/** `mdaemon.SMTP-(in).log` is a file `SMTP-(in).log` of format `mdaemon`. */
function nameOfLog(sampleName: string): string {
  return sampleName.slice(sampleName.indexOf('.') + 1);
}
