import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePostfixLog } from './postfixLog';

/** What is generated anew; longer logs are this one, several times over. */
const LONGEST = 1024;

/** A generated log in the system's folder for temporary files; made once. */
export function generated(megabytes: number): string {
  const file = path.join(tmpdir(), `smtp-lens-bench-${megabytes}.log`);
  if (!existsSync(file)) {
    if (megabytes > LONGEST) {
      const times = Math.round(megabytes / LONGEST);
      shell('for i in $(seq "$3"); do cat "$1"; done >"$2.part"', [generated(LONGEST), file, `${times}`]);
    } else {
      write(`${file}.part`, megabytes * 1024 * 1024);
    }
    renameSync(`${file}.part`, file);
  }
  return file;
}

/** The log as an archive of the fastest kind. */
export function packed(file: string): string {
  if (!existsSync(`${file}.gz`)) {
    shell('gzip -1 <"$1" >"$1.part"', [file]);
    renameSync(`${file}.part`, `${file}.gz`);
  }
  return `${file}.gz`;
}

function shell(script: string, values: readonly string[]): void {
  if (spawnSync('sh', ['-c', script, 'sh', ...values]).status !== 0) {
    throw new Error(`no room for the log, or no such program: ${script}`);
  }
}

function write(file: string, bytes: number): void {
  const part = openSync(file, 'w');
  let lines: string[] = [];
  const flush = () => {
    writeSync(part, lines.length === 0 ? '' : `${lines.join('\n')}\n`);
    lines = [];
  };
  writePostfixLog(bytes, (line) => {
    lines.push(line);
    if (lines.length === 20_000) {
      flush();
    }
  });
  flush();
  closeSync(part);
}
