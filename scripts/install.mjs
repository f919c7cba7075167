import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Installs the project's own packages, unless those of its lock file are there. Needs nothing but Node and npm. */
export function installProject() {
  install(root);
}

/** Installs the real editor and the browser that shows it, both from npm: see tools/vscode/package.json. */
export function installEditor() {
  const tools = path.join(root, 'tools/vscode');
  install(tools);
  const modules = path.join(tools, 'node_modules/code-server/lib/vscode/node_modules');
  if (lstatSync(modules, { throwIfNoEntry: false }) === undefined) {
    // The workbench's page fetches onig.wasm and others from here; npm has put them beside code-server.
    symlinkSync('../../..', modules);
  }
}

function install(folder) {
  if (isInstalled(folder)) {
    return;
  }
  console.log(`Installing the packages of ${path.relative(root, folder) || 'the project'} …`);
  const result = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (result.status !== 0) {
    console.error('npm could not install the packages: is the registry within reach? Its message is above.');
    process.exit(1);
  }
}

/** npm notes in node_modules what it has put there, once it is all there. */
function isInstalled(folder) {
  const note = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(note)) {
    return false;
  }
  const [wanted, present] = [path.join(folder, 'package-lock.json'), note].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || present[name]?.version === version,
  );
}

/** Under `npm start` the npm that runs this, else the one on the PATH. */
function npm(args, cwd) {
  const running = process.env.npm_execpath;
  return running?.endsWith('.js')
    ? spawnSync(process.execPath, [running, ...args], { cwd, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}
