import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { growthChart, type Point } from './chart';
import { generated } from './logs';
import { ms, table } from './measure';
import { measure, own } from './processes';
import { besidePeers, LNAV, REPLIES } from './scan';

const MEGABYTES = Number(process.env.SMTP_LENS_BENCH_MB ?? 1024);
const RUNS = Number(process.env.SMTP_LENS_BENCH_RUNS ?? 3);
/** Sizes in MiB. */
const SIZES = (process.env.SMTP_LENS_BENCH_GROWTH ?? '10,100,1024,8192').split(',').map(Number);
/** Beyond, lnav would take minutes and as much memory as the log. */
const LNAV_MOST = 1024;
/** Longer logs are not kept on the disk. */
const KEPT_MOST = 1024;
const PAGE = 'docs/performance.md';
const PICTURE = 'docs/pictures/growth.svg';

/** Writes docs/performance.md and its picture. */
export default async function run(): Promise<string> {
  const peers = await besidePeers(MEGABYTES, RUNS);
  const { rows, points } = await growth();
  const grown = table(['Log', 'summary, all processors', 'speed', 'peak memory', '`rg -c`', 'lnav'], rows);
  writeFileSync(PICTURE, await growthChart(points));
  writeFileSync(PAGE, page(peers, grown));
  return `${peers}\n\n${grown}\n\nWritten: ${PAGE}, ${PICTURE}`;
}

async function growth(): Promise<{ rows: string[][]; points: Point[] }> {
  const rows: string[][] = [];
  const points: Point[] = [];
  for (const megabytes of SIZES) {
    const file = generated(megabytes);
    const subjects = [
      { what: 'SMTP Lens', command: own(['summary', file]) },
      { what: 'rg -c', command: ['rg', '-c', REPLIES, file] },
      ...(megabytes > LNAV_MOST ? [] : [{ what: 'lnav', command: [...LNAV, file] }]),
    ];
    const found = await measure(subjects, megabytes > KEPT_MOST ? 1 : RUNS);
    if (megabytes > KEPT_MOST) {
      rmSync(file);
    }
    points.push(
      ...[...found].map(([tool, { time }]) => ({ tool, mebibytes: megabytes, seconds: time / 1000 })),
    );
    const { time = Number.NaN, memory = 0 } = found.get('SMTP Lens') ?? {};
    const peer = (tool: string) => ms(found.get(tool)?.time ?? Number.NaN).replace('NaN ms', '–');
    const speed = `${((megabytes * 1000) / time).toFixed(0)} MiB/s`;
    rows.push([
      `${megabytes} MiB`,
      ms(time),
      speed,
      `${(memory / 1024).toFixed(0)} MiB`,
      peer('rg -c'),
      peer('lnav'),
    ]);
  }
  return { rows, points };
}

function page(peers: string, grown: string): string {
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  return `# How fast big logs are read

Written by \`npm run bench -- --report\`; do not edit. Compare the columns of one run with each other: absolute times
belong to the machine (${machine}).

## Beside other tools

A generated Postfix log, each tool in a process of its own, reading from disk, in turn. pflogsumm runs once. \`rg\` finds
one pattern and lnav counts levels; a summary reads every line, explains every failure and counts outcomes, reasons,
domains, relays and hours.

${peers}

## How it grows

![Time by the size of the log](pictures/growth.svg)

${grown}

Memory does not grow with the log. Logs above 1 GiB are one of 1 GiB repeated; they are measured once.

## How it works

1. **Pieces.** A plain file is cut into stretches, wherever they fall: of up to 64 MiB where numbers are wanted, 8 where
   lines are, 2 where every field of each failure is. The first 4 MiB come in smaller ones, so that the first failures
   show at once, and so do the last, so that all threads end together. A stretch owns the lines that begin in it.
   Archives, pipes and UTF-16 are read beside the threads, and handed to them chunk by chunk, with the memory that the
   unpacking filled. A single thread hands back what it found every 256 MiB.
2. **Threads.** Each thread reads its stretches from the open file itself. Only numbers and the failures asked for come
   back, in the order of the log. Small logs are read where they are: starting a thread takes longer. What little a
   reading keeps is tidied where a heap has grown by much, for V8 takes memory as long as there is some.
3. **Shapes.** A kernel in WebAssembly finds the end of each line, its syslog head, and its shape: the message with marks
   for addresses, hosts, numbers and ids, by sixteen bytes at once. The shapes that are known are a tree; a line is walked
   along it, its shape is never put together. When a new shape comes again its line is read by its format, and what it
   says holds for all that follow. Most lines tell of no delivery and no refusal, which their first words show; the rest
   of them is not looked at.
4. **Counts.** A summary is a fold with a bounded number of names. Recipients, domains and relays are taken from the places
   where that line had them, and counted by numbers that the kernel gives them. Failures are explained once
   for each text: of the marked words only the letters that a pattern of the catalogue can touch are told apart.
5. **Open logs.** Their blocks of some 32 KiB are read in the same way, when first asked: a known shape tells the code and
   the severity of a line, and where its queue id stands. So the index of all replies takes less than a table of the lines.
6. **Other lines.** What is not ASCII, very long, or of a format that does not say that its lines are read alike, becomes a
   string of one byte a unit, and is read line by line; so is what a report or a list of failures looks at.
7. **Endings.** A signal ends the threads at once. What was read before a damaged byte, a vanished file or a signal
   stays, and is shown as part.

Totals that agree prove little: \`npm run fuzz\` reads a million damaged lines by all of this and by a plain, slow oracle,
and allows no difference.
`;
}
