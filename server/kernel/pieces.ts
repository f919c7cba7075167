/** What patternPieces.ts keeps of the catalogue's patterns, put here by it. */
export const fours: usize = memory.data(1 << 17, 16);
export const sixes: usize = memory.data(1 << 19, 16);
export const threes: usize = memory.data(1 << 15, 16);
export const twos: usize = memory.data(1 << 16, 16);
/** The short pieces, each where its hash says or behind; 0 where there is none. */
export const shorts: usize = memory.data(4 << 13, 16);

/** `mayTouch` of patternPieces.ts, for bytes of a line from `from` to `to`, in any case. */
export function mayTouch(start: usize, end: usize, from: usize, to: usize): bool {
  let before: u32 = 0;
  let four: u32 = 0;
  for (let at = max(from, start - 5); at < start; at++) {
    before = (before << 8) | (four >>> 24);
    four = (four << 8) | lower(at);
  }
  const last = min(end + 5, to);
  let spans = end < to;
  for (let at = start; at < last; at++) {
    before = (before << 8) | (four >>> 24);
    four = (four << 8) | lower(at);
    const known = load<u8>(fours + slotOf(four, 17));
    const isSix = (known & OF_SIX) !== 0;
    if (
      (isSix && at >= start + 5 && holdsSix(before, four, FIRST)) ||
      (isSix && at < end && holdsSix(before, four, LAST)) ||
      (known >= WHOLE && at < end + 3 && isShort(four)) ||
      (at < end + 2 && load<u8>(threes + slotOf(four & 0xffffff, 15)) === 1 && isShort(four & 0xffffff)) ||
      (at <= end && load<u8>(twos + (four & 0xffff)) === 1)
    ) {
      return true;
    }
    spans = spans && (at < start + 4 || at > end || (isSix && holdsSix(before, four, INSIDE)));
  }
  return spans;
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

const INSIDE: u32 = 0;
const FIRST: u32 = 1 << 16;
const LAST: u32 = 1 << 17;
const OF_SIX: u8 = 1;
const WHOLE: u8 = 2;
