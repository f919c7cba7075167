import { allPatterns } from '../smtp/catalogue';
import type { UnitRun } from './unitRuns';

/**
 * The pieces of the catalogue's patterns, kept as hashes of the units in them. Asked where in a word a piece may
 * lie, it errs to the safe side.
 */
export class PatternPieces {
  /** What the last four units seen may be: `WHOLE`, `OF_SIX`. */
  readonly #fours = new Uint8Array(1 << FOUR_BITS);
  /** Two bits for each six units in a row of a longer piece, and again for its first and its last six. */
  readonly #sixes = new Int32Array(1 << (SIX_BITS - 5));
  /** Whether the last three units may be a piece; and whether the last two are. */
  readonly #threes = new Uint8Array(1 << THREE_BITS);
  readonly #twos = new Uint8Array(1 << 16);
  /** The pieces of three and four units, and each four of those of five. */
  readonly #short = new Set<number>();
  /** Six units in a row with a place for any digit, of which all that they stand for have been added. */
  readonly #added = new Set<string>();

  add(piece: string): void {
    const { length } = piece;
    if (length >= 6) {
      this.#addLong(piece);
    } else if (length >= 4) {
      for (let end = 4; end <= length; end++) {
        forEachDigits(piece, end - 4, end, (units, start) => {
          const four = wordOf(units, start, start + 4);
          this.#mark(four, WHOLE);
          this.#short.add(four);
        });
      }
    } else if (length === 3) {
      forEachDigits(piece, 0, 3, (units) => {
        this.#threes[slotOf(wordOf(units, 0, 3), THREE_BITS)] = 1;
        this.#short.add(wordOf(units, 0, 3));
      });
    } else if (length === 2) {
      forEachDigits(piece, 0, 2, (units) => {
        this.#twos[wordOf(units, 0, 2)] = 1;
      });
    } else if (length === 1) {
      for (let unit = 0; unit <= 0xff; unit++) {
        this.add(String.fromCharCode(unit) + piece);
      }
    }
  }

