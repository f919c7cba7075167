/** Units that mean something to a shape. */
export const BLANK: u8 = 0x20;
export const PLUS: u8 = 0x2b;
export const MINUS: u8 = 0x2d;
export const DOT: u8 = 0x2e;
export const SLASH: u8 = 0x2f;
export const ZERO: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const LESS: u8 = 0x3c;
export const EQUALS: u8 = 0x3d;
export const MORE: u8 = 0x3e;
export const SIGN: u8 = 0x40;
export const BRACKET: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE: u8 = 0x5d;
export const UNDERSCORE: u8 = 0x5f;

export function kindAt(at: usize): u8 {
  return load<u8>(KINDS + load<u8>(at));
}

export function isDigit(at: usize): bool {
  return <u8>(load<u8>(at) - ZERO) <= 9;
}

/** What a unit of a word is; 0 between words. */
export const KINDS: usize = memory.data(256, 16);
/** Two bits: one for each half of the alphabet. */
export const LETTER: u8 = 3;
export const DIGIT: u8 = 4;
export const POINT: u8 = 8;
export const DASH: u8 = 16;
export const AT: u8 = 32;
/** `<` and `[`, in no word. */
const OPEN: u8 = 64;
const OPEN_BRACKET: u8 = 128;
const IN_WORD: u8 = LETTER | DIGIT | POINT | DASH | AT;
/** What begins or is in what may get a mark. */
const TELLING: u8 = DIGIT | POINT | AT | OPEN | OPEN_BRACKET;

/** Letters up to `O` and behind it. */
const FIRST_LETTERS: u8 = 1;
const LAST_LETTERS: u8 = 2;

/**
 * What units are by their four high bits, and by their four low bits: they are what both say; then masks. Loaded, since
 * constants would be put together anew wherever they are used.
 */
const TABLES: usize = memory.data(80, 16);
/** 32 times all bits, then none. */
const FIRSTS: usize = memory.data(80, 16);

/** What each of sixteen units is. */
function kindsIn(at: usize): v128 {
  const units = v128.load(at);
  const byHigh = i8x16.swizzle(v128.load(TABLES), i8x16.shr_u(units, 4));
  return v128.and(byHigh, i8x16.swizzle(v128.load(TABLES, 16), v128.and(units, v128.load(TABLES, 32))));
}

/** Where the word ends that `lookAtWord` looked at, and what its units are, all together. */
export let lookedEnd: usize = 0;
export let lookedKinds: u8 = 0;

/** Looks at the word that begins at a place; where none does, it is empty. */
export function lookAtWord(start: usize): void {
  let at = start;
  let all = i8x16.splat(0);
  let first = kindsIn(at);
  let second = kindsIn(at + 16);
  let between = betweenWords(first, second);
  // Most end within 32 units: fewer at once would leave the processor to guess whether there are more.
  while (between === 0) {
    all = v128.or(all, v128.or(first, second));
    at += 32;
    first = kindsIn(at);
    second = kindsIn(at + 16);
    between = betweenWords(first, second);
  }
  const count = ctz(between);
  lookedEnd = at + count;
  lookedKinds = together(v128.or(all, firstOf(first, second, count)));
}

/** Which of 32 units are in no word. */
function betweenWords(first: v128, second: v128): i32 {
  const words = v128.load(TABLES, 48);
  const none = i8x16.splat(0);
  return (
    i8x16.bitmask(i8x16.eq(v128.and(first, words), none)) |
    (i8x16.bitmask(i8x16.eq(v128.and(second, words), none)) << 16)
  );
}

/** What the first so many of 32 are. */
function firstOf(first: v128, second: v128, count: i32): v128 {
  const mask = FIRSTS + 32 - count;
  return v128.or(v128.and(first, v128.load(mask)), v128.and(second, v128.load(mask, 16)));
}

function together(kinds: v128): u8 {
  let all = i64x2.extract_lane(kinds, 0) | i64x2.extract_lane(kinds, 1);
  all |= all >> 32;
  all |= all >> 16;
  return <u8>(all | (all >> 8));
}

/** What the units between two places are, all together. */
export function kindsOf(start: usize, end: usize): u8 {
  let all = i8x16.splat(0);
  let at = start;
  for (; at + 32 <= end; at += 32) {
    all = v128.or(all, v128.or(kindsIn(at), kindsIn(at + 16)));
  }
  return together(v128.or(all, firstOf(kindsIn(at), kindsIn(at + 16), <i32>(end - at))));
}

export function countDots(start: usize, end: usize): i32 {
  let count = 0;
  for (let at = start; at < end; at += 16) {
    count += popcnt(equalIn(at, DOT) & (end - at < 16 ? (1 << (<i32>(end - at))) - 1 : -1));
  }
  return count;
}

/** Among 32 units at most. */
export function countDigits(start: usize, end: usize): i32 {
  const within = ~(~(<u64>0) << (end - start));
  return <i32>popcnt((<u64>digitsIn(start) | ((<u64>digitsIn(start + 16)) << 16)) & within);
}

function digitsIn(at: usize): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(ZERO)), i8x16.splat(10)));
}

function equalIn(at: usize, unit: u8): i32 {
  return i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(unit)));
}

