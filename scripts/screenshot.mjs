// npm run screenshots: takes the pictures of the README. node scripts/screenshot.mjs --help: any other picture.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installEditor, installProject } from './install.mjs';

const USAGE = `Usage: node scripts/screenshot.mjs [NAME … | --out FILE [options]]

Builds, and takes a picture of the editor with this extension. Without --out: those of docs/pictures, all or the
named ones.
  --out FILE       the picture to write
  --file FILE      the log to open (samples/postfix.maillog)
  --line N         the line to go to, from 1
  --hover TEXT     words to hover: their first occurrence from that line on
  --keys KEYS      keys to press before the hover, such as "F8 F8 Control+Shift+M"
  --command TITLE  a command to run from the palette before the keys, such as "Fold All"
  --theme NAME     light, dark, hc-dark, hc-light or a theme's full name (dark)
  --size WxH       of the window (1500x640)
  --settings JSON  more settings of the editor
  --page           wait for the page that the command opens, and press the keys there
  --wait MS        time to pass after the command and before the picture, for what has no end to wait for
`;

const root = path.resolve(import.meta.dirname, '..');
const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

/** The pictures of docs/pictures: each a set of the options above, taken in every theme. */
const PICTURES = {
  hover: { hover: 'Service unavailable' },
  failures: {
    command: 'Open Failures View',
    keys: 'Home ArrowRight ArrowRight ArrowRight ArrowRight ArrowRight ArrowDown Enter',
    wait: '2500',
  },
  report: { command: 'Show Report', page: true, size: '1200x1300', wait: '1000' },
  trace: { line: '7', keys: 'Control+Alt+M', size: '1900x760', wait: '4000' },
  walkthrough: {
    command: 'Open Walkthrough',
    keys: 'R e a d Space M a i l Enter',
    size: '1400x900',
    wait: '3000',
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    out: { type: 'string' },
    file: { type: 'string', default: path.join(root, 'samples/postfix.maillog') },
    line: { type: 'string', default: '1' },
    hover: { type: 'string' },
    keys: { type: 'string', default: '' },
    command: { type: 'string' },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1500x640' },
    settings: { type: 'string', default: '{}' },
    page: { type: 'boolean', default: false },
    wait: { type: 'string', default: '0' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!existsSync(values.file)) {
  console.error(`There is no file ${values.file}`);
  process.exit(2);
}

installProject();
installEditor();
const { linkExtension } = await import('../tools/vscode/server.mjs');
const { withPage } = await import('../tools/vscode/page.mjs');
spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });

if (values.out === undefined) {
  const names = positionals.length === 0 ? Object.keys(PICTURES) : positionals;
  for (const name of names) {
    for (const theme of Object.keys(THEMES)) {
      const out = path.join(root, `docs/pictures/${name}-${theme}.png`);
      await take({ ...values, ...PICTURES[name], theme, out });
    }
  }
} else {
  await take(values);
}

async function take({ out, file, line, hover, keys, command, theme, size, settings, wait, ...more }) {
  const [width, height] = size.split('x').map(Number);
  const look = {
    'workbench.colorTheme': THEMES[theme] ?? theme,
    'breadcrumbs.enabled': false,
    'editor.minimap.enabled': false,
  };
  const options = {
    file: path.resolve(file),
    size: { width, height },
    settings: {
      ...look,
      'files.associations': { [`**/${path.basename(file)}`]: 'smtp-log' },
      ...JSON.parse(settings),
    },
    prepare: (home) => linkExtension(home, root),
  };
  mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
  await withPage(options, async (page) => {
    try {
      await settle(page);
      await goTo(page, Number(line), 1);
      if (command !== undefined) {
        await runCommand(page, command);
        if (more.page) {
          await page.frameLocator('iframe.webview').first().frameLocator('iframe').locator('h1').click();
        }
        await page.waitForTimeout(Number(wait));
      }
      for (const key of keys.split(' ').filter(Boolean)) {
        await page.keyboard.press(key);
      }
      if (hover !== undefined) {
        await showHover(page, placeOf(readFileSync(file, 'utf8'), hover, Number(line)));
      }
      await page.waitForTimeout(Number(wait));
    } catch ({ message }) {
      console.error(`${message}\nThe picture shows how far it went.`);
      process.exitCode = 1;
    }
    await page.screenshot({ path: out });
  });
  console.log(out);
}

/** Waits for what the editor draws last of a mail log: the lenses, or that it is too large for them. */
async function settle(page) {
  await page.locator('.monaco-editor.focused').first().waitFor();
  const language = await page.locator('[id="status.editor.mode"]').textContent();
  if (language?.includes('Mail Server Log')) {
    const lens = page.locator('.codelens-decoration a');
    await lens.or(page.getByText('Too large for extensions')).first().waitFor();
  }
}

async function goTo(page, line, column) {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').first().fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.getByRole('option', { name: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

function placeOf(text, words, from) {
  const lines = text.split('\n');
  const line = lines.findIndex((content, index) => index >= from - 1 && content.includes(words));
  if (line < 0) {
    throw new Error(`“${words}” does not stand in the file from line ${from} on.`);
  }
  return { line: line + 1, column: lines[line].indexOf(words) + 1 };
}

/** The cursor brings the words into view; the editor's own command shows the hover there, wherever the mouse is. */
async function showHover(page, { line, column }) {
  await goTo(page, line, column + 1);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  await page.locator('.monaco-hover:not(.hidden) .hover-contents').first().waitFor();
}
