// npm start [-- FILE]: installs what is missing, builds, and opens FILE, or a sample log, in the real VS Code with this
// extension. The desktop's VS Code is used where SMTP_LENS_VSCODE names its executable. Ctrl-C ends everything.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installEditor, installProject } from './install.mjs';

const root = path.resolve(import.meta.dirname, '..');
const file = fileToOpen(process.argv[2]);

installProject();
const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) {
  process.exit(1);
}
const desktop = process.env.SMTP_LENS_VSCODE;
try {
  await (desktop === undefined ? openFromNpm() : openDesktop(desktop));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** npm runs its scripts in the project's folder: a relative path counts from where npm was called. */
function fileToOpen(argument) {
  if (argument === undefined) {
    return path.join(root, 'samples/postfix.maillog');
  }
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), argument);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    console.error(`There is no file ${file}`);
    process.exit(2);
  }
  return file;
}

/** Settings with which a file that somebody asks for opens as a mail log, whatever its name. */
function asMailLog(file) {
  const name = path.basename(file).replace(/[[\]{}*]/g, '?');
  return { 'files.associations': { [`**/${name}`]: 'smtp-log' } };
}

async function openFromNpm() {
  installEditor();
  const { addressOf, createHome, linkExtension, startServer } = await import('../tools/vscode/server.mjs');
  const home = createHome(asMailLog(file));
  linkExtension(home, root);
  const server = await startServer(home);
  let window;
  onEnd(() => {
    window?.kill();
    return server.stop();
  });
  const address = addressOf(server, { file });
  console.log(`\nVS Code with SMTP Lens, Ctrl-C ends it:\n${address}\n`);
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) {
    window = await openWindow(address, path.join(home, 'browser'));
  } else {
    console.log('There is no display here: open the address in a browser on this machine.');
  }
}

/** Closing the browser's own window ends everything; a tab of the person's browser is left to them. */
async function openWindow(address, profile) {
  const { systemBrowser } = await import('../tools/vscode/browser.mjs');
  const browser = systemBrowser();
  const [program, ...args] =
    browser === undefined
      ? ['xdg-open', address]
      : [browser, `--app=${address}`, `--user-data-dir=${profile}`, '--no-first-run', ...asRoot()];
  const window = spawn(program, args, { stdio: 'ignore' });
  window.once('error', () => console.log('No browser was found to open it in: open the address in one.'));
  if (browser !== undefined) {
    window.once('exit', () => process.kill(process.pid, 'SIGTERM'));
  }
  return window;
}

async function openDesktop(program) {
  const home = mkdtempSync(path.join(tmpdir(), 'smtp-lens-vscode-'));
  const folders = [`--user-data-dir=${home}`, `--extensions-dir=${path.join(home, 'extensions')}`];
  const quiet = ['--skip-welcome', '--disable-telemetry', '--disable-workspace-trust'];
  const args = [...folders, ...quiet, ...asRoot(), `--extensionDevelopmentPath=${root}`, '--wait', file];
  const editor = spawn(program, args, { stdio: 'inherit' });
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  onEnd(async () => {
    editor.kill();
    remove();
  });
  const [failure] = await once(editor, 'exit').catch(({ message }) => [message]);
  remove();
  if (failure) {
    throw new Error(`The editor that SMTP_LENS_VSCODE names did not run: ${failure}`);
  }
}

/** Chromium and VS Code start for root only without their sandbox. */
function asRoot() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Ctrl-C may come twice, from the terminal and from npm: what is ending is not ended again. */
function onEnd(stop) {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!ending) {
        ending = true;
        stop().then(() => process.exit(0));
      }
    });
  }
}
