/**
 * Finds which of many patterns a text holds, in one walk over the text. A pattern is a few literal pieces in their
 * order, `*` between them for any text, `\d` for one digit; upper and lower case are the same. Nothing backtracks.
 *
 * Each pattern is found by eight of its letters, those in the middle, where phrases differ most: `exceeded` in
 * `mailbox quota exceeded its` is shared by few. A pattern without eight in a row is found by four,
 * or three.
 */
export class PhraseIndex<T> {
  /** The first pattern of each slot, by its eight, four or three letters; 0 for none. */
  readonly #byEight = new Uint16Array(SLOTS);
  readonly #byFour = new Uint16Array(SLOTS);
  readonly #byThree = new Uint16Array(SLOTS);
  /** Numbered from 1. */
  readonly #entries: (Entry<T> | undefined)[] = [undefined];
  /** Patterns that have no three letters in a row. */
  readonly #short: Entry<T>[] = [];
  #walks = 0;

  /** Adds patterns, in lower case, that mean `value`; each counts after one of the texts of `after` alone. */
  add(patterns: readonly string[], value: T, after?: readonly string[]): void {
    for (const pattern of patterns) {
      this.#add(pattern, value, after);
    }
  }

  /** Calls `visit` with the value and the literal length of each pattern that `text`, in lower case, holds. */
  forEachMatch(text: string, visit: (value: T, length: number) => void): void {
    if (this.#entries.length === 1 && this.#short.length === 0) {
      return;
    }
    const walk = ++this.#walks;
    for (const entry of this.#short) {
      const pieces = piecesOf(entry);
      if (holdsInOrder(text, pieces.all)) {
        visitAfter(text, entry, pieces, visit);
      }
    }
    let [before, group] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      before = (before << 8) | (group >>> 24);
      group = (group << 8) | (text.charCodeAt(at) & 0xff);
      const three = this.#byThree[slotOf(group & THREE, 0)] as number;
      const four = this.#byFour[slotOf(group, 0)] as number;
      const eight = this.#byEight[slotOf(group, before)] as number;
      if (three !== 0) {
        this.#tryAll(three, text, at - 2, walk, visit);
      }
      if (four !== 0) {
        this.#tryAll(four, text, at - 3, walk, visit);
      }
      if (eight !== 0) {
        this.#tryAll(eight, text, at - 7, walk, visit);
      }
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
      const pieces = piecesOf(entry);
      if (standsAt(text, pieces, at, walk)) {
        visitAfter(text, entry, pieces, visit);
      }
    }
  }

  #add(pattern: string, value: T, after: readonly string[] | undefined): void {
    const entry: Entry<T> = { pattern, value, after, next: 0, pieces: undefined };
    const whole = isLiteral(pattern);
    const run = whole ? undefined : longestRun(pattern);
    const length = run?.length ?? pattern.length;
    const at = anchorOf(run?.start ?? 0, length);
    if (length >= 8) {
      this.#chain(this.#byEight, slotOf(groupAt(pattern, at + 4), groupAt(pattern, at)), entry);
    } else if (length >= 4) {
      this.#chain(this.#byFour, slotOf(groupAt(pattern, at), 0), entry);
    } else if (length === 3) {
      this.#chain(this.#byThree, slotOf(groupAt(pattern, at) >>> 8, 0), entry);
    } else {
      this.#short.push(entry);
    }
  }

  #chain(firsts: Uint16Array, slot: number, entry: Entry<T>): void {
    entry.next = firsts[slot] as number;
    firsts[slot] = this.#entries.push(entry) - 1;
  }
}

interface Entry<T> {
  readonly pattern: string;
  readonly value: T;
  readonly after: readonly string[] | undefined;
  /** The number of the next pattern of the same slot. */
  next: number;
  /** Known once its letters were met. */
  pieces: Pieces | undefined;
}

interface Pieces {
  readonly all: readonly string[];
  /** The piece that holds the letters it is found by, and where in that piece they stand. */
  readonly anchored: string;
  readonly offset: number;
  /** Of all pieces together. */
  readonly length: number;
  /** The walk in which all pieces were looked for last: once is enough, however often the letters recur. */
  triedIn: number;
}

