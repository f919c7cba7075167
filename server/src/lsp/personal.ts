import { compileCustomFormats } from '../formats/custom';
import type { LogFormat } from '../formats/format';
import { useOwnRules } from '../smtp/ownRules';

/** What people taught SMTP Lens: it goes to every thread that reads, so that all say the same. */
export interface Personal {
  /** The texts of their `smtp-lens.rules.json`. */
  readonly rules: readonly string[];
  /** The definitions in their setting `smtpLens.formats`. */
  readonly formats: readonly unknown[];
}

/** Has this thread explain by the rules; returns the formats. What is wrong with either is the editor's to tell. */
export function usePersonal({ rules, formats }: Personal): readonly LogFormat[] {
  useOwnRules(rules);
  return compileCustomFormats(formats).flatMap((compiled) => ('format' in compiled ? compiled.format : []));
}
