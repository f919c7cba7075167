import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const { wordPattern } = JSON.parse(readFileSync('language-configuration.json', 'utf8'));

/** What a double click on the bracketed place selects. */
const clicks = [
  ['postfix/smtp[3961]: A4C1«2»3B161: to=<bob@example.net>', 'A4C123B161'],
  ['2026-11-23 15:39:03 1qp9A2-0000«0»001abc-0Zkd ** bob@example.net', '1qp9A2-00000001abc-0Zkd'],
  ['to=<bob.smith+tag@ex«a»mple.net>, relay=none', 'bob.smith+tag@example.net'],
  ['relay=mx.«e»xample.net[192.0.2.10]:25', 'mx.example.net'],
  ['relay=mx.example.net[19«2».0.2.10]:25', '192.0.2.10'],
  ['dsn=5.«1».1, status=bounced', '5.1.1'],
  ['said: 421-4.«7».0 Too many', '4.7.0'],
  ['said: 4«2»1-4.7.0 Too many', '421'],
  ['said: 55«0» 5.1.1 Unknown', '550'],
  ['Unknown us«e»r.', 'user'],
] as const;

for (const [line, word] of clicks) {
  test(`a double click selects ${word} as one word in ${line}`, () => {
    const at = line.indexOf('«');
    const text = line.replace(/[«»]/g, '');
    const words = [...text.matchAll(new RegExp(wordPattern, 'g'))];
    assert.equal(words.find((match) => match.index <= at && at < match.index + match[0].length)?.[0], word);
  });
}
