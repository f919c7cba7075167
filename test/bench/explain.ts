import { performance } from 'node:perf_hooks';
import { phraseIndex, providerIndex, providerRules } from '../../server/src/smtp/catalogue';
import { explain } from '../../server/src/smtp/explain';
import { ms, table } from './measure';

const ROUNDS = 100;

/** Explanations a second on one thread, every text a new one, and what the catalogue costs when first asked. */
export default async function run(): Promise<string> {
  const start = performance.now();
  phraseIndex();
  providerIndex();
  const indexed = performance.now() - start;
  const samples = providerRules.map(({ sample }) => sample);
  let count = 0;
  const before = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    for (const sample of samples) {
      count += explain({ text: `${sample} ${round}` }).layers.length > 0 ? 1 : 0;
    }
  }
  const perSecond = (1000 * count) / (performance.now() - before);
  return table(
    ['Explaining replies, one thread', 'measured'],
    [
      [
        `explanations a second, ${samples.length} texts, none seen twice`,
        Math.round(perSecond).toLocaleString('en'),
      ],
      ['the catalogue’s indexes, once', ms(indexed)],
    ],
  );
}
