import { allPatterns } from '../smtp/catalogue';

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
  WORD.lastIndex = 1;
  for (let found = WORD.exec(text); found !== null; found = WORD.exec(text)) {
    const word = found[0];
    const start = found.index;
    const mark = markOf(word);
    if (mark !== '' && !CODE.test(word) && isInert(plain, start, start + word.length)) {
      masked += text.slice(done, start) + mark;
      done = start + word.length;
    }
  }
  return masked + text.slice(done);
}

/** `alice@example.net`, `mx1.example.net`, `203.0.113.7`, `4F1A2B3C4D`. */
const WORD = /(?<![A-Za-z0-9.@_-])[A-Za-z0-9.@_-]{5,}/g;
/** What may be an enhanced status code, or stands behind one. */
const CODE = /^[245]\./;

/** An address is not read as any other word is; two `@` are neither. */
function markOf(word: string): string {
  const at = word.indexOf('@');
  if (at >= 0) {
    return word.indexOf('@', at + 1) < 0 ? '\x02' : '';
  }
  return /[\d.]/.test(word) ? '\x01' : '';
}

/** Whether no piece of a pattern can begin, end or lie in the word. Pieces are looked for by stretches of six. */
function isInert(plain: string, start: number, end: number): boolean {
  pieces ??= gather();
  return (
    isClearOfLong(pieces.literal, plain, start, end, false) &&
    isClearOfLong(pieces.digits, plain, start, end, true) &&
    isClearOfShort(pieces.literal, plain, start, end, false) &&
    isClearOfShort(pieces.digits, plain, start, end, true)
  );
}

const DIGITS = /\d/g;

/** Stretches of four units and more: nearly all places are dismissed by the four units that begin there. */
function isClearOfLong(
  stretches: Stretches,
  plain: string,
  start: number,
  end: number,
  masked: boolean,
): boolean {
  const { heads } = stretches;
  const first = Math.max(start - STRETCH + 1, 0);
  const last = Math.min(end + HEAD_UNITS - 1, plain.length);
  let head = 0;
  for (let at = first; at < last; at++) {
    const unit = plain.charCodeAt(at);
    head = (head << 8) | (masked && unit >= 0x30 && unit <= 0x39 ? 0x30 : unit & 0xff);
    const from = at - HEAD_UNITS + 1;
    if (from >= first && heads[headSlot(head)] === 1 && beginsThere(stretches, plain, from, start, masked)) {
      return false;
    }
  }
  return true;
}

/** Whether a stretch begins at `at` and reaches behind `start`. */
function beginsThere(
  { all, lengths }: Stretches,
  plain: string,
  at: number,
  start: number,
  masked: boolean,
): boolean {
  const text = plain.slice(at, at + STRETCH);
  const units = masked ? text.replace(DIGITS, '0') : text;
  return lengths.some(
    (length) =>
      length >= HEAD_UNITS &&
      at + length > start &&
      length <= units.length &&
      all.has(units.slice(0, length)),
  );
}

function isClearOfShort(
  { all, short, pairs }: Stretches,
  plain: string,
  start: number,
  end: number,
  masked: boolean,
): boolean {
  if (short.length === 0) {
    return true;
  }
  for (let at = Math.max(start - HEAD_UNITS + 2, 0); at < end; at++) {
    if (pairs[pairSlot(plain.charCodeAt(at), plain.charCodeAt(at + 1))] === 1) {
      const text = plain.slice(at, at + HEAD_UNITS - 1);
      const units = masked ? text.replace(DIGITS, '0') : text;
      if (short.some((length) => at + length > start && all.has(units.slice(0, length)))) {
        return false;
      }
    }
  }
  return true;
}

const STRETCH = 6;

interface Pieces {
  readonly literal: Stretches;
  /** Of stretches with a place for any digit; all their digits are `0`. */
  readonly digits: Stretches;
}

interface Stretches {
  readonly all: ReadonlySet<string>;
  /** Whether the first four units of some stretch fall in a slot. */
  readonly heads: Uint8Array;
  /** Of the stretches: six, and less for the pieces that are shorter. */
  readonly lengths: readonly number[];
  /** Those below four. */
  readonly short: readonly number[];
  /** Whether some short stretch may begin with the two units of a slot. */
  readonly pairs: Uint8Array;
}

let pieces: Pieces | undefined;

/** Every stretch of every piece of the catalogue's patterns. */
function gather(): Pieces {
  const literal = new Set<string>();
  const digits = new Set<string>();
  for (const pattern of allPatterns()) {
    for (const piece of pattern.toLowerCase().replaceAll('\\d', ANY_DIGIT).split('*')) {
      const length = Math.min(piece.length, STRETCH);
      for (let at = 0; length > 0 && at + length <= piece.length; at++) {
        const stretch = piece.slice(at, at + length);
        if (stretch.includes(ANY_DIGIT)) {
          digits.add(stretch.replaceAll(ANY_DIGIT, '0').replace(DIGITS, '0'));
        } else {
          literal.add(stretch);
        }
      }
    }
  }
  return { literal: indexed(literal), digits: indexed(digits) };
}

const ANY_DIGIT = '\u0001';

function indexed(all: ReadonlySet<string>): Stretches {
  const heads = new Uint8Array(1 << HEAD_BITS);
  for (const stretch of all) {
    if (stretch.length >= HEAD_UNITS) {
      let head = 0;
      for (let at = 0; at < HEAD_UNITS; at++) {
        head = (head << 8) | (stretch.charCodeAt(at) & 0xff);
      }
      heads[headSlot(head)] = 1;
    }
  }
  const lengths = [...new Set([...all].map(({ length }) => length))];
  const short = lengths.filter((length) => length < HEAD_UNITS);
  return { all, heads, lengths, short, pairs: pairsOf(all) };
}

const HEAD_UNITS = 4;
const HEAD_BITS = 17;

function headSlot(head: number): number {
  return Math.imul(head, 0x9e3779b1) >>> (32 - HEAD_BITS);
}

/** A stretch of one unit may go on with any; a place for a digit is asked for with the digit that stands there. */
function pairsOf(all: ReadonlySet<string>): Uint8Array {
  const pairs = new Uint8Array(1 << 14);
  for (const stretch of all) {
    if (stretch.length < HEAD_UNITS) {
      for (let first = 0; first < 0x80; first++) {
        for (let second = 0; second < 0x80; second++) {
          if (mayBe(stretch, 0, first) && mayBe(stretch, 1, second)) {
            pairs[pairSlot(first, second)] = 1;
          }
        }
      }
    }
  }
  return pairs;
}

/** Slots look at seven bits of a unit alone. */
function mayBe(stretch: string, at: number, unit: number): boolean {
  const own = stretch.charCodeAt(at) & 0x7f;
  return at >= stretch.length || own === unit || (own === 0x30 && unit >= 0x30 && unit <= 0x39);
}

function pairSlot(first: number, second: number): number {
  return ((first & 0x7f) << 7) | (second & 0x7f);
}
