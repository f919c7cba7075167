#!/usr/bin/env node
// Stands in for the desktop's VS Code executable in tests: the same command line and exit codes, the real workbench
// in a headless browser. Exit code 3: no result in time, 4: the extension host crashed, 5: the page crashed.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { browserOptions } from './browser.mjs';
import { addressOf, createHome, remoteUri, startServer } from './server.mjs';

const LIMIT_MS = 10 * 60_000;

const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
const { extensionDevelopmentPath, extensionTestsPath } = values;
const [folder] = positionals;
if (!extensionDevelopmentPath || !extensionTestsPath || !folder) {
  console.error('Usage: code.mjs FOLDER --extensionDevelopmentPath=FOLDER --extensionTestsPath=FILE');
  process.exit(2);
}

// Only with the smoke test driver does the page take an extension and its tests from its address.
const server = await startServer(createHome(), ['--enable-smoke-test-driver']);
const browser = await chromium.launch(browserOptions());
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => stop().then(() => process.exit(130)));
}
const code = await runTests().finally(stop);
process.exit(code);

async function runTests() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.exposeFunction('codeAutomationLog', () => {});
  const result = new Promise((resolve) => {
    page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => resolve(5));
    page.on('console', (message) => {
      if (/No extension host found|Extension host .*terminated unexpectedly/.test(message.text())) {
        console.error(message.text());
        resolve(4);
      }
    });
    setTimeout(() => resolve(3), LIMIT_MS).unref();
  });
  const extension = (file) => remoteUri(server.authority, path.resolve(file));
  await page.goto(
    addressOf(server, {
      folder: path.resolve(folder),
      payload: [
        ['extensionDevelopmentPath', extension(extensionDevelopmentPath)],
        ['extensionTestsPath', extension(extensionTestsPath)],
      ],
    }),
  );
  return result;
}

async function stop() {
  await browser.close();
  await server.stop();
}
