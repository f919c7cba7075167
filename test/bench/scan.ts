import { statSync } from 'node:fs';
import path from 'node:path';
import { summarise } from '../../server/src/node/scan';
import { generated, packed } from './logs';
import { ms, quantile, table } from './measure';
import { firstOutput, measure, own, type Subject } from './processes';

const MEGABYTES = Number(process.env.SMTP_LENS_BENCH_MB ?? 256);
const RUNS = Number(process.env.SMTP_LENS_BENCH_RUNS ?? 3);

/** Where a reply stands in Postfix' lines: what a person would search for. */
export const REPLIES =
  '(said|Ok|refused to talk to me|from [^ ]+): [2-5][0-9][0-9][ -]|status=sent \\([2-5][0-9][0-9] ';
export const LNAV = ['lnav', '-n', '-c', ';SELECT log_level, count(*) FROM all_logs GROUP BY 1'];

export default function run(): Promise<string> {
  return besidePeers(MEGABYTES, RUNS);
}

/** Reading a log from disk to the complete summary, beside other tools on the same log, each in a process. */
export async function besidePeers(megabytes: number, runs: number): Promise<string> {
  const file = generated(megabytes);
  const archive = packed(file);
  const subjects: Subject[] = [
    { what: 'summary, all processors', command: own(['summary', file]) },
    { what: 'summary, one thread', command: own(['summary', '--threads', '0', file]) },
    { what: 'failures, all processors', command: own(['failures', file]) },
    { what: 'summary of .gz', command: own(['summary', archive]) },
    { what: '`rg -c` of the replies', command: ['rg', '-c', REPLIES, file] },
    { what: '`rg -on` of the replies', command: ['rg', '-on', REPLIES, file] },
    { what: 'lnav: open and count', command: [...LNAV, file] },
    { what: 'pflogsumm', command: ['pflogsumm', file], once: true },
    { what: '`gzip -dc`', command: ['gzip', '-dc', archive] },
  ];
  const measured = await measure(subjects, runs);
  const base = measured.get('summary, all processors')?.time ?? Number.NaN;
  const mebibytes = statSync(file).size / 1024 / 1024;
  const rows = subjects.map(({ what }) => {
    const found = measured.get(what);
    return found === undefined
      ? [what, 'not installed here', '', '', '']
      : [
          what,
          ms(found.time),
          `${((1000 * mebibytes) / found.time).toFixed(0)} MiB/s`,
          (found.time / base).toFixed(2),
          found.memory === 0 ? '' : `${(found.memory / 1024).toFixed(0)} MiB`,
        ];
  });
  rows.push(['first failure out of `failures`', ms(await firstFailure(file)), '', '', '']);
  rows.push(['from cancel to the end', ms(await cancelled(file)), '', '', '']);
  const head = [`Postfix log of ${megabytes} MiB from disk`, 'median', 'speed', 'time ÷ ours', 'peak memory'];
  return table(head, rows);
}

async function firstFailure(file: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    times.push(await firstOutput(own(['failures', file])));
  }
  return quantile(times, 0.5);
}

/** From a signal in the middle of it to the end of the last thread. */
async function cancelled(file: string): Promise<number> {
  const controller = new AbortController();
  let at = Number.NaN;
  setTimeout(() => {
    at = performance.now();
    controller.abort();
  }, 500);
  await summarise([file], { signal: controller.signal, worker: path.resolve('dist/server.js') });
  return performance.now() - at;
}
