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

/** Where the 64 units begin that were looked at last; of each, bit by bit, whether it is in a word, and whether it tells. */
export let block: usize = 0;
let inWord: u64 = 0;
export let telling: u64 = 0;
/** What each of them is, and zeros for those behind. */
const kinds: usize = memory.data(64 + 64, 16);

/** Whether an upper case letter behind a lower case one tells, too: `JGveWHzyuKDb`. Few lines need that. */
let isCaseTelling: bool = false;

export function tellCase(isTelling: bool): void {
  isCaseTelling = isTelling;
}

/** Looks at the 64 units from a place. */
export function classify(from: usize): void {
  block = from;
  // Loaded: constants would be put together anew in each round.
  const byHigh = v128.load(TABLES);
  const byLow = v128.load(TABLES, 16);
  const lowBits = v128.load(TABLES, 32);
  const tells = v128.load(TABLES, 48);
  const words = v128.load(TABLES, 64);
  const none = v128.load(TABLES, 80);
  let silent: u64 = 0;
  let between: u64 = 0;
  for (let part: usize = 0; part < 64; part += 16) {
    const units = v128.load(from + part);
    const high = i8x16.swizzle(byHigh, i8x16.shr_u(units, 4));
    const found = v128.and(high, i8x16.swizzle(byLow, v128.and(units, lowBits)));
    v128.store(kinds + part, found);
    silent |= (<u64>i8x16.bitmask(i8x16.eq(v128.and(found, tells), none))) << part;
    between |= (<u64>i8x16.bitmask(i8x16.eq(v128.and(found, words), none))) << part;
  }
  inWord = ~between;
  telling = ~silent | (isCaseTelling ? caseChanges(from) : 0);
}

/** The upper case letters behind a lower case one among 64 units. */
function caseChanges(from: usize): u64 {
  findCases(from);
  return upper & (lower << 1);
}

/** Of the 64 units that `findCases` looked at, bit by bit, whether it is a letter of a case. */
export let upper: u64 = 0;
export let lower: u64 = 0;

export function findCases(from: usize): void {
  upper = 0;
  lower = 0;
  for (let part: usize = 0; part < 64; part += 16) {
    const units = v128.load(from + part);
    upper |= (<u64>i8x16.bitmask(i8x16.lt_u(i8x16.sub(units, i8x16.splat(0x41)), i8x16.splat(26)))) << part;
    lower |= (<u64>i8x16.bitmask(i8x16.lt_u(i8x16.sub(units, i8x16.splat(0x61)), i8x16.splat(26)))) << part;
  }
}

/**
 * What `classify` loads: what a unit may be by its four high bits, by its four low bits (it is what both say), and masks,
 * sixteen times each.
 */
const TABLES: usize = memory.data(96, 16);

/** Letters up to `O` and behind it. */
const FIRST_LETTERS: u8 = 1;
const LAST_LETTERS: u8 = 2;

function addLow(unit: u8, kind: u8): void {
  const place = TABLES + 16 + (unit & 0x0f);
  store<u8>(place, load<u8>(place) | kind);
}

export const ALL: u64 = ~(<u64>0);

/** What the units of a word are, all together. */
export function kindsOf(start: usize, end: usize): u8 {
  const place = start - block;
  if (place > 63 || end - block > 64) {
    let all: u8 = 0;
    for (let at = start; at < end; at++) {
      all |= kindAt(at);
    }
    return all;
  }
  let all: u64 = 0;
  let at = kinds + place;
  const last = at + (end - start);
  while (at + 8 <= last) {
    all |= load<u64>(at);
    at += 8;
  }
  all |= load<u64>(at) & ~(ALL << ((last - at) << 3));
  all |= all >> 32;
  all |= all >> 16;
  return <u8>(all | (all >> 8));
}

/** Where the word ends that a place is in; there, where it is in none. */
export function wordEnd(from: usize): usize {
  if (from - block < 64) {
    const behind = ~inWord & (ALL << (from - block));
    if (behind !== 0) {
      return block + <usize>ctz(behind);
    }
  }
  let at = from;
  while (kindAt(at) !== 0) {
    at++;
  }
  return at;
}

/** Where the word begins that a place of the block is in, but not before another place. */
export function wordStart(place: usize, from: usize): usize {
  const before = ~inWord & ~(ALL << (place - block));
  if (before !== 0) {
    return block + 64 - <usize>clz(before);
  }
  let at = block;
  while (at > from && kindAt(at - 1) !== 0) {
    at--;
  }
  return at;
}

/** Copies bytes in lower case; what is behind the copy is lost. Returns where the copy ends. */
export function putLower(into: usize, start: usize, end: usize): usize {
  for (let at: usize = 0; at < end - start; at += 16) {
    const bytes = v128.load(start + at);
    const isUpper = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
    v128.store(into + at, v128.or(bytes, v128.and(isUpper, i8x16.splat(0x20))));
  }
  return into + (end - start);
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
v128.store(TABLES, i8x16.splat(TELLING), 48);
v128.store(TABLES, i8x16.splat(IN_WORD), 64);
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
