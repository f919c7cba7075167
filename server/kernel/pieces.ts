import { putLower } from './units';

/** What patternPieces.ts keeps of the catalogue's patterns, put here by it. */
export const fours: usize = memory.data(1 << 17, 16);
export const sixes: usize = memory.data(1 << 19, 16);
export const threes: usize = memory.data(1 << 15, 16);
export const twos: usize = memory.data(1 << 16, 16);
/** The short pieces, each where its hash says or behind; 0 where there is none. */
export const shorts: usize = memory.data(4 << 13, 16);

/**
 * Puts what `addTouched` of patternPieces.ts keeps of a word, in lower case: the units on which a piece may lie, and a gap
 * before those that do not follow the ones before. The word is in a line from `from` to `to`. Returns where it ends.
 */
export function putTouched(into: usize, start: usize, end: usize, from: usize, to: usize): usize {
  let before: u32 = 0;
  let four: u32 = 0;
  for (let at = max(from, start - 5); at < start; at++) {
    before = (before << 8) | (four >>> 24);
    four = (four << 8) | lower(at);
  }
  const last = min(end + 5, to);
  let spans = end < to;
  let put = into;
  // The units before have been put, or left out.
  let done = start;
  for (let at = start; at < last; at++) {
    before = (before << 8) | (four >>> 24);
    four = (four << 8) | lower(at);
    const known = load<u8>(fours + slotOf(four, 17));
    const isSix = (known & OF_SIX) !== 0;
    spans = spans && (at < start + 4 || at > end || (isSix && holdsSix(before, four, INSIDE)));
    const begins = isSix && at >= start + 5 && holdsSix(before, four, FIRST);
    const ends = isSix && at < end && holdsSix(before, four, LAST);
    const first = max(done, begins ? at - 5 : ends ? start : at + 1 - shortEnding(four, known));
    const behind = begins ? end : min(end, at + 1);
    if (first < behind) {
      if (first > done) {
        store<u8>(put++, GAP);
      }
      put = putLower(put, first, behind);
      done = behind;
    }
  }
  return spans ? putLower(into, start, end) : put;
}

/** How many of the last four units may be a short piece, or of one; 0 for none. */
function shortEnding(four: u32, known: u8): usize {
  if (known >= WHOLE && isShort(four)) {
    return 4;
  }
  if (load<u8>(threes + slotOf(four & 0xffffff, 15)) === 1 && isShort(four & 0xffffff)) {
    return 3;
  }
  return load<u8>(twos + (four & 0xffff)) === 1 ? 2 : 0;
}

function holdsSix(before: u32, four: u32, part: u32): bool {
  const two = (before & 0xffff) ^ part;
  const first = slotOf((four * 0x85ebca6b) ^ (two * 0xc2b2ae35), 22);
  const second = slotOf(((four ^ (four >>> 15)) * 0x27d4eb2f) ^ (two * 0x165667b1), 22);
  return (
    ((load<u32>(sixes + ((first >>> 5) << 2)) >>> (first & 31)) &
      (load<u32>(sixes + ((second >>> 5) << 2)) >>> (second & 31)) &
      1) ===
    1
  );
}

function isShort(units: u32): bool {
  let slot = slotOf(units, 13);
  let found = load<u32>(shorts + (slot << 2));
  while (found !== 0 && found !== units) {
    slot = (slot + 1) & 0x1fff;
    found = load<u32>(shorts + (slot << 2));
  }
  return found !== 0;
}

function slotOf(word: u32, bits: u32): u32 {
  return (word * 0x9e3779b1) >>> (32 - bits);
}

function lower(at: usize): u32 {
  const unit = load<u8>(at);
  return <u8>(unit - 0x41) < 26 ? unit | 0x20 : unit;
}

/** Stands for units left out. */
const GAP: u8 = 1;
const INSIDE: u32 = 0;
const FIRST: u32 = 1 << 16;
const LAST: u32 = 1 << 17;
const OF_SIX: u8 = 1;
const WHOLE: u8 = 2;
