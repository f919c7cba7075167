/**
 * Finds which of many patterns a text holds, in one walk over the text. A pattern is a few literal pieces in their
 * order, `*` between them for any text, `\\d` for one digit; upper and lower case are the same. Nothing backtracks.
 */
export class PhraseIndex<T> {
  /** Patterns by one of their groups of four letters, the rarest. */
  readonly #byGroup = new Map<number, Entry<T>[]>();
  /** Whether some pattern has a group that falls in this slot: most groups of a text are dismissed here. */
  readonly #slots = new Uint8Array(SLOTS);
  /** Patterns with no group of four letters. */
  readonly #short: Entry<T>[] = [];
  #walks = 0;

  constructor(patterns: Iterable<readonly [pattern: string, value: T]>) {
    const entries = [...patterns].map(([pattern, value]) => entryOf(piecesOf(pattern), value));
    const counts = countGroups(entries);
    for (const entry of entries) {
      this.#add(entry, rarestGroup(entry.pieces, counts));
    }
  }

  /** Calls `visit` with the value and the literal length of each pattern that `text`, in lower case, holds. */
  forEachMatch(text: string, visit: (value: T, length: number) => void): void {
    const walk = ++this.#walks;
    const attempt = (entry: Entry<T>) => {
      if (entry.triedIn !== walk) {
        entry.triedIn = walk;
        if (holdsInOrder(text, entry.pieces)) {
          visit(entry.value, entry.length);
        }
      }
    };
    this.#short.forEach(attempt);
    let group = 0;
    for (let at = 0; at < text.length; at++) {
      group = (group << 8) | (text.charCodeAt(at) & 0xff) | 0;
      if (at >= 3 && this.#slots[slotOf(group)] === 1) {
        this.#byGroup.get(group)?.forEach(attempt);
      }
    }
  }

  #add(entry: Entry<T>, group: number | undefined): void {
    if (group === undefined) {
      this.#short.push(entry);
      return;
    }
    this.#slots[slotOf(group)] = 1;
    const others = this.#byGroup.get(group);
    others === undefined ? this.#byGroup.set(group, [entry]) : others.push(entry);
  }
}

interface Entry<T> {
  readonly pieces: readonly string[];
  /** Of all pieces together. */
  readonly length: number;
  readonly value: T;
  /** The walk in which it was tried last: a group that recurs in a text tries its patterns once. */
  triedIn: number;
}

function entryOf<T>(pieces: readonly string[], value: T): Entry<T> {
  return { pieces, length: pieces.reduce((length, piece) => length + piece.length, 0), value, triedIn: 0 };
}

const SLOTS = 1 << 16;

function slotOf(group: number): number {
  return Math.imul(group, 0x9e3779b1) >>> 16;
}

function piecesOf(pattern: string): string[] {
  return pattern
    .toLowerCase()
    .replaceAll('\\d', DIGIT)
    .split('*')
    .filter((piece) => piece !== '');
}

/** Stands for any digit in a piece. */
const DIGIT = '\u0001';

/** Calls `visit` for each group of four letters in the pieces; none of them holds a digit's place. */
function forEachGroup(pieces: readonly string[], visit: (group: number) => void): void {
  for (const piece of pieces) {
    let group = 0;
    let letters = 0;
    for (let at = 0; at < piece.length; at++) {
      letters = piece[at] === DIGIT ? 0 : letters + 1;
      group = (group << 8) | (piece.charCodeAt(at) & 0xff) | 0;
      if (letters >= 4) {
        visit(group);
      }
    }
  }
}

/** How many patterns have a group that falls in each slot: near enough to tell rare groups from common ones. */
function countGroups<T>(entries: readonly Entry<T>[]): Uint16Array {
  const counts = new Uint16Array(SLOTS);
  for (const { pieces } of entries) {
    forEachGroup(pieces, (group) => {
      const slot = slotOf(group);
      counts[slot] = (counts[slot] ?? 0) + 1;
    });
  }
  return counts;
}

function rarestGroup(pieces: readonly string[], counts: Uint16Array): number | undefined {
  let [rarest, least]: [number | undefined, number] = [undefined, Infinity];
  forEachGroup(pieces, (group) => {
    const count = counts[slotOf(group)] ?? 0;
    if (count < least) {
      rarest = group;
      least = count;
    }
  });
  return rarest;
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
    if (piece[index] === DIGIT ? !(unit >= 0x30 && unit <= 0x39) : unit !== piece.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}
