import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { bundle } from '../bundle.mjs';

/** The tests that need no editor: all, or those whose files begin with one of the names. */
export default async function unit(names) {
  const tests = readdirSync('test')
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
  if (tests.length === 0) {
    throw new Error(`there is no stage and no test/*.test.ts named ${names.join(', ')}`);
  }
  await bundle({
    entryPoints: tests.map((file) => `test/${file}`),
    outdir: 'out/test',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
  });
  const bundles = tests.map((file) => `out/test/${file.replace(/\.ts$/, '.mjs')}`);
  const { status } = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=spec', ...bundles],
    { stdio: 'inherit' },
  );
  if (status !== 0) {
    throw new Error('some tests failed');
  }
}
