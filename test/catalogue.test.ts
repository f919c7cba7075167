import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import {
  enhancedCodes,
  type ProviderRule,
  providerRules,
  reasons,
  replyCodes,
} from '../server/src/smtp/catalogue';
import { type Explanation, explain } from '../server/src/smtp/explain';
import { providerSamples } from './support/providerSamples';

const FILES = ['reasons', 'reply-codes', 'enhanced-status-codes', 'phrases'];

const PROVIDERS = readdirSync('data/providers').map((file) => `providers/${file}`);

for (const name of FILES) {
  test(`data/${name}.json keeps to its schema`, () => {
    assertKeepsTo(`${name}.schema.json`, `${name}.json`);
  });
}

test('each file of data/providers/ keeps to its schema and is named as its provider', () => {
  for (const file of PROVIDERS) {
    assertKeepsTo('provider.schema.json', file);
    const { name } = readData(file) as { name: string };
    const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    assert.equal(file, `providers/${words.join('-')}.json`);
  }
});

function assertKeepsTo(schema: string, file: string): void {
  const validate = new Ajv({ allErrors: true }).compile(readData(`schema/${schema}`) as object);
  assert.ok(
    validate(readData(file)),
    `${file}: ${JSON.stringify(validate.errors?.slice(0, 5), undefined, 2)}`,
  );
}

test('every reason that a row names is there', () => {
  const files = [...FILES.map((name) => `${name}.json`), ...PROVIDERS];
  const named = JSON.stringify(files.map(readData)).match(/"reason":"([^"]+)"/g);
  for (const reason of new Set(named)) {
    assert.ok(reasons.has(reason.slice(10, -1)), reason);
  }
});

test('every provider rule explains its own sample, said by its own host or product', () => {
  const strangers = providerRules().flatMap((rule, index) => {
    const sample = providerSamples[index] ?? '';
    return explainSample(rule, sample).layers[0]?.rule === rule ? [] : [`${rule.provider.name}: ${sample}`];
  });
  assert.deepEqual(strangers, []);
});

function explainSample(
  { provider: { name, kind, hosts }, commands }: ProviderRule,
  text: string,
): Explanation {
  return explain({
    text,
    relay: hosts[0] && `mx.${hosts[0]}`,
    product: kind === 'product' ? name : undefined,
    command: commands?.[0],
  });
}

test('what a provider means is said in a sentence of five words or more', () => {
  const fragments = providerRules().filter(
    ({ meaning }) => !/^[A-Z]/.test(meaning) || !meaning.endsWith('.') || meaning.split(' ').length < 5,
  );
  assert.deepEqual(
    fragments.map(({ provider, meaning }) => `${provider.name}: ${meaning}`),
    [],
  );
});

test('all registered enhanced codes and all codes of RFC 5321 are explained', () => {
  for (const { code, kind } of enhancedCodes.values()) {
    if (kind === 'detail') {
      const found = explain({ text: code.replace('X', '5') });
      assert.equal(found.enhanced, code.replace('X', '5'));
      assert.notEqual(found.decidedBy, 'none', code);
    }
  }
  for (const code of [
    211, 214, 220, 221, 250, 251, 252, 354, 421, 450, 451, 452, 455, 500, 501, 502, 503, 504, 550, 551, 552,
    553, 554, 555,
  ]) {
    assert.equal(replyCodes.get(code)?.status, 'standard', String(code));
    assert.equal(explain({ text: String(code) }).decidedBy, 'code', String(code));
  }
});

test('no two rows of general texts hold the same text for one reason, and all are in lower case', () => {
  const rows = readData('phrases.json') as PhraseRow[];
  const texts = rows.flatMap(({ reason, patterns = [] }) => patterns.map((text) => `${reason}: ${text}`));
  assert.deepEqual(
    texts.filter((text, index) => texts.indexOf(text) !== index || text !== text.toLowerCase()),
    [],
  );
});

test('a general text with the source of providers’ rules stands in one of those rules, with the same reason', () => {
  const rules = providerRules().map((rule, index) => ({
    ...rule,
    said: [providerSamples[index] ?? '', ...rule.patterns].map((text) => text.toLowerCase()),
  }));
  // Of other people's catalogues our rules hold a few rows alone.
  const whole = new Set(
    rules.map(({ source }) => source).filter((source) => !/^(?:Sisimai|ZoneMTA)/.test(source)),
  );
  const rows = readData('phrases.json') as PhraseRow[];
  const strangers = rows
    .filter(({ source }) => source !== undefined && whole.has(source))
    .flatMap(({ source, reason, first = [''], then = [], patterns = then }) =>
      patterns.filter(
        (pattern) =>
          !rules.some(
            (rule) =>
              rule.source === source &&
              rule.reason === reason &&
              first.some((before) => rule.said.some((text) => holdsInTurn(text, `${before}*${pattern}`))),
          ),
      ),
    );
  assert.deepEqual(strangers, []);
});

interface PhraseRow {
  readonly reason: string;
  readonly source?: string;
  readonly first?: readonly string[];
  readonly then?: readonly string[];
  readonly patterns?: readonly string[];
}

function holdsInTurn(text: string, pattern: string): boolean {
  let from = 0;
  return pattern.split('*').every((piece) => {
    const at = text.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}

test('a general text names its source, and one without says so unless the codes say the same', () => {
  const sourced = explain({ text: '550 is over quota' });
  assert.deepEqual(
    [sourced.decidedBy, sourced.confirmed, sourced.layers[0]?.sources.length],
    ['text', true, 1],
  );
  const bare = { text: '550 kein solcher Nutzer' };
  assert.deepEqual([explain(bare).decidedBy, explain(bare).reason], ['text', 'user-unknown']);
  assert.equal(explain({ text: '451 kein solcher Nutzer' }).confirmed, false);
  assert.equal(explain({ text: '550 5.1.1 kein solcher Nutzer' }).confirmed, true);
});

test('a rule that no source confirms says so, and so does its explanation', () => {
  const samples = providerRules().map((rule, index) => ({ rule, sample: providerSamples[index] ?? '' }));
  const unconfirmed = samples.filter(({ rule }) => rule.confirmed === false);
  assert.ok(unconfirmed.length > 0);
  for (const { rule, sample } of unconfirmed) {
    assert.equal(explainSample(rule, sample).confirmed, false, sample);
  }
});

test('docs/codes.md has a place to link to for every code and reason', () => {
  const page = readFileSync('docs/codes.md', 'utf8');
  const places = [...[...replyCodes.keys()].map(String), ...reasons.keys()].map((name) => `### ${name}\n`);
  const codes = [...enhancedCodes.values()].filter(({ kind }) => kind === 'detail');
  const anchors = codes.map(({ code }) => `<a id="${code.replace('X', '5').replaceAll('.', '-')}">`);
  assert.deepEqual(
    [...places, ...anchors].filter((place) => !page.includes(place)),
    [],
  );
});

test('docs/codes.md is made from the rows as they are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/codes-page.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

function readData(file: string): unknown {
  return JSON.parse(readFileSync(`data/${file}`, 'utf8'));
}
