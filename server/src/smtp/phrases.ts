/**
 * Finds which of many patterns a text holds, in one walk over the text. A pattern is a few literal pieces in their
 * order, `*` between them for any text, `\\d` for one digit; upper and lower case are the same. Nothing backtracks.
 *
 * Each pattern is found by eight of its letters, those in the middle, where phrases differ most: `exceeded` in
 * `mailbox quota exceeded its` is shared by few. A pattern without eight in a row is found by four.
 */
export class PhraseIndex<T> {
  /** The first pattern of each slot, by its eight or its four letters; 0 for none. */
  readonly #byEight = new Uint16Array(SLOTS);
  readonly #byFour = new Uint16Array(SLOTS);
  /** Numbered from 1. */
  readonly #entries: (Entry<T> | undefined)[] = [undefined];
  /** Patterns that have no four letters in a row. */
  readonly #short: Entry<T>[] = [];
  #walks = 0;

  /** Adds patterns that mean `value`. */
  add(patterns: readonly string[], value: T): this {
    for (const pattern of patterns) {
      this.#add(pattern.toLowerCase(), value);
    }
    return this;
  }

  /** Calls `visit` with the value and the literal length of each pattern that `text`, in lower case, holds. */
  forEachMatch(text: string, visit: (value: T, length: number) => void): void {
    const walk = ++this.#walks;
    for (const entry of this.#short) {
      if (holdsInOrder(text, entry.pieces)) {
        visit(entry.value, entry.length);
      }
    }
    let [before, group] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      before = (before << 8) | (group >>> 24);
      group = (group << 8) | (text.charCodeAt(at) & 0xff);
      this.#tryAll(this.#byFour[slotOf(group, 0)] as number, text, at - 3, walk, visit);
      this.#tryAll(this.#byEight[slotOf(group, before)] as number, text, at - 7, walk, visit);
    }
  }

  #tryAll(
    first: number,
    text: string,
    at: number,
    walk: number,
    visit: (value: T, length: number) => void,
  ): void {
    for (let entry = this.#entries[first]; entry !== undefined; entry = this.#entries[entry.next]) {
      if (standsAt(text, entry, at, walk)) {
        visit(entry.value, entry.length);
      }
    }
  }

  #add(pattern: string, value: T): void {
    const pieces = piecesOf(pattern);
    const length = pieces.join('').length;
    const { piece, start, end } = longestRun(pieces);
    const letters = end - start >= 8 ? 8 : end - start >= 4 ? 4 : 0;
    const offset = letters === 8 ? start + ((end - start - 8) >> 1) : start;
    const entry = { pieces, anchored: piece, offset, length, value, next: 0, triedIn: 0 };
    if (letters === 0) {
      this.#short.push(entry);
      return;
    }
    const firsts = letters === 8 ? this.#byEight : this.#byFour;
    const slot =
      letters === 8
        ? slotOf(groupAt(piece, offset + 4), groupAt(piece, offset))
        : slotOf(groupAt(piece, offset), 0);
    entry.next = firsts[slot] as number;
    firsts[slot] = this.#entries.push(entry) - 1;
  }
}

interface Entry<T> {
  readonly pieces: readonly string[];
  /** The piece that holds the letters it is found by, and where in that piece they stand. */
  readonly anchored: string;
  readonly offset: number;
  /** Of all pieces together. */
  readonly length: number;
  readonly value: T;
  /** The number of the next pattern of the same slot. */
  readonly next: number;
  /** The walk in which all its pieces were looked for last: once is enough, however often its letters recur. */
  triedIn: number;
}

/** A power of two. */
const SLOTS = 1 << 15;

function slotOf(group: number, before: number): number {
  return Math.imul(group ^ Math.imul(before, 0x85ebca6b), 0x9e3779b1) >>> 17;
}

function groupAt(piece: string, at: number): number {
  return (
    ((piece.charCodeAt(at) & 0xff) << 24) |
    ((piece.charCodeAt(at + 1) & 0xff) << 16) |
    ((piece.charCodeAt(at + 2) & 0xff) << 8) |
    (piece.charCodeAt(at + 3) & 0xff)
  );
}

/** Stands for any digit in a piece. */
const DIGIT = '\u0001';
const DIGIT_UNIT = 1;

function piecesOf(pattern: string): readonly string[] {
  const literal = pattern.includes('\\') ? pattern.replaceAll('\\d', DIGIT) : pattern;
  return literal.includes('*') ? literal.split('*').filter((piece) => piece !== '') : [literal];
}

/** The longest run of letters without a digit's place. */
function longestRun(pieces: readonly string[]): { piece: string; start: number; end: number } {
  const [only = ''] = pieces;
  if (pieces.length === 1 && !only.includes(DIGIT)) {
    return { piece: only, start: 0, end: only.length };
  }
  let longest = { piece: '', start: 0, end: 0 };
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; ) {
      const mark = piece.indexOf(DIGIT, start);
      const end = mark < 0 ? piece.length : mark;
      if (end - start > longest.end - longest.start) {
        longest = { piece, start, end };
      }
      start = end + 1;
    }
  }
  return longest;
}

/** Whether a pattern is in the text, the letters it is found by being at `at`. */
function standsAt(text: string, entry: Entry<unknown>, at: number, walk: number): boolean {
  if (!fits(text, entry.anchored, at - entry.offset)) {
    return false;
  }
  if (entry.pieces.length === 1) {
    return true;
  }
  const again = entry.triedIn === walk;
  entry.triedIn = walk;
  return !again && holdsInOrder(text, entry.pieces);
}

function holdsInOrder(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = find(text, piece, from);
    if (at < 0) {
      return false;
    }
    from = at + piece.length;
  }
  return true;
}

/** Where `piece` first stands at or after `from`; -1 for nowhere. */
function find(text: string, piece: string, from: number): number {
  const mark = piece.indexOf(DIGIT);
  if (mark < 0) {
    return text.indexOf(piece, from);
  }
  const literal = piece.slice(0, mark);
  for (let at = text.indexOf(literal, from); at >= 0; at = text.indexOf(literal, at + 1)) {
    if (fits(text, piece, at)) {
      return at;
    }
  }
  return -1;
}

function fits(text: string, piece: string, at: number): boolean {
  for (let index = 0; index < piece.length; index++) {
    const unit = text.charCodeAt(at + index);
    const wanted = piece.charCodeAt(index);
    if (wanted !== unit && !(wanted === DIGIT_UNIT && unit >= 0x30 && unit <= 0x39)) {
      return false;
    }
  }
  return true;
}