  /**
   * Adds the units of a word on which a piece may lie, and a mark in the place of all units in a row on which none can.
   * The word stands from `start` to `end` in a text in lower case.
   */
  addTouched(text: UnitRun, start: number, end: number, into: UnitRun, mark: number): void {
    const { units, length } = text;
    const put = into.length;
    let [before, four] = [0, 0];
    for (let at = Math.max(0, start - 5); at < start; at++) {
      before = (before << 8) | (four >>> 24);
      four = (four << 8) | ((units[at] as number) & 0xff);
    }
    const last = Math.min(end + 5, length);
    // Whether a long piece may begin before the word and end behind it.
    let spans = end < length;
    // The units before have been added, or left out.
    let done = start;
    for (let at = start; at < last; at++) {
      before = (before << 8) | (four >>> 24);
      four = (four << 8) | ((units[at] as number) & 0xff);
      const known = this.#fours[slotOf(four, FOUR_BITS)] as number;
      const isSix = (known & OF_SIX) !== 0;
      // The six units that end sooner may begin before the piece does.
      spans &&= at < start + 4 || at > end || (isSix && this.#holdsSix(before, four, INSIDE));
      const begins = isSix && at >= start + 5 && this.#holdsSix(before, four, FIRST);
      const ends = isSix && at < end && this.#holdsSix(before, four, LAST);
      const first = Math.max(done, begins ? at - 5 : ends ? start : at + 1 - this.#shortEnding(four, known));
      const behind = begins ? end : Math.min(end, at + 1);
      if (first < behind) {
        if (first > done) {
          into.add(mark);
        }
        into.addRun(text, first, behind);
        done = behind;
      }
    }
    if (spans) {
      into.length = put;
      into.addRun(text, start, end);
    } else if (done < end) {
      into.add(mark);
    }
  }

  /** Puts copies of the tables where the kernel has them; `shorts` is one of open addressing, 0 standing for none. */
  copyTo(into: PieceTables): void {
    into.fours.set(this.#fours);
    into.sixes.set(this.#sixes);
    into.threes.set(this.#threes);
    into.twos.set(this.#twos);
    const { shorts } = into;
    for (const units of this.#short) {
      let slot = slotOf(units, Math.log2(shorts.length));
      while (shorts[slot] !== 0) {
        slot = (slot + 1) & (shorts.length - 1);
      }
      shorts[slot] = units;
    }
  }

  /** Each six units in a row. There are very many, and this is done at a start: no more calls and objects than needed. */
  #addLong(piece: string): void {
    const { length } = piece;
    let before = 0;
    let four = 0;
    // Where the last unit stands that may be any digit.
    let digit = -6;
    for (let at = 0; at < length; at++) {
      const unit = piece.charCodeAt(at);
      before = (before << 8) | (four >>> 24);
      four = (four << 8) | (unit & 0xff);
      digit = unit === ANY_DIGIT_UNIT ? at : digit;
      if (at < 5) {
        continue;
      }
      if (at - digit < 6) {
        this.#addDigits(piece, at - 5, at + 1);
      } else {
        this.#addSix(before & 0xffff, four, at === 5, at + 1 === length);
      }
    }
  }

  /** Many pieces begin alike: `OFR\d\d\d_101`. */
  #addDigits(piece: string, start: number, end: number): void {
    const six = `${piece.slice(start, end)}${start === 0}${end === piece.length}`;
    if (!this.#added.has(six)) {
      this.#added.add(six);
      this.#addSixes(piece, start, end, 0, 0);
    }
  }

  /** The six units before `end`, of which those before `at` are put together: one for each digit that may stand there. */
  #addSixes(piece: string, at: number, end: number, before: number, four: number): void {
    if (at === end) {
      this.#addSix(before & 0xffff, four, end === 6, end === piece.length);
      return;
    }
    const unit = piece.charCodeAt(at);
    const [first, last] = unit === ANY_DIGIT_UNIT ? [ZERO, ZERO + 9] : [unit, unit];
    for (let one = first; one <= last; one++) {
      this.#addSixes(piece, at + 1, end, (before << 8) | (four >>> 24), (four << 8) | (one & 0xff));
    }
  }

  #addSix(before: number, four: number, isFirst: boolean, isLast: boolean): void {
    this.#mark(four, OF_SIX);
    this.#setBits(before ^ INSIDE, four);
    if (isFirst) {
      this.#setBits(before ^ FIRST, four);
    }
    if (isLast) {
      this.#setBits(before ^ LAST, four);
    }
  }

  #setBits(before: number, four: number): void {
    const sixes = this.#sixes;
    const first = firstBit(before, four);
    const second = secondBit(before, four);
    sixes[first >>> 5] = (sixes[first >>> 5] as number) | (1 << (first & 31));
    sixes[second >>> 5] = (sixes[second >>> 5] as number) | (1 << (second & 31));
  }

  #holdsSix(before: number, four: number, part: number): boolean {
    const two = (before & 0xffff) ^ part;
    const [first, second] = [firstBit(two, four), secondBit(two, four)];
    return (
      (((this.#sixes[first >>> 5] as number) >>> (first & 31)) &
        ((this.#sixes[second >>> 5] as number) >>> (second & 31)) &
        1) ===
      1
    );
  }

  /** How many of the last four units may be a short piece, or of one; 0 for none. */
  #shortEnding(four: number, known: number): number {
    if (known >= WHOLE && this.#short.has(four)) {
      return 4;
    }
    const three = four & 0xffffff;
    if (this.#threes[slotOf(three, THREE_BITS)] === 1 && this.#short.has(three)) {
      return 3;
    }
    return this.#twos[four & 0xffff] === 1 ? 2 : 0;
  }

  #mark(four: number, kind: number): void {
    const slot = slotOf(four, FOUR_BITS);
    this.#fours[slot] = (this.#fours[slot] as number) | kind;
  }
}

export interface PieceTables {
  readonly fours: Uint8Array;
  readonly sixes: Int32Array;
  readonly threes: Uint8Array;
  readonly twos: Uint8Array;
  readonly shorts: Int32Array;
}

/** Where in a piece its six units stand; beyond the two bytes that these are hashed with. */
const INSIDE = 0;
const FIRST = 1 << 16;
const LAST = 1 << 17;

const OF_SIX = 1;
const WHOLE = 2;
const FOUR_BITS = 17;
const THREE_BITS = 15;
const SIX_BITS = 22;

/** Units side by side, eight bits of each. */
function wordOf(units: string, start: number, end: number): number {
  let word = 0;
  for (let at = start; at < end; at++) {
    word = (word << 8) | (units.charCodeAt(at) & 0xff);
  }
  return word;
}

function slotOf(word: number, bits: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - bits);
}

function firstBit(before: number, four: number): number {
  return slotOf(Math.imul(four, 0x85ebca6b) ^ Math.imul(before, 0xc2b2ae35), SIX_BITS);
}

function secondBit(before: number, four: number): number {
  return slotOf(Math.imul(four ^ (four >>> 15), 0x27d4eb2f) ^ Math.imul(before, 0x165667b1), SIX_BITS);
}

/** Calls `visit` with a text and where the units stand in it: once, or for each digit in the place of a mark for any. */
function forEachDigits(
  text: string,
  start: number,
  end: number,
  visit: (text: string, start: number) => void,
): void {
  const at = text.indexOf(ANY_DIGIT, start);
  if (at < 0 || at >= end) {
    visit(text, start);
    return;
  }
  for (let digit = 0; digit <= 9; digit++) {
    const units = `${text.slice(start, at)}${digit}${text.slice(at + 1, end)}`;
    forEachDigits(units, 0, units.length, visit);
  }
}

const ANY_DIGIT = '\u0001';
const ANY_DIGIT_UNIT = 1;
const ZERO = 0x30;

let pieces: PatternPieces | undefined;

/** Those of every pattern of the catalogue. */
export function piecesInText(): PatternPieces {
  if (pieces === undefined) {
    pieces = new PatternPieces();
    for (const pattern of allPatterns()) {
      for (const piece of pattern.toLowerCase().replaceAll('\\d', ANY_DIGIT).split('*')) {
        pieces.add(piece);
      }
    }
  }
  return pieces;
}
