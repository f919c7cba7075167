import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explanationDocument } from '../server/src/features/explanationMarkdown';
import { number, useLanguage } from '../server/src/features/language';

const german: Record<string, string> = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8'));

test('every text is there in every language, with the same places to fill', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/l10n.mjs', '--check']);
  assert.equal(status, 0, `npm run l10n says what is missing:\n${stdout}${stderr}`);
});

test('the server speaks the language of the editor, and English without one', () => {
  const question = { text: '550 5.1.1 no such user' };
  assert.match(
    explanationDocument(question),
    /No such mailbox.*Permanent failure — trying again will not help/s,
  );
  useLanguage({ locale: 'de', texts: german });
  assert.match(
    explanationDocument(question),
    /Postfach gibt es nicht.*Dauerhafter Fehler — ein neuer Versuch hilft nicht/s,
  );
  assert.equal(number(1204), '1.204');
  useLanguage({ locale: 'ja' });
  assert.match(explanationDocument(question), /No such mailbox/);
  assert.equal(number(1204), '1,204');
});
