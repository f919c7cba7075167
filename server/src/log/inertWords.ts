import phraseRows from '../../../data/phrases.json' with { type: 'json' };
import { providerRules } from '../smtp/catalogue';

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
  const word = plain.slice(Math.max(start - STRETCH, 0), end + STRETCH);
  const [from, to] = [Math.min(start, STRETCH), Math.min(start, STRETCH) + end - start];
  return (
    isClearOf(pieces.literal, word, from, to) && isClearOf(pieces.digits, word.replace(DIGITS, '0'), from, to)
  );
}

const DIGITS = /\d/g;

function isClearOf(
  { slots, stretches, lengths }: Stretches,
  plain: string,
  start: number,
  end: number,
): boolean {
  for (const length of lengths) {
    const last = Math.min(end - 1, plain.length - length);
    for (let at = Math.max(start - length + 1, 0); at <= last; at++) {
      if (slots[slotOf(plain, at, length)] === 1 && stretches.has(plain.slice(at, at + length))) {
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
  /** Whether some stretch falls in a slot: most places of a text are dismissed here. */
  readonly slots: Uint8Array;
  readonly stretches: ReadonlySet<string>;
  /** Of the stretches: six, and less for the pieces that are shorter. */
  readonly lengths: readonly number[];
}

let pieces: Pieces | undefined;

/** Every stretch of every piece of the catalogue's patterns. */
function gather(): Pieces {
  const patterns: readonly string[] = [
    // Every list in a row is of patterns, or of their parts.
    ...(phraseRows as readonly object[]).flatMap((row) => Object.values(row).filter(Array.isArray).flat()),
    ...providerRules.flatMap((rule) => rule.patterns),
  ];
  const literal = new Set<string>();
  const digits = new Set<string>();
  for (const pattern of patterns) {
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

function indexed(stretches: ReadonlySet<string>): Stretches {
  const slots = new Uint8Array(SLOTS);
  for (const stretch of stretches) {
    slots[slotOf(stretch, 0, stretch.length)] = 1;
  }
  const lengths = [...new Set([...stretches].map(({ length }) => length))].sort((a, b) => b - a);
  return { slots, stretches, lengths };
}

const SLOTS = 1 << 18;

function slotOf(text: string, start: number, length: number): number {
  let hash = length;
  for (let at = start; at < start + length; at++) {
    hash = Math.imul(hash, 0x01000193) ^ text.charCodeAt(at);
  }
  return Math.imul(hash, 0x9e3779b1) >>> 14;
}
