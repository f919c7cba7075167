// npm run capture [-- SERVER …]: runs Debian's mail servers on a loopback of their own against a scripted SMTP sink, and
// keeps their logs with the truth of what was said in test/real. Needs root on Debian, with debootstrap.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { servers } from './capture/servers.mjs';

const MIRROR = 'http://deb.debian.org/debian';
const project = path.resolve(import.meta.dirname, '..');
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(servers);

const problem = whatIsMissing();
if (problem !== undefined) {
  console.error(problem);
  process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-capture-'));
try {
  for (const name of names) {
    const root = createRoot(name);
    const inside = [
      path.join(project, 'scripts/capture/inside.mjs'),
      name,
      root,
      path.join(project, 'test/real', name),
    ];
    const setName = 'hostname mail.example.org && exec "$@"';
    unshare(
      ['--uts', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'],
      'sh',
      '-c',
      setName,
      'sh',
      process.execPath,
      ...inside,
    );
    rmSync(root, { recursive: true, force: true });
    console.log(`test/real/${name} is written`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function whatIsMissing() {
  const unknown = names.filter((name) => !(name in servers));
  if (unknown.length > 0) {
    return `There is no server named ${unknown.join(', ')}: choose from ${Object.keys(servers).join(', ')}`;
  }
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return 'This needs to be run as root on Debian.';
  }
  return existsSync('/usr/sbin/debootstrap')
    ? undefined
    : 'This needs debootstrap: apt-get install debootstrap';
}

/** A Debian with the server in it, which is never started by its own scripts. */
function createRoot(name) {
  const root = path.join(folder, name);
  unshare([], 'debootstrap', '--variant=minbase', servers[name].release ?? 'bookworm', root, MIRROR);
  const policy = path.join(root, 'usr/sbin/policy-rc.d');
  writeFileSync(policy, '#!/bin/sh\nexit 101\n');
  chmodSync(policy, 0o755);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...servers[name].packages];
  const processes = ['--pid', '--fork', `--mount-proc=${root}/proc`];
  unshare(processes, 'chroot', root, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install);
  return root;
}

/** In a mount namespace: what is mounted below the folder is gone before the folder is removed. */
function unshare(namespaces, ...command) {
  execFileSync('unshare', ['--mount', ...namespaces, ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
}
