/** Where the line feed of the line is that `findEnd` looked at. */
export let feed: usize = 0;
/** Whether the line holds anything that is not ASCII, or a break of another kind. */
export let isOdd: bool = false;

/** Finds the end of the line that begins at a place. A line feed comes, and sixteen bytes behind it may be read. */
export function findEnd(line: usize): void {
  let at = line;
  let odd: i32 = 0;
  while (true) {
    const units = v128.load(at);
    const feeds = i8x16.bitmask(i8x16.eq(units, i8x16.splat(0x0a)));
    const odds = i8x16.bitmask(v128.or(units, i8x16.eq(units, i8x16.splat(CARRIAGE))));
    if (feeds !== 0) {
      feed = at + ctz(feeds);
      odd += popcnt(odds & ((feeds & -feeds) - 1));
      // A carriage return just before the feed is part of the break.
      isOdd = odd > 1 || (odd === 1 && load<u8>(feed - 1) !== CARRIAGE);
      return;
    }
    odd += popcnt(odds);
    at += 16;
  }
}

export const CARRIAGE: u8 = 0x0d;
