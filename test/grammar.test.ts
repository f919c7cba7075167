import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { GRAMMAR_FILE, loadGrammar, type ScopedRun, scopeLines } from './grammar/engine';
import { agreement, colouredReplies, precision, recall, type TrueReply } from './grammar/replies';
import { linesOfSample, MARK } from './support/marks';

const samples = path.join(process.cwd(), 'test/grammar');
const formats = path.join(process.cwd(), 'test/formats');
/** A folder of labelled real logs, as in corpus.test.ts; facts/CONFUSABLES.tsv may lie beside it. */
const corpus = process.env.SMTP_LENS_CORPUS;

for (const name of readdirSync(samples).filter((file) => file.endsWith('.log'))) {
  test(`${name} is coloured as marked`, async () => {
    const file = path.join(samples, name);
    const sample = readFileSync(file, 'utf8');
    const lines = linesOfSample(sample);
    const runs = scopeLines(await loadGrammar(GRAMMAR_FILE), lines);
    const marked = lines
      .map((line, index) => [line, ...marksOf(runs[index] ?? [])].join('\n') + '\n')
      .join('');
    if (process.env.UPDATE && marked !== sample) {
      writeFileSync(file, marked);
      return;
    }
    assert.equal(marked, sample, `review and run with --update: ${name}`);
  });
}

/** `|    ^^^ invalid.reply.5xx strong`, without the `smtp-log` that every scope ends in. */
function marksOf(runs: readonly ScopedRun[]): string[] {
  return runs.map(
    ({ start, end, scopes }) =>
      `${MARK.padEnd(start)}${'^'.repeat(start === 0 ? end - 1 : end - start)} ` +
      scopes.map((scope) => scope.replace(/\.smtp-log$/, '')).join(' '),
  );
}

test('every scope ends in the name of the language', () => {
  const names = [...texts('name')].flatMap((name) => name.split(' '));
  assert.deepEqual(
    names.filter((name) => !name.endsWith('.smtp-log')),
    [],
  );
});

test('every pattern is bounded: no * and no +, so nothing backtracks over a whole line', () => {
  for (const pattern of [...texts('match'), ...texts('begin'), ...texts('end')]) {
    const bare = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
    assert.doesNotMatch(bare, /[*+]|\{\d+,\}/, pattern);
  }
});

test('every line begins exactly one rule, and no rule goes on to the next line', () => {
  assert.ok([...texts('begin')].every((pattern) => pattern.startsWith('^')));
  assert.ok([...texts('end')].every((pattern) => pattern === '\\n'));
});

test('the colours agree with what the formats read in their own samples', async () => {
  const grammar = await loadGrammar(GRAMMAR_FILE);
  const all = readdirSync(formats).map((name) => {
    const lines = linesOfSample(readFileSync(path.join(formats, name), 'utf8'));
    const reader = openLog(headOf(lines.join('\n'), name.slice(name.indexOf('.') + 1)));
    const truth = lines.flatMap((line, index) =>
      (reader.read(line)?.replies ?? []).map(({ start, code }) => ({
        at: `${index + 1}:${start}`,
        code,
        sure: true,
      })),
    );
    const { found, missed, false: wrong } = agreement(colouredReplies(grammar, lines), truth);
    return { found, missed: missed.map((at) => `${name}:${at}`), false: wrong.map((at) => `${name}:${at}`) };
  });
  const total = {
    found: all.reduce((sum, { found }) => sum + found, 0),
    missed: all.flatMap(({ missed }) => missed),
    false: all.flatMap(({ false: wrong }) => wrong),
  };
  assert.ok(recall(total) >= 0.97, `missed:\n${total.missed.join('\n')}`);
  assert.ok(precision(total) >= 0.97, `false:\n${total.false.join('\n')}`);
});

if (corpus) {
  test('corpus: the colours agree with the labels', async () => {
    const grammar = await loadGrammar(GRAMMAR_FILE);
    const all = filesUnder(corpus)
      .filter((file) => file.endsWith('.labels.tsv'))
      .map((file) => {
        const lines = linesOf(file.slice(0, -'.labels.tsv'.length));
        return agreement(colouredReplies(grammar, lines), labelsOf(file));
      });
    const total = {
      found: all.reduce((sum, { found }) => sum + found, 0),
      missed: all.flatMap(({ missed }) => missed),
      false: all.flatMap(({ false: wrong }) => wrong),
    };
    console.log(`colours: recall ${recall(total).toFixed(4)}, precision ${precision(total).toFixed(4)}`);
    assert.ok(recall(total) >= 0.99);
    assert.ok(precision(total) >= 0.995);
  });

  test('corpus: numbers that only look like replies are left alone', async (context) => {
    const file = path.join(corpus, '../facts/CONFUSABLES.tsv');
    if (!existsSync(file)) {
      context.skip('no facts beside the corpus');
      return;
    }
    const grammar = await loadGrammar(GRAMMAR_FILE);
    const decoys = rowsOf(file).filter(([, , , , verdict]) => verdict?.startsWith('decoy'));
    const coloured = decoys.filter(([log = '', line = '', column = '']) =>
      colouredReplies(grammar, linesOf(path.join(corpus, log))).some(
        // These columns count from 1.
        ({ at }) => at === `${line}:${Number(column) - 1}`,
      ),
    );
    assert.ok(coloured.length <= decoys.length * 0.01, coloured.map((row) => row.join(' ')).join('\n'));
  });
}

function* texts(key: string): Generator<string> {
  yield* walk(JSON.parse(readFileSync(GRAMMAR_FILE, 'utf8')), key);
}

function* walk(node: unknown, key: string): Generator<string> {
  if (typeof node !== 'object' || node === null) {
    return;
  }
  for (const [name, value] of Object.entries(node)) {
    if (name === key && typeof value === 'string' && 'scopeName' in node === false) {
      yield value;
    }
    yield* walk(value, key);
  }
}

function labelsOf(file: string): TrueReply[] {
  return rowsOf(file).map(([line, column, code, , , sure]) => ({
    at: `${line}:${column}`,
    code: Number(code),
    sure: sure?.startsWith('yes') ?? false,
  }));
}

function rowsOf(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((row) => row.split('\t'));
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
}
