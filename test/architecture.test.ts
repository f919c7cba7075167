import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { replyCodes } from '../server/src/smtp/catalogue';

const root = process.cwd();

/** The layers of server/src, lowest first: a file imports from its own layer and from lower ones. */
const LAYERS = ['smtp', 'formats', 'log', 'features', 'lsp', 'node', 'browser'];

const sources = [...filesIn('server/src'), ...filesIn('client/src')].filter((file) => file.endsWith('.ts'));

test('imports run one way: data, smtp, formats, log, features, lsp, then the platforms', () => {
  for (const file of sources.filter((name) => name.startsWith('server/'))) {
    for (const imported of importsOf(file)) {
      const [own, other] = [layerOf(file), layerOf(imported)];
      assert.ok(other <= own, `${file} imports ${imported}`);
      assert.ok(
        !(own === LAYERS.indexOf('browser') && other === LAYERS.indexOf('node')),
        `${file} imports ${imported}`,
      );
    }
  }
});

test('the client imports of the server its protocol alone', () => {
  for (const file of sources.filter((name) => name.startsWith('client/'))) {
    for (const imported of importsOf(file).filter((name) => name.startsWith('server/'))) {
      assert.equal(imported, 'server/src/lsp/protocol', file);
    }
  }
});

test('only the platform folders and lsp/ know a protocol or a platform', () => {
  for (const file of sources.filter(
    (name) => layerOf(name) < LAYERS.indexOf('lsp') && name.startsWith('server/'),
  )) {
    const foreign = packagesOf(file).filter((name) => !PURE_PACKAGES.has(name));
    assert.deepEqual(foreign, [], file);
  }
});

/** Types and values that are the same everywhere. */
const PURE_PACKAGES = new Set([
  'vscode-languageserver-types',
  'vscode-languageserver-textdocument',
  're2js',
  'papaparse',
  'jsonc-parser',
  '@vscode/l10n',
]);

test('the platform entry points stay small', () => {
  for (const file of sources.filter((name) => name.endsWith('/main.ts'))) {
    assert.ok(read(file).split('\n').length <= 36, file);
  }
});

test('no reply code stands in the code: what they mean is in data/', () => {
  for (const file of sources) {
    const code = read(file)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*/g, '')
      .replace(/'[^'\n]*'|`[^`]*`|\{[\d,]+\}|\[[2-5]+\](?=\\)/g, '');
    // The class digit counts: 200, 300, 400, 500 bound the classes. Other numbers are lengths and limits.
    const codes = (code.match(/(?<![\w.])[2-5]\d\d(?![\w.])/g) ?? []).map(Number);
    assert.deepEqual(
      codes.filter((number) => number % 100 !== 0 && replyCodes.has(number)),
      [],
      file,
    );
  }
});

test('nothing is called utils, helpers, manager or service', () => {
  for (const file of sources) {
    assert.doesNotMatch(file, /utils?|helpers?|manager|service/i);
  }
});

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    path.posix.join(folder, name.replaceAll(path.sep, '/')),
  );
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** The files that `file` imports, from the root, without their extension. */
function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
}

function packagesOf(file: string): string[] {
  return specifiersOf(file).filter((name) => !name.startsWith('.'));
}

function specifiersOf(file: string): string[] {
  return [...read(file).matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    ([, from, bare]) => from ?? bare ?? '',
  );
}

/** -1 for what lies below all layers: data/, and types that every layer shares. */
function layerOf(file: string): number {
  return LAYERS.indexOf(file.split('/')[2] ?? '');
}
