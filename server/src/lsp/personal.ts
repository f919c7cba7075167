import { ownFormatDefinitions, useOwnFormats } from '../formats/ownFormats';
import { readListFile } from '../listFile';
import { ownRulesInUse, useOwnRules } from '../smtp/ownRules';
import type { OwnFile, OwnFileProblem } from './protocol';

/** What people taught SMTP Lens: it goes to every thread that reads, so that all say the same. */
export interface Personal {
  /** The texts of their `smtp-lens.rules.json`. */
  readonly rules: readonly string[];
  /** The definitions in their setting `smtpLens.formats` and in `smtp-lens.formats.json`. */
  readonly formats: readonly unknown[];
}

export function personalInUse(): Personal {
  return { rules: ownRulesInUse(), formats: ownFormatDefinitions() };
}

/** Has this thread explain and read as another does. What is wrong with either was told there. */
export function usePersonal({ rules, formats }: Personal): void {
  useOwnRules(rules);
  useOwnFormats(formats);
}

/** Has this thread explain by the rules of these files, which replace those before. */
export function useRuleFiles(files: readonly OwnFile[]): OwnFileProblem[] {
  const problems = useOwnRules(files.map(({ text }) => text));
  return files.flatMap(({ uri }, index) => (problems[index] ?? []).map((problem) => ({ uri, ...problem })));
}

export interface FormatProblems {
  /** Each in terms of the setting. */
  readonly setting: readonly string[];
  readonly files: readonly OwnFileProblem[];
}

/** Has this thread read by the formats of the setting, then by those of the files; they replace those before. */
export function useFormats(setting: readonly unknown[], files: readonly OwnFile[]): FormatProblems {
  const lists = files.map(({ uri, text }) => ({ uri, list: readListFile(text, 'formats') }));
  const broken = lists.flatMap(({ uri, list }) => ('problem' in list ? { uri, ...list.problem } : []));
  const entries = lists.flatMap(({ uri, list }) =>
    'entries' in list ? list.entries.map((entry, index) => ({ ...entry, uri, number: index + 1 })) : [],
  );
  const problems = useOwnFormats([...setting, ...entries.map(({ value }) => value)]);
  return {
    setting: setting.flatMap((_, index) =>
      (problems[index] ?? []).map((problem) => `smtpLens.formats[${index}]: ${problem}`),
    ),
    files: [
      ...broken,
      ...entries.flatMap(({ uri, line, number }, index) =>
        (problems[setting.length + index] ?? []).map((problem) => ({
          uri,
          line,
          message: `Format ${number}: ${problem}`,
        })),
      ),
    ],
  };
}
