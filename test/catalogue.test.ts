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

test('docs/codes.md is made from the rows as they are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/codes-page.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
