import { readEnhancedCode, readReplyCode } from './reply';

/**
 * A reply's text as the server said it, its spellings in a log undone: `550_5.1.1_no_such_user/` (qmail),
 * `550+5.1.1+no` (IIS), `550-first\n550 second`, `[nl]`; the code repeated in each line of a reply stands once.
 */
export function plainReplyText(text: string): string {
  let plain = text.slice(0, LONGEST_TEXT);
  if (!plain.includes(' ')) {
    plain = plain.replace(plain.includes('_') ? /[_/]/g : /\+/g, ' ');
  }
  if (BROKEN.test(plain)) {
    plain = plain.replace(/\\r\\n|\\n|\\r|\[nl\]|[\r\n\t]+/gi, ' ').replace(/ {2,}/g, ' ');
  }
  return withoutRepeatedCode(plain).trim();
}

/** Few replies hold any of these. */
const BROKEN = /[\\\r\n\t]|\[nl\]| {2}/i;

/** Longer replies say nothing more. UTF-16 units. */
export const LONGEST_TEXT = 4000;

function withoutRepeatedCode(text: string): string {
  const code = readReplyCode(text, 0);
  if (code === 0) {
    return text;
  }
  if (!text.includes(` ${code}`, 3)) {
    return text;
  }
  return text.replace(/ ([2-5]\d\d)[- ](?:([245]\.\d{1,3}\.\d{1,3}) )?/g, (found, again: string) =>
    Number(again) === code ? ' ' : found,
  );
}

/** The words of a reply that has this code, in lower case: after `550-5.1.1 `, and after other replies before it. */
export function wordsOf(text: string, code: number | undefined): string {
  const first = readReplyCode(text, 0);
  const from = code === undefined || first === 0 || first === code ? -1 : text.indexOf(` ${code} `);
  const own = from < 0 ? text : text.slice(from + 1);
  return own.slice(wordsStart(own)).toLowerCase();
}

/** Where the words begin that follow the codes. */
function wordsStart(text: string): number {
  let at = readReplyCode(text, 0) === 0 ? 0 : 3;
  while (at > 0 && ' -#'.includes(text.charAt(at)) && at < text.length) {
    at++;
  }
  const enhanced = readEnhancedCode(text, at);
  return enhanced === undefined ? at : at + enhanced.length;
}

/**
 * Words in lower case without addresses, whose parts are names and no words of the server: `<spam@example.net>` becomes
 * `<@>`.
 */
export function withoutAddresses(words: string): string {
  let at = words.indexOf('@');
  if (at < 0) {
    return words;
  }
  let [plain, done] = ['', 0];
  for (; at >= 0; at = words.indexOf('@', at + 1)) {
    let [start, end] = [at, at + 1];
    while (start > done && isAddressPart(words.charCodeAt(start - 1))) {
      start--;
    }
    while (end < words.length && isAddressPart(words.charCodeAt(end))) {
      end++;
    }
    plain += `${words.slice(done, start)}@`;
    done = end;
    at = end - 1;
  }
  return plain + words.slice(done);
}

/** Letters, digits and marks that addresses are made of; no brackets, quotes, commas, colons or blanks. */
function isAddressPart(unit: number): boolean {
  return (
    unit > 0x7f ||
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x2d ||
    unit === 0x2e ||
    unit === 0x5f ||
    unit === 0x2b ||
    unit === 0x3d
  );
}
