import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withPage } from '../../tools/vscode/page.mjs';
import { installExtension } from '../../tools/vscode/server.mjs';
import { copyWorkspace } from './workspace.mjs';

/** Installs the .vsix in the real editor and looks at its page, as a person does. */
export async function checkInstalled(vsix) {
  const workspace = copyWorkspace();
  const options = {
    file: path.join(workspace.folder, 'mail.log'),
    prepare: (home) => installExtension(home, path.resolve(vsix)),
  };
  try {
    await withPage(options, async (page, { home }) => {
      for (const [step, look] of Object.entries(STEPS)) {
        await look(page, { home, folder: workspace.folder }).catch(async (error) => {
          await page.screenshot({ path: SEEN });
          throw new Error(`${step}: ${error.message}\nWhat was to be seen instead: ${SEEN}`);
        });
        console.log(`  ✔ ${step}`);
      }
    });
  } finally {
    workspace.remove();
  }
}

const SEEN = 'out/installed.png';

const STEPS = {
  'failures are underlined': (page) => page.locator('.squiggly-error').first().waitFor(),

  'lenses sum up the log': (page) => lens(page, '6 permanent and 2 temporary failures').waitFor(),

  'F8 goes to the next failure, and the status bar says which': async (page) => {
    await page.keyboard.press('F8');
    await statusItem(page, '1 of 8').waitFor();
  },

  'the report counts, draws, and leads from its numbers to the lines': async (page) => {
    await page.locator('.editor-actions [aria-label^="Show Report"]').first().click();
    const report = page.frameLocator('iframe.webview').first().frameLocator('iframe');
    await report.getByRole('img', { name: /Failures over time: the most/ }).waitFor();
    await report.getByRole('heading', { name: 'mail.log' }).waitFor();
    await report
      .getByRole('row', { name: /No such mailbox/ })
      .getByRole('button')
      .first()
      .click();
    await page.getByRole('tab', { name: /No such mailbox: 2/ }).waitFor();
    await page.getByRole('tab', { name: /^mail\.log/ }).click();
  },

  'a server that crashes is started again, and the person is told': async (page, { home }) => {
    const [server] = languageServers(home);
    assert.ok(server, 'the language server runs');
    process.kill(server, 'SIGKILL');
    await page.getByText('the language server stopped and was started again').first().waitFor();
    await page.keyboard.press('F8');
    await statusItem(page, '2 of 8').waitFor();
  },

  'a log with a name that tells nothing is offered to be read as one': async (page, { folder }) => {
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').first().fill(path.join(folder, 'relay.log'));
    await page.getByRole('option', { name: 'relay.log' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Read as mail server log' }).click();
    await lens(page, '1 permanent and 0 temporary failures').waitFor();
  },
};

function lens(page, text) {
  return page.locator('.codelens-decoration', { hasText: text }).first();
}

function statusItem(page, text) {
  return page.locator('.statusbar-item', { hasText: text }).first();
}

/** The processes that run the server of an extension below a folder. */
function languageServers(home) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).some((part) => part.startsWith(home) && part.endsWith('/dist/server.js')))
    .map(Number);
}

/** Empty for a process that has ended meanwhile. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
