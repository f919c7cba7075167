// npm run package: builds for release and writes smtp-lens-<version>.vsix.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { installProject } from './install.mjs';

const MOST_BYTES = 1_000_000;

process.chdir(path.resolve(import.meta.dirname, '..'));
installProject();
const built = spawnSync(process.execPath, ['scripts/build.mjs', '--production'], { stdio: 'inherit' });
if (built.status !== 0) {
  process.exit(1);
}
const { createVSIX } = await import('@vscode/vsce');
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const packagePath = `${name}-${version}.vsix`;
await createVSIX({
  packagePath,
  dependencies: false, // they are in the bundles
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const { size } = statSync(packagePath);
console.log(`${packagePath}: ${size.toLocaleString('en')} bytes`);
if (size > MOST_BYTES) {
  console.error(`That is more than ${MOST_BYTES.toLocaleString('en')} bytes.`);
  process.exit(1);
}
