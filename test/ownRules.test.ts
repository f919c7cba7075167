import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import Ajv from 'ajv';
import { reasons } from '../server/src/smtp/catalogue';
import { explain } from '../server/src/smtp/explain';
import { readOwnRules, useOwnRules } from '../server/src/smtp/ownRules';

const RULES = `{
  "rules": [
    { "text": "not today*acme", "reason": "policy", "meaning": "ACME takes no mail on Sundays.", "action": "Send on Monday.", "retry": "later" },
    { "text": "code \\\\d\\\\d", "reason": "nonsense", "meaning": "?" },
    {
      "text": "blocked", "reason": "ip-blocked", "meaning": "Our gateway blocks this.", "hosts": ["gw.example.com"]
    },
    { "text": "*", "reason": "policy", "meaning": "?" }
  ]
}`;

afterEach(() => useOwnRules([]));

test('a rule of one’s own decides before the catalogue, and its verdict holds', () => {
  useOwnRules([RULES]);
  const found = explain({ text: '550 5.1.1 no such user, not today says ACME' });
  assert.deepEqual(
    [found.decidedBy, found.reason, found.meaning, found.action, found.retry],
    ['own', 'policy', 'ACME takes no mail on Sundays.', 'Send on Monday.', 'later'],
  );
  assert.ok(found.layers.length > 2, 'the wider layers still stand below');
});

test('a rule with hosts counts for these hosts alone', () => {
  useOwnRules([RULES]);
  assert.equal(explain({ text: '554 blocked', relay: 'mx.gw.example.com' }).decidedBy, 'own');
  assert.notEqual(explain({ text: '554 blocked', relay: 'mx.example.net' }).decidedBy, 'own');
  assert.notEqual(explain({ text: '554 blocked' }).decidedBy, 'own');
});

test('a broken rule is said with its line, and the others work', () => {
  const { rules, problems } = readOwnRules(RULES);
  assert.equal(rules.length, 2);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [4, 8],
  );
  assert.match(problems[0]?.message ?? '', /^Rule 2: "reason" must be one of /);
  assert.match(problems[1]?.message ?? '', /^Rule 4: "text" must hold/);
});

test('a file that is no rule file is said to be none', () => {
  for (const [text, line] of [
    ['', 1],
    ['{\n"rules": [\n{]\n}', 3],
    ['[]', 1],
    ['{"rules": {}}', 1],
    ['null', 1],
  ] as const) {
    const { rules, problems } = readOwnRules(text);
    assert.deepEqual([rules.length, problems.map((problem) => problem.line)], [0, [line]], text);
  }
});

test('the schema that the editor checks rule files with knows the reasons of the catalogue', () => {
  const schema = JSON.parse(readFileSync('data/schema/own-rules.schema.json', 'utf8'));
  assert.deepEqual(schema.properties.rules.items.properties.reason.enum, [...reasons.keys()]);
  const validate = new Ajv().compile(schema);
  assert.ok(!validate(JSON.parse(RULES)));
  assert.ok(validate({ rules: [JSON.parse(RULES).rules[0]] }), JSON.stringify(validate.errors));
});
