// The rows of data/, for the scripts that read them and for the bundles that hold them.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '..');
const DATA = path.join(ROOT, 'data');

/** The rows of `data/<name>.json`; the providers are a file each. */
export function rowsOf(name) {
  return name === 'providers'
    ? readdirSync(path.join(DATA, name)).map((file) => read(path.join(DATA, name, file)))
    : read(path.join(DATA, `${name}.json`));
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Bundles data/ so that a program starts quickly: a table is a text that is parsed at the start, which takes less time
 * than as many object literals; what data/packed.d.ts declares is parsed row by row, when first asked for.
 * @type {import('esbuild').Plugin}
 */
export const catalogue = {
  name: 'catalogue',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path: file }) =>
      path.dirname(file) === DATA ? { contents: `export default ${parsed(read(file))};` } : undefined,
    );
    onResolve({ filter: /\/data\/packed$/ }, () => ({ path: 'packed', namespace: 'catalogue' }));
    onLoad({ filter: /^packed$/, namespace: 'catalogue' }, async () => {
      const constants = Object.entries(packedCatalogue(await import(await slotsModule())));
      return {
        contents: constants
          .map(
            ([name, value]) =>
              `export const ${name} = ${Array.isArray(value) ? parsed(value) : JSON.stringify(value)};`,
          )
          .join('\n'),
      };
    });
  },
};

/** A value as source that a program reads quickly. */
function parsed(value) {
  return `/* @__PURE__ */ JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}

/** server/src/smtp/slots.ts, to be imported. */
async function slotsModule() {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['server/src/smtp/slots.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`;
}

function packedCatalogue({ writeSlots }) {
  const sources = [];
  const sourceOf = ({ source, url }) => {
    const known = sources.findIndex((other) => other.source === source && other.url === url);
    return known < 0 ? sources.push({ source, url }) - 1 : known;
  };
  const packed = (rows) => ({
    ...packedPatterns(rows.flatMap(({ patterns }) => patterns)),
    slots: writeSlots(rows.flatMap(({ patterns }) => patterns.map((pattern) => pattern.toLowerCase()))),
    counts: rows.map(({ patterns }) => patterns.length),
    rows: rows
      .map(({ patterns, sample, source, url, ...row }) =>
        JSON.stringify(source === undefined ? row : { ...row, source: sourceOf({ source, url }) }),
      )
      .join('\n'),
  });
  const providers = rowsOf('providers');
  return {
    phrases: packed(rowsOf('phrases').map(({ then, ...row }) => ({ patterns: then, ...row }))),
    providers: providers.map(({ rules, ...provider }) => provider),
    rules: packed(providers.flatMap(({ rules }, provider) => rules.map((rule) => ({ ...rule, provider })))),
    sources,
  };
}

function packedPatterns(patterns) {
  const isWide = (pattern) => /[^\0-\xff]/.test(pattern);
  return {
    patterns: patterns.map((pattern) => (isWide(pattern) ? '' : pattern)).join('\n'),
    widePatterns: Object.fromEntries([...patterns.entries()].filter(([, pattern]) => isWide(pattern))),
  };
}
