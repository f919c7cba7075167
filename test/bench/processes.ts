import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { quantile } from './measure';

export interface Subject {
  readonly what: string;
  readonly command: readonly string[];
  /** Too slow to be repeated. */
  readonly once?: boolean;
}

export interface Measured {
  /** Milliseconds, the median. */
  readonly time: number;
  /** Kibibytes resident at most; 0 where the machine does not tell. */
  readonly memory: number;
}

/** The command line of this project. */
export function own(args: readonly string[]): string[] {
  return [process.execPath, path.resolve('dist/cli.js'), ...args];
}

/** Runs all in turn, so that the machine's moods fall on all alike. A program that is not installed has no entry. */
export async function measure(subjects: readonly Subject[], runs: number): Promise<Map<string, Measured>> {
  const all = new Map<string, Measured[]>();
  for (let run = 0; run < runs; run++) {
    for (const { what, command, once } of subjects) {
      const measured = run > 0 && once ? undefined : await runOnce(command);
      if (measured !== undefined) {
        all.set(what, [...(all.get(what) ?? []), measured]);
      }
    }
  }
  return new Map(
    [...all].map(([what, found]) => {
      const times = found.map(({ time }) => time);
      return [what, { time: quantile(times, 0.5), memory: Math.max(...found.map(({ memory }) => memory)) }];
    }),
  );
}

/** `undefined` where there is no such program. */
async function runOnce(command: readonly string[]): Promise<Measured | undefined> {
  const start = performance.now();
  const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'ignore', 'ignore'] });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, peakMemory(child.pid));
  }, 20);
  const isThere = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(true));
  });
  clearInterval(watch);
  return isThere ? { time: performance.now() - start, memory } : undefined;
}

/** Linux tells it. */
function peakMemory(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Milliseconds until a command writes its first byte. */
export async function firstOutput(command: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const time = performance.now() - start;
  child.kill();
  return time;
}