/** The last three of four letters. */
const THREE = 0xffffff;

/** A power of two. */
const SLOTS = 1 << 15;

function slotOf(group: number, before: number): number {
  return Math.imul(group ^ Math.imul(before, 0x85ebca6b), 0x9e3779b1) >>> 17;
}

/** Four letters of a pattern as one number. */
function groupAt(pattern: string, at: number): number {
  return (
    ((pattern.charCodeAt(at) & 0xff) << 24) |
    ((pattern.charCodeAt(at + 1) & 0xff) << 16) |
    ((pattern.charCodeAt(at + 2) & 0xff) << 8) |
    (pattern.charCodeAt(at + 3) & 0xff)
  );
}

interface Run {
  readonly start: number;
  readonly length: number;
}

/** The longest run of letters, no `*` or `\\d` in it. */
function longestRun(pattern: string): Run {
  let longest: Run = { start: 0, length: 0 };
  for (let start = 0; start < pattern.length; ) {
    const mark = nextMark(pattern, start);
    if (mark - start > longest.length) {
      longest = { start, length: mark - start };
    }
    start = mark + (pattern[mark] === '*' ? 1 : 2);
  }
  return longest;
}

/** Where the next `*` or `\\d` stands; the pattern's length for nowhere. */
function nextMark(pattern: string, from: number): number {
  const star = pattern.indexOf('*', from);
  const digit = pattern.indexOf('\\d', from);
  if (star < 0 || digit < 0) {
    return star + digit === -2 ? pattern.length : Math.max(star, digit);
  }
  return Math.min(star, digit);
}

/** Whether there is no `*` and no `\\d` in it. */
function isLiteral(pattern: string): boolean {
  return pattern.indexOf('*') < 0 && pattern.indexOf('\\') < 0;
}

/** Where the letters begin that a pattern is found by. */
function anchorOf(start: number, length: number): number {
  return length >= 8 ? start + ((length - 8) >> 1) : start;
}

/** Stands for any digit in a piece. */
const DIGIT = '\u0001';
const DIGIT_UNIT = 1;

function piecesOf(entry: Entry<unknown>): Pieces {
  entry.pieces ??= takeApart(entry.pattern);
  return entry.pieces;
}

function takeApart(pattern: string): Pieces {
  const run = longestRun(pattern);
  const anchor = anchorOf(run.start, run.length);
  const start = pattern.lastIndexOf('*', anchor) + 1;
  const end = pattern.indexOf('*', anchor);
  const all = pattern
    .replaceAll('\\d', DIGIT)
    .split('*')
    .filter((piece) => piece !== '');
  return {
    all,
    anchored: pattern.slice(start, end < 0 ? pattern.length : end).replaceAll('\\d', DIGIT),
    offset: pattern.slice(start, anchor).replaceAll('\\d', DIGIT).length,
    length: all.join('').length,
    triedIn: 0,
  };
}

/** Whether a pattern is in the text, the letters it is found by being at `at`. */
function standsAt(text: string, pieces: Pieces, at: number, walk: number): boolean {
  if (!fits(text, pieces.anchored, at - pieces.offset)) {
    return false;
  }
  if (pieces.all.length === 1) {
    return true;
  }
  const again = pieces.triedIn === walk;
  pieces.triedIn = walk;
  return !again && holdsInOrder(text, pieces.all);
}

/** Visits a pattern that stands in the text, once for each text of `after` that stands before it. */
function visitAfter<T>(
  text: string,
  { value, after }: Entry<T>,
  pieces: Pieces,
  visit: (value: T, length: number) => void,
): void {
  if (after === undefined) {
    visit(value, pieces.length);
    return;
  }
  for (const before of after) {
    const at = find(text, before, 0);
    if (at >= 0 && holdsInOrder(text, pieces.all, at + before.length)) {
      visit(value, before.length + pieces.length);
    }
  }
}

function holdsInOrder(text: string, pieces: readonly string[], start = 0): boolean {
  let from = start;
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
