// npm run bench [-- name …]: builds, bundles test/bench/<name>.ts and prints what each measured as Markdown tables.
// npm run bench -- --report: writes docs/performance.md and its picture; needs 12 GB of temporary files.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const wanted = process.argv.includes('--report') ? ['report'] : names;
const benches = readdirSync('test/bench')
  .filter(
    (file) =>
      file.endsWith('.ts') && readFileSync(path.join('test/bench', file), 'utf8').includes('export default'),
  )
  .map((file) => file.slice(0, -3))
  .filter((name) => (wanted.length === 0 && name !== 'report') || wanted.includes(name));
if (benches.length === 0) {
  console.error(`No such benchmark: ${wanted.join(', ')}`);
  process.exit(2);
}

const built = spawnSync(process.execPath, ['scripts/build.mjs', '--production'], { stdio: 'inherit' });
if (built.status !== 0) {
  process.exit(1);
}
mkdirSync('out/bench', { recursive: true });
await bundle({
  entryPoints: [...benches, 'explainStart'].map((name) => `test/bench/${name}.ts`),
  outdir: 'out/bench',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
});
for (const name of benches) {
  const { default: run } = await import(pathToFileURL(path.join(root, 'out/bench', `${name}.mjs`)).href);
  console.log(`\n${await run()}`);
}
