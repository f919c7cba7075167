// npm run icon [-- --look FILE]: draws media/icon.png from media/icon.svg; --look shows it small and large, on light and dark.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installEditor } from './install.mjs';

const { values } = parseArgs({ options: { look: { type: 'string' } } });
process.chdir(path.resolve(import.meta.dirname, '..'));
installEditor();
const { browserOptions } = await import('../tools/vscode/browser.mjs');
const { chromium } = await import('../tools/vscode/node_modules/playwright-core/index.mjs');

const svg = readFileSync('media/icon.svg', 'utf8');
const image = (size) =>
  `<img width="${size}" height="${size}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;
const look = (background) =>
  `<div style="background:${background};padding:16px">${image(128)} ${image(32)} ${image(16)}</div>`;

const browser = await chromium.launch(browserOptions());
try {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(`<body style="margin:0">${image(128)}`);
  await page.screenshot({ path: 'media/icon.png', omitBackground: true });
  if (values.look !== undefined) {
    await page.setViewportSize({ width: 260, height: 340 });
    await page.setContent(`<body style="margin:0">${look('#ffffff')}${look('#1e1e1e')}`);
    await page.screenshot({ path: values.look });
  }
} finally {
  await browser.close();
}
