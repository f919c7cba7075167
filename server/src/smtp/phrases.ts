import { find, holdsInOrder, type Pattern, readPattern, standsAt } from './pattern';
import { NO_LETTERS, NO_SLOT, readSlot, SLOTS, slotOf } from './slots';

/**
 * Finds which of many patterns a text holds, in one walk over the text. Each is found by eight of its letters, those in
 * the middle, where phrases differ most: `exceeded` in `mailbox quota exceeded its` is shared by few. A pattern without
 * eight in a row is found by four, or three.
 *
 * Made at every start: a pattern is a number, and nothing is made of one before its letters are met.
 */
export class PhraseIndex<T> {
  readonly #patterns: readonly string[];
  readonly #meaningOf: (pattern: number) => T;
  readonly #afterOf: (meaning: T) => readonly string[] | undefined;
  /** The last pattern of each slot, counted from 1; 0 for none. */
  readonly #lasts = new Uint16Array(SLOTS);
  /** The pattern before in the same slot. */
  readonly #before: Uint16Array;
  readonly #withoutSlot: number[] = [];
  readonly #read: (Pattern | undefined)[];
  #walks = 0;

  /**
   * Of patterns in lower case, their slots, and what the pattern at a place in the list means. `afterOf` a meaning are
   * texts of which one must stand before the pattern, whatever is between.
   */
  constructor(
    patterns: readonly string[],
    slots: string,
    meaningOf: (pattern: number) => T,
    afterOf: (meaning: T) => readonly string[] | undefined = () => undefined,
  ) {
    this.#patterns = patterns;
    this.#meaningOf = meaningOf;
    this.#afterOf = afterOf;
    this.#before = new Uint16Array(patterns.length + 1);
    this.#read = new Array(patterns.length + 1);
    for (let number = 1; number <= patterns.length; number++) {
      const slot = readSlot(slots, number - 1);
      if (slot === NO_SLOT) {
        this.#withoutSlot.push(number);
      } else {
        this.#before[number] = this.#lasts[slot] as number;
        this.#lasts[slot] = number;
      }
    }
  }

  /** Calls `visit` with the value and the literal length of each pattern that `text`, in lower case, holds. */
  forEachMatch(text: string, visit: (value: T, length: number) => void): void {
    if (this.#patterns.length === 0) {
      return;
    }
    const walk = ++this.#walks;
    for (const number of this.#withoutSlot) {
      const pattern = this.#patternOf(number);
      if (holdsInOrder(text, pattern.pieces)) {
        this.#visitAfter(text, number, pattern, visit);
      }
    }
    let [before, group] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      before = (before << 8) | (group >>> 24);
      group = (group << 8) | (text.charCodeAt(at) & 0xff);
      const three = this.#lasts[slotOf(group & THREE, NO_LETTERS)] as number;
      const four = this.#lasts[slotOf(group, NO_LETTERS)] as number;
      const eight = this.#lasts[slotOf(group, before)] as number;
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
    last: number,
    text: string,
    at: number,
    walk: number,
    visit: (value: T, length: number) => void,
  ): void {
    for (let number = last; number !== 0; number = this.#before[number] as number) {
      const pattern = this.#patternOf(number);
      if (standsAt(text, pattern, at, walk)) {
        this.#visitAfter(text, number, pattern, visit);
      }
    }
  }

  /** Visits a pattern that stands in the text, once for each text of `afterOf` its value that stands before it. */
  #visitAfter(
    text: string,
    number: number,
    { pieces, length }: Pattern,
    visit: (value: T, length: number) => void,
  ): void {
    const value = this.#meaningOf(number - 1);
    const after = this.#afterOf(value);
    if (after === undefined) {
      visit(value, length);
      return;
    }
    for (const before of after) {
      const at = find(text, before, 0);
      if (at >= 0 && holdsInOrder(text, pieces, at + before.length)) {
        visit(value, before.length + length);
      }
    }
  }

  #patternOf(number: number): Pattern {
    const pattern = this.#read[number] ?? readPattern(this.#patterns[number - 1] as string);
    this.#read[number] = pattern;
    return pattern;
  }
}

/** The last three of four letters. */
const THREE = 0xffffff;
