import * as l10n from '@vscode/l10n';

/** The person's language, for all that the server says: the texts by their English ones, as the editor loaded them. */
export interface Language {
  /** `de`, `pt-br`. */
  readonly locale?: string;
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

let locale = 'en';
let texts: Readonly<Record<string, string>> = {};

export function useLanguage(language: Language): void {
  texts = language.texts ?? {};
  locale = language.texts === undefined ? 'en' : (language.locale ?? 'en');
  l10n.config({ contents: { ...texts } });
}

/** A text of the catalogue in the person's language, where it has been translated. */
export function translated(text: string): string {
  return Object.hasOwn(texts, text) ? (texts[text] ?? text) : text;
}

/** `1,204`, `1.204`. */
export function number(count: number): string {
  return count.toLocaleString(locale);
}

/** `1.2 sec`, `3 hr`, `2 days`: in the greatest unit that leaves two or more, seconds below. */
export function duration(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms >= 2 * length) ?? ['second', 1000];
  return (ms / length).toLocaleString(locale, { style: 'unit', unit, maximumFractionDigits: 1 });
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
