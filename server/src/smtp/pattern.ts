/**
 * A pattern is a few literal pieces in their order, `*` between them for any text, `\d` for one digit. Nothing
 * backtracks.
 */
export interface Pattern {
  readonly pieces: readonly string[];
  /** The piece that holds the letters it is found by, and where in that piece they stand. */
  readonly anchored: string;
  readonly offset: number;
  /** Of all pieces together. */
  readonly length: number;
  /** The walk in which all pieces were looked for last: once is enough, however often the letters recur. */
  triedIn: number;
}

export function readPattern(text: string): Pattern {
  const anchor = anchorOf(text);
  const start = text.lastIndexOf('*', anchor.at) + 1;
  const end = text.indexOf('*', anchor.at);
  const pieces = text
    .replaceAll('\\d', DIGIT)
    .split('*')
    .filter((piece) => piece !== '');
  return {
    pieces,
    anchored: text.slice(start, end < 0 ? text.length : end).replaceAll('\\d', DIGIT),
    offset: text.slice(start, anchor.at).replaceAll('\\d', DIGIT).length,
    length: pieces.join('').length,
    triedIn: 0,
  };
}

/** Stands for any digit in a piece. */
const DIGIT = '\u0001';
const DIGIT_UNIT = 1;

interface Anchor {
  readonly at: number;
  /** Of the run of letters that it stands in. */
  readonly run: number;
}

/** The letters that a pattern is found by: eight in the middle of its longest run, or where a shorter one begins. */
export function anchorOf(pattern: string): Anchor {
  const { start, length } = longestRun(pattern);
  return { at: length >= 8 ? start + ((length - 8) >> 1) : start, run: length };
}

/** The longest run of letters, no `*` or `\\d` in it. */
function longestRun(pattern: string): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
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
  return Math.min(indexOrEnd(pattern, '*', from), indexOrEnd(pattern, '\\d', from));
}

/** The text's length for nowhere. */
function indexOrEnd(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}

/** Whether a pattern is in the text, the letters it is found by being at `at`. */
export function standsAt(text: string, pattern: Pattern, at: number, walk: number): boolean {
  if (!fits(text, pattern.anchored, at - pattern.offset)) {
    return false;
  }
  if (pattern.pieces.length === 1) {
    return true;
  }
  const again = pattern.triedIn === walk;
  pattern.triedIn = walk;
  return !again && holdsInOrder(text, pattern.pieces);
}

export function holdsInOrder(text: string, pieces: readonly string[], start = 0): boolean {
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
export function find(text: string, piece: string, from: number): number {
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
