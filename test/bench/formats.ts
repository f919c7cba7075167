import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formats, headOf, openLog } from '../../server/src/formats/registry';
import { forEachLine } from '../../server/src/log/textLines';
import { linesOfSample } from '../support/marks';
import { quantile, table } from './measure';

const MEGABYTES = Number(process.env.SMTP_LENS_BENCH_FORMAT_MB ?? 8);
const RUNS = 3;
/** ripgrep's file is so many times longer: its start is not what is measured. */
const RG_TIMES = 8;
/** What a person would search such logs for. */
const REPLY = '[^0-9][2-5][0-9][0-9][ -][245]\\.[0-9]+\\.[0-9]+ ';

/** How fast each format reads its own samples, over and over, on one thread, beside `rg -c` on the same file. */
export default async function run(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-formats-'));
  try {
    const rows = formats.map(({ id }) => rowOf(id, folder)).filter((row) => row !== undefined);
    return table([`Reading ${MEGABYTES} MB of samples, one thread`, 'MB/s', '`rg -c`, MB/s', 'ratio'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(id: string, folder: string): string[] | undefined {
  const samples = readdirSync('test/formats').filter((file) => file.startsWith(`${id}.`));
  const size = (file: string) => statSync(path.join('test/formats', file)).size;
  const name = samples.sort((a, b) => size(b) - size(a))[0];
  if (name === undefined) {
    return undefined;
  }
  const sample = `${linesOfSample(readFileSync(path.join('test/formats', name), 'utf8')).join('\n')}\n`;
  const text = sample.repeat(Math.ceil((MEGABYTES * 1e6) / sample.length));
  const flat = Buffer.from(text).toString('latin1');
  const reader = openLog(headOf(flat, name.slice(name.indexOf('.') + 1)));
  const ours = megabytesPerSecond(flat.length, () => {
    forEachLine(flat, (line) => reader.read(line));
  });
  const file = path.join(folder, name);
  writeFileSync(file, text.repeat(RG_TIMES));
  const rg = rgSpeed(file, flat.length * RG_TIMES);
  rmSync(file);
  return [
    id,
    ours.toFixed(0),
    rg?.toFixed(0) ?? 'not installed',
    rg === undefined ? '' : (ours / rg).toFixed(3),
  ];
}

/** `undefined` where there is no ripgrep. */
function rgSpeed(file: string, bytes: number): number | undefined {
  const rg = () => spawnSync('rg', ['-c', REPLY, file]);
  return rg().error === undefined ? megabytesPerSecond(bytes, rg) : undefined;
}

function megabytesPerSecond(bytes: number, read: () => void): number {
  read();
  return bytes / 1e6 / (median(read) / 1000);
}

/** Milliseconds. */
function median(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return quantile(times, 0.5);
}
