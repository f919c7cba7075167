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
