/** Where the line feed of the line is that `findEnd` looked at. */
export let feed: usize = 0;
/** Whether the line holds anything that is not ASCII, or a break of another kind. */
export let isOdd: bool = false;

/** Finds the end of the line that begins at a place. A line feed comes, and sixteen bytes behind it may be read. */
export function findEnd(line: usize): void {
  const feeds = i8x16.splat(FEED);
  const carriages = i8x16.splat(CARRIAGE);
  let at = line;
  // Of each unit the highest bit counts.
  let odd = i8x16.splat(0);
  let units = v128.load(at);
  let found = i8x16.bitmask(i8x16.eq(units, feeds));
  while (found === 0) {
    odd = v128.or(odd, v128.or(units, i8x16.eq(units, carriages)));
    at += 16;
    units = v128.load(at);
    found = i8x16.bitmask(i8x16.eq(units, feeds));
  }
  feed = at + ctz(found);
  const last = oddIn(units) & ((found & -found) - 1);
  isOdd = (last | i8x16.bitmask(odd)) !== 0 && !isBreakAlone(line);
}

/** Whether all that is odd is a carriage return just before the line feed, which is part of the break. */
function isBreakAlone(line: usize): bool {
  const end = feed - 1;
  if (end < line || load<u8>(end) !== CARRIAGE) {
    return false;
  }
  let odd: i32 = 0;
  for (let at = line; at < end; at += 16) {
    odd |= oddIn(v128.load(at)) & (end - at < 16 ? (1 << (<i32>(end - at))) - 1 : -1);
  }
  return odd === 0;
}

function oddIn(units: v128): i32 {
  return i8x16.bitmask(v128.or(units, i8x16.eq(units, i8x16.splat(CARRIAGE))));
}

export const CARRIAGE: u8 = 0x0d;
const FEED: u8 = 0x0a;
