import { anchorOf } from './pattern';

/** So many slots there are for patterns: each is made of eight letters in a row, of four or three where it has no more. */
export const SLOTS = 1 << 15;
/** Of patterns that have no three letters in a row. */
export const NO_SLOT = SLOTS - 1;

/**
 * The slots of patterns in lower case, three signs each. Known before a program starts: the script that bundles data/
 * asks this file.
 */
export function writeSlots(patterns: readonly string[]): string {
  return patterns
    .map(slotOfPattern)
    .map((slot) => String.fromCharCode(ZERO + (slot >> 10), ZERO + ((slot >> 5) & 31), ZERO + (slot & 31)))
    .join('');
}

/** The slot of the pattern at this place. */
export function readSlot(slots: string, pattern: number): number {
  const at = 3 * pattern;
  return (
    ((slots.charCodeAt(at) - ZERO) << 10) |
    ((slots.charCodeAt(at + 1) - ZERO) << 5) |
    (slots.charCodeAt(at + 2) - ZERO)
  );
}

/** Behind it are 31 more signs that need no escape. */
const ZERO = 0x30;

function slotOfPattern(pattern: string): number {
  const { at, run } = anchorOf(pattern);
  if (run >= 8) {
    return slotOf(groupAt(pattern, at + 4), groupAt(pattern, at));
  }
  if (run >= 4) {
    return slotOf(groupAt(pattern, at), NO_LETTERS);
  }
  return run === 3 ? slotOf(groupAt(pattern, at) >>> 8, NO_LETTERS) : NO_SLOT;
}

/** What stands for the four letters before where they do not count. */
export const NO_LETTERS = 0;

/** The slot of the last four letters and the four before them. */
export function slotOf(group: number, before: number): number {
  return Math.imul(group ^ Math.imul(before, 0x85ebca6b), 0x9e3779b1) >>> 17;
}

/** Four letters as one number. */
function groupAt(pattern: string, at: number): number {
  return (
    ((pattern.charCodeAt(at) & 0xff) << 24) |
    ((pattern.charCodeAt(at + 1) & 0xff) << 16) |
    ((pattern.charCodeAt(at + 2) & 0xff) << 8) |
    (pattern.charCodeAt(at + 3) & 0xff)
  );
}
