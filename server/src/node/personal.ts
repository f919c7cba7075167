import { compileCustomFormat } from '../formats/custom';
import type { LogFormat } from '../formats/format';
import { formats } from '../formats/registry';
import { readOwnRules, useOwnRules } from '../smtp/ownRules';

/** What people taught SMTP Lens: it goes to every thread that reads, so that all say the same. */
export interface Personal {
  /** The texts of their `smtp-lens.rules.json`. */
  readonly rules: readonly string[];
  /** The definitions in their setting `smtpLens.formats`. */
  readonly formats: readonly unknown[];
}

/** Has this thread explain by the rules; returns the formats. What is wrong with either is the editor's to tell. */
export function usePersonal({ rules, formats: definitions }: Personal): readonly LogFormat[] {
  const texts = JSON.stringify(rules);
  if (texts !== used) {
    used = texts;
    useOwnRules(rules.flatMap((text) => readOwnRules(text).rules));
  }
  const custom: LogFormat[] = [];
  for (const definition of definitions) {
    const compiled = compileCustomFormat(
      definition,
      [...formats, ...custom].map(({ id }) => id),
    );
    if ('format' in compiled) {
      custom.push(compiled.format);
    }
  }
  return custom;
}

let used = '[]';
