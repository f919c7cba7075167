// The real VS Code as a server: the one inside the npm package code-server, run by the Node of node-linux-*.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const modules = path.join(import.meta.dirname, 'node_modules');
const main = path.join(modules, 'code-server/lib/vscode/out/server-main.js');
/** This VS Code needs a Node newer than the oldest that the project runs on. */
const node = [path.join(modules, `node-linux-${process.arch}/bin/node`), process.execPath].find(existsSync);

/** A throw-away folder with the editor's settings and extensions. */
export function createHome(settings = {}) {
  const home = mkdtempSync(path.join(tmpdir(), 'smtp-lens-vscode-'));
  mkdirSync(path.join(home, 'data/User'), { recursive: true });
  mkdirSync(path.join(home, 'extensions'));
  const all = { ...QUIET, ...settings };
  writeFileSync(path.join(home, 'data/User/settings.json'), JSON.stringify(all, undefined, 2));
  return home;
}

const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Has the editor use the extension where it lies, as if it were installed. */
export function linkExtension(home, folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  symlinkSync(folder, path.join(home, 'extensions', `${publisher}.${name}-${version}`));
}

export function installExtension(home, vsix) {
  const { status, stdout, stderr } = spawnSync(
    node,
    [main, ...foldersOf(home), '--install-extension', vsix, '--force'],
    { encoding: 'utf8', env: environment(home) },
  );
  if (status !== 0) {
    throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Starts the editor on a free port of this machine alone; whoever has not the address cannot use it. */
export async function startServer(home, args = []) {
  const token = randomBytes(16).toString('hex');
  const child = spawn(
    node,
    [
      main,
      ...foldersOf(home),
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-workspace-trust'],
      ...args,
    ],
    // Its extension hosts and their children are in its process group, so that all of them can be ended.
    { env: environment(home), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const stop = async () => {
    await end(child);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await portOf(child);
    return { origin: `http://127.0.0.1:${port}`, authority: `127.0.0.1:${port}`, token, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function foldersOf(home) {
  return ['--server-data-dir', home, '--extensions-dir', path.join(home, 'extensions')];
}

/** An empty gallery keeps the editor from asking a marketplace; its sockets go where all else of it goes. */
function environment(home) {
  return { ...process.env, EXTENSIONS_GALLERY: '{}', TMPDIR: home, XDG_RUNTIME_DIR: home };
}

function portOf(child) {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`VS Code ${why}:\n${output}`));
    const listen = (text) => {
      output += text;
      const listening = /^Web UI available at http:\/\/[^:/]+:(\d+)/m.exec(output);
      if (listening) {
        resolve(Number(listening[1]));
      }
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', ({ message }) => fail(`cannot be run (${message})`));
    child.once('exit', (code, signal) => fail(`ended (${code ?? signal}) before it listened`));
    setTimeout(() => fail(`does not listen after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS).unref();
  });
}

const START_LIMIT_MS = 60_000;

async function end(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const impatience = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), END_LIMIT_MS);
  await gone;
  clearTimeout(impatience);
}

const END_LIMIT_MS = 5000;

/** The address of the editor's page with a folder or a file open, or both. */
export function addressOf({ origin, authority, token }, { folder, file, payload = [] }) {
  const url = new URL(origin);
  url.searchParams.set('tkn', token);
  if (folder === undefined) {
    url.searchParams.set('ew', 'true'); // an empty window, not the last one
  } else {
    url.searchParams.set('folder', folder);
  }
  const open = file === undefined ? [] : [['openFile', remoteUri(authority, file)]];
  url.searchParams.set('payload', JSON.stringify([['skipWelcome', 'true'], ...open, ...payload]));
  return url.href;
}

/** The address of a file as the editor's page names it. */
export function remoteUri(authority, file) {
  return `vscode-remote://${authority}${encodeURI(file)}`;
}
