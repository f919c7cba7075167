import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { explain } from '../../server/src/smtp/explain';
import { providerSamples } from '../support/providerSamples';
import { interleave, ms, quantile, table } from './measure';

const FOLDER = 'out/bench';
/** The classifier of @postalsys cannot be had from npm; ZoneMTA brings the rules that it sorts its own bounces with. */
const PEER = 'zone-mta@3.10.3';
const ROUNDS = 5;
/** Each round says every text so many times, each time with another ending. */
const TIMES = 20;

/** Explanations a second on one thread, every text a new one, beside a peer; and what starting costs. */
export default async function run(): Promise<string> {
  const texts = [...providerSamples, ...verdictTexts()];
  let serial = 0;
  const each = (classify: (text: string) => unknown) => () => {
    for (let time = 0; time < TIMES; time++) {
      for (const text of texts) {
        classify(`${text} ${serial++}`);
      }
    }
  };
  const peer = loadPeer();
  const subjects: Record<string, () => void> = { ours: each((text) => explain({ text })) };
  if (peer !== undefined) {
    subjects.peer = each((text) => peer.check(text));
  }
  const times: Readonly<Record<string, number | undefined>> = interleave(ROUNDS, subjects);
  const perSecond = (time: number) => Math.round((1000 * TIMES * texts.length) / time).toLocaleString('en');
  const speed = `explanations a second, ${texts.length} texts with ever new endings`;
  return table(
    ['Explaining replies, one thread', 'SMTP Lens', PEER],
    [
      [
        speed,
        perSecond(times.ours ?? Number.NaN),
        times.peer === undefined ? 'not to be had' : perSecond(times.peer),
      ],
      ['loading the catalogue and explaining one reply, in a fresh process', ms(startTime()), ''],
    ],
  );
}

/** Replies of the test that proves the verdicts. */
function verdictTexts(): string[] {
  const rows = readFileSync('test/explain/verdicts.tsv', 'utf8').split('\n').slice(1);
  return rows.map((row) => row.split('\t')[5] ?? '').filter((text) => text !== '');
}

/** Median of fresh processes. */
function startTime(): number {
  const times = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, [`${FOLDER}/explainStart.mjs`], { encoding: 'utf8' })),
  );
  return quantile(times, 0.5);
}

interface Peer {
  check(text: string): unknown;
}

/** The peer's own code out of its package, with a log that says nothing; `undefined` where npm does not give it. */
function loadPeer(): Peer | undefined {
  const folder = path.resolve(FOLDER, 'peer');
  const entry = path.join(folder, 'package/lib/bounces.js');
  try {
    if (!existsSync(entry)) {
      mkdirSync(path.join(folder, 'node_modules/npmlog'), { recursive: true });
      const log = '["error", "info", "verbose", "http"].forEach((level) => (exports[level] = () => {}));';
      writeFileSync(path.join(folder, 'node_modules/npmlog/index.js'), log);
      const packed = execFileSync('npm', ['pack', PEER, '--silent'], {
        cwd: folder,
        encoding: 'utf8',
      }).trim();
      execFileSync('tar', ['-xzf', packed], { cwd: folder });
    }
    const peer = createRequire(entry)(entry) as Peer & { reloadBounces(): void };
    peer.reloadBounces();
    return peer;
  } catch {
    return undefined;
  }
}
