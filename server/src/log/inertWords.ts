import { piecesInText } from './patternPieces';

/**
 * A reply's text in which words that no pattern of the catalogue can touch (addresses, hosts, numbers, ids) are
 * replaced by a mark: texts that are alike then have the same reason. A word stays where some pattern's piece might
 * lie across it, or where it could be read as a code.
 */
export function withoutInertWords(text: string): string {
  const plain = text.toLowerCase();
  if (plain.length !== text.length) {
    return text;
  }
  let masked = '';
  let done = 0;
  // The first word may be the reply's code.
  for (let at = wordEnd(text, 0); at < text.length; ) {
    const start = wordStart(text, at);
    at = wordEnd(text, start);
    const mark = markOf(text, start, at);
    if (mark !== '' && !piecesInText().mayTouch(plain, start, at)) {
      masked += text.slice(done, start) + mark;
      done = at;
    }
  }
  return done === 0 ? text : masked + text.slice(done);
}

function wordStart(text: string, from: number): number {
  let at = from;
  while (at < text.length && !(WORD_UNITS[text.charCodeAt(at)] as number)) {
    at++;
  }
  return at;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (WORD_UNITS[text.charCodeAt(at)] as number) {
    at++;
  }
  return at;
}

/**
 * What stands for a word: one mark for addresses, `alice@example.net`, another for hosts and numbers,
 * `mx1.example.net`, `4F1A2B3C4D`. `''` for a word that stays: a plain or short one, one with two `@`, and what may be an
 * enhanced status code, or stands behind one.
 */
function markOf(text: string, start: number, end: number): string {
  if (end - start < SHORTEST || (text.charCodeAt(start + 1) === DOT && '245'.includes(text.charAt(start)))) {
    return '';
  }
  let kinds = 0;
  let ats = 0;
  for (let at = start; at < end; at++) {
    const kind = WORD_UNITS[text.charCodeAt(at)] as number;
    kinds |= kind;
    ats += kind === AT ? 1 : 0;
  }
  return ats > 0 ? (ats === 1 ? '\x02' : '') : kinds & NUMBER ? '\x01' : '';
}

const SHORTEST = 5;
const LETTER = 1;
const NUMBER = 2;
const AT = 4;
const DOT = 0x2e;

/** What words are made of. */
const WORD_UNITS = new Uint8Array(128);
for (const [units, kind] of [
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-', LETTER],
  ['0123456789.', NUMBER],
  ['@', AT],
] as const) {
  for (const unit of units) {
    WORD_UNITS[unit.charCodeAt(0)] = kind;
  }
}
