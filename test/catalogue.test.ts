import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import { enhancedCodes, providerRules, reasons, replyCodes } from '../server/src/smtp/catalogue';
import { explain } from '../server/src/smtp/explain';

const FILES = ['reasons', 'reply-codes', 'enhanced-status-codes', 'providers', 'phrases'];

for (const name of FILES) {
  test(`data/${name}.json keeps to its schema`, () => {
    const validate = new Ajv({ allErrors: true }).compile(
      readJson(`data/schema/${name}.schema.json`) as object,
    );
    assert.ok(
      validate(readJson(`data/${name}.json`)),
      JSON.stringify(validate.errors?.slice(0, 5), undefined, 2),
    );
  });
}

test('every reason that a row names is there', () => {
  const named = JSON.stringify(FILES.map((name) => readJson(`data/${name}.json`))).match(
    /"reason":"([^"]+)"/g,
  );
  for (const reason of new Set(named)) {
    assert.ok(reasons.has(reason.slice(10, -1)), reason);
  }
});

test('every provider rule explains its own sample, said by its own host or product', () => {
  const strangers = providerRules.filter((rule) => {
    const { name, kind, hosts } = rule.provider;
    const found = explain({
      text: rule.sample,
      relay: hosts[0] && `mx.${hosts[0]}`,
      product: kind === 'product' ? name : undefined,
      command: rule.commands?.[0],
    });
    return found.layers[0]?.rule !== rule;
  });
  assert.deepEqual(
    strangers.map(({ provider, sample }) => `${provider.name}: ${sample}`),
    [],
  );
});

test('what a provider means is said in a sentence of five words or more', () => {
  const fragments = providerRules.filter(
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
  const rows = readJson('data/phrases.json') as { reason: string; patterns?: string[] }[];
  const texts = rows.flatMap(({ reason, patterns = [] }) => patterns.map((text) => `${reason}: ${text}`));
  assert.deepEqual(
    texts.filter((text, index) => texts.indexOf(text) !== index || text !== text.toLowerCase()),
    [],
  );
});

test('a rule that no source confirms says so, and so does its explanation', () => {
  const unconfirmed = providerRules.filter(({ confirmed }) => confirmed === false);
  assert.ok(unconfirmed.length > 0);
  for (const rule of unconfirmed) {
    const { name, kind, hosts } = rule.provider;
    const product = kind === 'product' ? name : undefined;
    const found = explain({ text: rule.sample, relay: hosts[0], product, command: rule.commands?.[0] });
    assert.equal(found.confirmed, false, rule.sample);
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

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
