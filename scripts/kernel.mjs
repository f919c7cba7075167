// Compiles server/kernel, which is AssemblyScript, for the bundles that hold it.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from 'assemblyscript/asc';

const ROOT = path.resolve(import.meta.dirname, '..');
const SOURCES = path.join(ROOT, 'server/kernel');
const COMPILED = path.join(ROOT, 'out/kernel.wasm');

/** @type {import('esbuild').Plugin} */
export const kernel = {
  name: 'kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/kernel\/wasm$/ }, () => ({ path: COMPILED, namespace: 'kernel' }));
    onLoad({ filter: /./, namespace: 'kernel' }, async () => ({
      contents: await compiled(),
      loader: 'binary',
      watchFiles: sources(),
    }));
  },
};

let compiling;

/** Once in a process, and again only when a source is newer. */
function compiled() {
  compiling ??= compile();
  return compiling;
}

async function compile() {
  const newest = Math.max(...[...sources(), import.meta.filename].map((file) => statSync(file).mtimeMs));
  if ((statSync(COMPILED, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest) {
    const options = [
      'index.ts',
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '-O3',
      '--noAssert',
    ];
    let module;
    const { error, stderr } = await main(options, {
      readFile: (name) => readOr(path.join(SOURCES, name)),
      writeFile: (_name, contents) => {
        module = contents;
      },
    });
    if (error !== null) {
      throw new Error(`server/kernel: ${error.message}\n${stderr}`);
    }
    mkdirSync(path.dirname(COMPILED), { recursive: true });
    writeFileSync(COMPILED, module);
  }
  return readFileSync(COMPILED);
}

function sources() {
  return readdirSync(SOURCES)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(SOURCES, name));
}

/** What the compiler asks for may not be there: it looks in several places. */
function readOr(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : null;
}
