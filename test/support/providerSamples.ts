import { readdirSync, readFileSync } from 'node:fs';

/** The sample of each rule, in the order of `providerRules()`: data/ alone has them. */
export const providerSamples: readonly string[] = readdirSync('data/providers').flatMap((file) => {
  const { rules } = JSON.parse(readFileSync(`data/providers/${file}`, 'utf8')) as {
    rules: { sample: string }[];
  };
  return rules.map(({ sample }) => sample);
});