/** The next unit that is none of some that stand side by side in ASCII. A line feed must be another. */
export function endOfUnits(from: usize, first: u8, last: u8): usize {
  let at = from;
  while (true) {
    const fromFirst = i8x16.sub(v128.load(at), i8x16.splat(first));
    const others = i8x16.bitmask(i8x16.gt_u(fromFirst, i8x16.splat(last - first)));
    if (others !== 0) {
      return at + ctz(others);
    }
    at += 16;
  }
}

/** Where the word ends that a place is in; there, where it is in none. */
export function wordEnd(from: usize): usize {
  lookAtWord(from);
  return lookedEnd;
}

/** Where the word begins that a place is in, but not before another place. */
export function wordStart(place: usize, from: usize): usize {
  let at = place;
  while (at > from && kindAt(at - 1) !== 0) {
    at--;
  }
  return at;
}

/**
 * The next unit that begins or is in what may get a mark, or an upper case letter behind a lower case one: `JGveWHzyuKDb`.
 * The end, where there is none.
 */
export function nextTelling(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const silent = i8x16.eq(v128.and(kindsIn(at), v128.load(TABLES, 64)), i8x16.splat(0));
    const found = (~i8x16.bitmask(silent) & 0xffff) | (upperIn(at) & lowerIn(at - 1));
    if (found !== 0) {
      return min(end, at + ctz(found));
    }
  }
  return end;
}

/** Which of sixteen units are letters of a case. */
export function upperIn(at: usize): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x41)), i8x16.splat(26)));
}

export function lowerIn(at: usize): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x61)), i8x16.splat(26)));
}

/** Copies bytes, and puts zeros behind them up to a multiple of 32. Returns how many were copied. */
export function putPadded(into: usize, start: usize, end: usize): usize {
  const length = end - start;
  let at: usize = 0;
  for (; at + 32 < length; at += 32) {
    v128.store(into + at, v128.load(start + at));
    v128.store(into + at, v128.load(start + at, 16), 16);
  }
  v128.store(into + at, firstUnits(start + at, end, 0));
  v128.store(into + at, firstUnits(start + at, end, 16), 16);
  return length;
}

/** The first sixteen units between two places that are 32 apart at most, or those behind sixteen; then zeros. */
export function firstUnits(start: usize, end: usize, behind: usize): v128 {
  return v128.and(v128.load(start + behind), v128.load(FIRSTS + 32 - (end - start) + behind));
}

/** Whether the same units stand at two places: so many, 32 at most. */
export function areAlike(one: usize, other: usize, count: usize): bool {
  const mask = FIRSTS + 32 - count;
  const first = v128.and(v128.xor(v128.load(one), v128.load(other)), v128.load(mask));
  const rest = v128.and(v128.xor(v128.load(one, 16), v128.load(other, 16)), v128.load(mask, 16));
  return !v128.any_true(v128.or(first, rest));
}

/** Copies bytes in lower case; what is behind the copy is lost. Returns where the copy ends. */
export function putLower(into: usize, start: usize, end: usize): usize {
  for (let at: usize = 0; at < end - start; at += 32) {
    v128.store(into + at, lowerOf(v128.load(start + at)));
    v128.store(into + at, lowerOf(v128.load(start + at, 16)), 16);
  }
  return into + (end - start);
}

function lowerOf(units: v128): v128 {
  const isUpper = i8x16.lt_u(i8x16.sub(units, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.or(units, v128.and(isUpper, i8x16.splat(0x20)));
}

function addLow(unit: u8, kind: u8): void {
  const place = TABLES + 16 + (unit & 0x0f);
  store<u8>(place, load<u8>(place) | kind);
}

for (let low: usize = 0; low < 16; low++) {
  const isLetter = (low > 0 ? FIRST_LETTERS : 0) | (low < 11 ? LAST_LETTERS : 0);
  store<u8>(TABLES + low, isLetter | (low < 10 ? DIGIT : 0), 16);
}
store<u8>(TABLES + 2, POINT | DASH);
store<u8>(TABLES + 3, DIGIT | OPEN);
store<u8>(TABLES + 4, FIRST_LETTERS | AT);
store<u8>(TABLES + 5, LAST_LETTERS | OPEN_BRACKET);
store<u8>(TABLES + 6, FIRST_LETTERS);
store<u8>(TABLES + 7, LAST_LETTERS);
addLow(SIGN, AT);
addLow(DOT, POINT);
addLow(MINUS, DASH);
addLow(LESS, OPEN);
addLow(BRACKET, OPEN_BRACKET);
v128.store(TABLES, i8x16.splat(0x0f), 32);
v128.store(TABLES, i8x16.splat(IN_WORD), 48);
v128.store(TABLES, i8x16.splat(TELLING), 64);
v128.store(FIRSTS, i8x16.splat(-1));
v128.store(FIRSTS, i8x16.splat(-1), 16);
for (let unit: u8 = 0x41; unit <= 0x5a; unit++) {
  store<u8>(KINDS + unit, LETTER);
  store<u8>(KINDS + (unit | 0x20), LETTER);
}
for (let unit: u8 = 0x30; unit <= 0x39; unit++) {
  store<u8>(KINDS + unit, DIGIT);
}
store<u8>(KINDS + DOT, POINT);
store<u8>(KINDS + SIGN, AT);
store<u8>(KINDS + MINUS, DASH);
