import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ms, quantile, table } from './measure';
import { writePostfixLog } from './postfixLog';

const MEGABYTES = Number(process.env.SMTP_LENS_BENCH_MB ?? 256);
const RUNS = Number(process.env.SMTP_LENS_BENCH_RUNS ?? 3);
/** Sizes in MB, such as `10,100,1000`: prints how the cost grows. */
const GROWTH = (process.env.SMTP_LENS_BENCH_GROWTH ?? '').split(',').filter(Boolean).map(Number);

/** Where a reply stands in Postfix' lines: what a person would search for. */
const REPLIES =
  '(said|Ok|refused to talk to me|from [^ ]+): [2-5][0-9][0-9][ -]|status=sent \\([2-5][0-9][0-9] ';

/** Reading a log from disk to the complete summary, beside other tools on the same log, each in a process. */
export default async function run(): Promise<string> {
  const file = generated(MEGABYTES);
  const packed = `${file}.gz`;
  if (!existsSync(packed)) {
    spawnSync('sh', ['-c', 'gzip -1 <"$1" >"$1.part" && mv "$1.part" "$1.gz"', 'sh', file]);
  }
  const subjects: Subject[] = [
    { what: 'summary, all processors', command: own(['summary', file]) },
    { what: 'summary, one thread', command: own(['summary', '--threads', '0', file]) },
    { what: 'failures, all processors', command: own(['failures', file]) },
    { what: 'summary of .gz', command: own(['summary', packed]) },
    { what: '`rg -c` of the replies', command: ['rg', '-c', REPLIES, file] },
    { what: '`rg -on` of the replies', command: ['rg', '-on', REPLIES, file] },
    { what: 'lnav: open and count', command: ['lnav', '-n', '-c', COUNT, file] },
    { what: 'pflogsumm', command: ['pflogsumm', file], once: true },
    { what: '`gzip -dc`', command: ['gzip', '-dc', packed] },
  ];
  const measured = await measure(subjects);
  const base = measured.get('summary, all processors')?.time ?? Number.NaN;
  const rows = subjects.map(({ what }) => {
    const found = measured.get(what);
    return found === undefined
      ? [what, 'not installed', '', '', '']
      : [
          what,
          ms(found.time),
          `${(statSync(file).size / 1048.576 / found.time).toFixed(0)} MiB/s`,
          `${(found.time / base).toFixed(2)}`,
          found.memory === 0 ? '' : `${(found.memory / 1024).toFixed(0)} MB`,
        ];
  });
  const head = [`Postfix log of ${MEGABYTES} MiB from disk`, 'median', 'speed', 'time ÷ ours', 'peak memory'];
  const first = quantile(await repeat(() => firstFailure(file)), 0.5);
  rows.push(['first failure out of `failures`', ms(first), '', '', '']);
  return [table(head, rows), ...(GROWTH.length > 0 ? [await growth()] : [])].join('\n\n');
}

interface Subject {
  readonly what: string;
  readonly command: readonly string[];
  /** Too slow to be repeated. */
  readonly once?: boolean;
}

interface Measured {
  /** Milliseconds. */
  readonly time: number;
  /** Kibibytes resident at most; 0 where the machine does not tell. */
  readonly memory: number;
}

const COUNT = ';SELECT log_level, count(*) FROM all_logs GROUP BY 1';

function own(args: readonly string[]): string[] {
  return [process.execPath, path.resolve('dist/cli.js'), ...args];
}

/** Runs all in turn, so that the machine's moods fall on all alike. */
async function measure(subjects: readonly Subject[]): Promise<Map<string, Measured>> {
  const runs = new Map<string, Measured[]>();
  for (let run = 0; run < RUNS; run++) {
    for (const { what, command, once } of subjects) {
      const measured = run > 0 && once ? undefined : await runOnce(command);
      if (measured !== undefined) {
        runs.set(what, [...(runs.get(what) ?? []), measured]);
      }
    }
  }
  return new Map(
    [...runs].map(([what, all]) => [
      what,
      {
        time: quantile(
          all.map(({ time }) => time),
          0.5,
        ),
        memory: Math.max(...all.map(({ memory }) => memory)),
      },
    ]),
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

async function firstFailure(file: string): Promise<number> {
  const start = performance.now();
  const [program, ...args] = own(['failures', file]);
  const child = spawn(program as string, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const time = performance.now() - start;
  child.kill();
  return time;
}

async function repeat(subject: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await subject());
  }
  return times;
}

/** How time and memory grow with the log. */
async function growth(): Promise<string> {
  const rows: string[][] = [];
  for (const megabytes of GROWTH) {
    const file = generated(megabytes);
    const found = await measure([{ what: 'all', command: own(['summary', file]) }]);
    const { time, memory } = found.get('all') as Measured;
    rows.push([
      `${megabytes} MiB`,
      ms(time),
      `${((megabytes * 1000) / time).toFixed(0)} MiB/s`,
      `${(memory / 1024).toFixed(0)} MB`,
    ]);
  }
  return table(['Log, all processors', 'median', 'speed', 'peak memory'], rows);
}

/** The generated log in the system's folder for temporary files; made once. */
function generated(megabytes: number): string {
  const file = path.join(tmpdir(), `smtp-lens-bench-${megabytes}.log`);
  if (!existsSync(file)) {
    const part = openSync(`${file}.part`, 'w');
    let lines: string[] = [];
    const flush = () => {
      writeSync(part, lines.length === 0 ? '' : `${lines.join('\n')}\n`);
      lines = [];
    };
    writePostfixLog(megabytes * 1024 * 1024, (line) => {
      lines.push(line);
      if (lines.length === 20_000) {
        flush();
      }
    });
    flush();
    closeSync(part);
    renameSync(`${file}.part`, file);
  }
  return file;
}
