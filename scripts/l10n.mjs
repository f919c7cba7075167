// npm run l10n [-- --check]: gathers the texts of the source and the catalogue into l10n/bundle.l10n.json, and lists
// what each language lacks, has too much of, or fills in otherwise. --check writes nothing.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { getL10nJson } from '@vscode/l10n-dev';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
process.chdir(path.resolve(import.meta.dirname, '..'));

const ENGLISH = 'l10n/bundle.l10n.json';
const english = await textsOfSource();
const problems =
  values.check && readFileSync(ENGLISH, 'utf8') !== english.json
    ? [`${ENGLISH} is not of today: npm run l10n`]
    : [];
if (!values.check) {
  writeFileSync(ENGLISH, english.json);
}
for (const name of readdirSync('l10n').filter((file) => /^bundle\.l10n\.[\w-]+\.json$/.test(file))) {
  compare(`l10n/${name}`, english.texts);
  compare(name.replace(/^bundle\.l10n/, 'package.nls'), readJson('package.nls.json'));
}
console.log(
  problems.length === 0 ? `${Object.keys(english.texts).length} texts, none missing` : problems.join('\n'),
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function textsOfSource() {
  const files = ['client/src', 'server/src'].flatMap(filesBelow);
  const found = await getL10nJson(
    files.map((file) => ({ extension: '.ts', contents: readFileSync(file, 'utf8') })),
  );
  const all = { ...found, ...Object.fromEntries(textsOfCatalogue().map((text) => [text, text])) };
  const texts = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { texts, json: `${JSON.stringify(texts, null, 2)}\n` };
}

/** What people read of every reason, whatever the reply. */
function textsOfCatalogue() {
  const reasons = readJson('data/reasons.json').flatMap(({ title, meaning, action, retryBecause }) => [
    title,
    meaning,
    action,
    retryBecause,
  ]);
  const verdicts = readFileSync('server/src/smtp/verdict.ts', 'utf8').match(/'The [^'\n]+'/g) ?? [];
  const digits = readFileSync('server/src/smtp/layers.ts', 'utf8').matchAll(
    /(?:title|meaning): '([^'\n]+)'/g,
  );
  return [
    ...reasons,
    ...verdicts.map((text) => text.slice(1, -1).trimEnd()),
    ...[...digits].map(([, text]) => text),
  ].filter((text) => text && !text.startsWith('RFC '));
}

function compare(file, source) {
  const texts = readJson(file);
  for (const [key, text] of Object.entries(source)) {
    const english = file.startsWith('l10n/') ? key : text;
    if (texts[key] === undefined) {
      problems.push(`${file} lacks ${JSON.stringify(key)}: ${JSON.stringify(english)}`);
    } else if (placesIn(texts[key]) !== placesIn(english)) {
      problems.push(`${file} fills in otherwise: ${JSON.stringify(key)}`);
    }
  }
  for (const key of Object.keys(texts).filter((key) => source[key] === undefined)) {
    problems.push(`${file} has too much: ${JSON.stringify(key)}`);
  }
}

/** `{0}`, and the commands of a walkthrough's buttons. */
function placesIn(text) {
  return (text.match(/\{\d\}|\(command:[^)]*\)/g) ?? []).sort().join();
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
    .sort();
}
