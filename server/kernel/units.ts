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
export const LETTER: u8 = 1;
export const DIGIT: u8 = 2;
export const POINT: u8 = 4;
export const AT: u8 = 8;
export const DASH: u8 = 16;

/** Where the 64 units begin that were looked at last; of each, bit by bit: what it is, whether it is in a word. */
export let block: usize = 0;
let digits: u64 = 0;
let points: u64 = 0;
let signs: u64 = 0;
let dashes: u64 = 0;
let inWord: u64 = 0;
/** Whether it begins or is in what may get a mark. */
export let telling: u64 = 0;

/** Looks at the 64 units from a place. */
export function classify(from: usize): void {
  block = from;
  // Loaded: constants would be put together anew in each round.
  const zeros = v128.load(SPLATS);
  const nines = v128.load(SPLATS, 16);
  const dots = v128.load(SPLATS, 32);
  const ats = v128.load(SPLATS, 48);
  const minuses = v128.load(SPLATS, 64);
  const cases = v128.load(SPLATS, 80);
  const as = v128.load(SPLATS, 96);
  const zs = v128.load(SPLATS, 112);
  const lesses = v128.load(SPLATS, 128);
  const brackets = v128.load(SPLATS, 144);
  let digit: u64 = 0;
  let point: u64 = 0;
  let sign: u64 = 0;
  let dash: u64 = 0;
  let letter: u64 = 0;
  let open: u64 = 0;
  for (let part: usize = 0; part < 64; part += 16) {
    const units = v128.load(from + part);
    digit |= (<u64>i8x16.bitmask(i8x16.le_u(i8x16.sub(units, zeros), nines))) << part;
    point |= (<u64>i8x16.bitmask(i8x16.eq(units, dots))) << part;
    sign |= (<u64>i8x16.bitmask(i8x16.eq(units, ats))) << part;
    dash |= (<u64>i8x16.bitmask(i8x16.eq(units, minuses))) << part;
    letter |= (<u64>i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.or(units, cases), as), zs))) << part;
    open |= (<u64>i8x16.bitmask(v128.or(i8x16.eq(units, lesses), i8x16.eq(units, brackets)))) << part;
  }
  digits = digit;
  points = point;
  signs = sign;
  dashes = dash;
  inWord = digit | point | sign | dash | letter;
  telling = digit | point | sign | open;
}

/** The units that `classify` looks for, sixteen times each. */
const SPLATS: usize = memory.data(160, 16);

export const ALL: u64 = ~(<u64>0);

/** What the units of a word are, all together. */
export function kindsOf(start: usize, end: usize): u8 {
  if (start - block > 63 || end - block > 63) {
    let all: u8 = 0;
    for (let at = start; at < end; at++) {
      all |= kindAt(at);
    }
    return all;
  }
  const units = (ALL << (start - block)) & ~(ALL << (end - block));
  return (
    (digits & units ? DIGIT : 0) |
    (points & units ? POINT : 0) |
    (signs & units ? AT : 0) |
    (dashes & units ? DASH : 0) |
    (units & ~(digits | points | signs | dashes) ? LETTER : 0)
  );
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

v128.store(SPLATS, i8x16.splat(ZERO));
v128.store(SPLATS, i8x16.splat(9), 16);
v128.store(SPLATS, i8x16.splat(DOT), 32);
v128.store(SPLATS, i8x16.splat(SIGN), 48);
v128.store(SPLATS, i8x16.splat(MINUS), 64);
v128.store(SPLATS, i8x16.splat(0x20), 80);
v128.store(SPLATS, i8x16.splat(0x61), 96);
v128.store(SPLATS, i8x16.splat(25), 112);
v128.store(SPLATS, i8x16.splat(LESS), 128);
v128.store(SPLATS, i8x16.splat(BRACKET), 144);
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
