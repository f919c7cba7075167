// The processes of the capture's own namespace.

import { readdirSync, readFileSync } from 'node:fs';

/** The living ones whose names begin so: their ids. */
export function runningNamed(name) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isRunning(entry, name))
    .map(Number);
}

function isRunning(pid, name) {
  try {
    const [, command, state] = /\((.*)\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return command.startsWith(name) && state !== 'Z';
  } catch {
    return false;
  }
}
