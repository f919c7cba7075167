import { chromium } from 'playwright-core';
import { browserOptions } from './browser.mjs';
import { addressOf, createHome, startServer } from './server.mjs';

/**
 * Opens a file in the editor, in a page that a script can drive, hands it to `use`, and ends both.
 * `prepare` gets the editor's home before the start, to put extensions there.
 */
export async function withPage({ file, settings, size = { width: 1400, height: 700 }, prepare }, use) {
  const home = createHome(settings);
  prepare?.(home);
  const server = await startServer(home);
  const browser = await chromium.launch(browserOptions());
  try {
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(60_000);
    await page.goto(addressOf(server, { file }));
    await page.locator('.monaco-editor .view-line').first().waitFor();
    return await use(page, server);
  } finally {
    await browser.close();
    await server.stop();
  }
}
