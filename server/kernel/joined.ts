import { beginsWithCode } from './codes';
import { ADDRESS, NUMBERS, SECRET } from './markNames';
import {
  AT,
  BLANK,
  DASH,
  DIGIT,
  DOT,
  EQUALS,
  endOfUnits,
  kindAt,
  kindsOf,
  lowerIn,
  PLUS,
  POINT,
  SLASH,
  UNDERSCORE,
  upperIn,
  wordEnd,
  ZERO,
} from './units';

const SHORTEST_BASE64: usize = 16;
const LONGEST_BASE64: usize = 64;
const LONGEST_NUMBERS: usize = 40;
export const LONGEST_PATH: usize = 250;

/** Where what `joinedMark` gave a mark ends. */
export let joinedEnd: usize = 0;

/**
 * The mark of a word and what it is joined to, if that is all one: an address, `12-ab-alice=example.org@example.net` of
 * `bounces+12-…`, numbers, `1.2/0/0.6/0.5`, or a secret, `z5FOLrRh/VpddgAABvoInA`; or 0. Nothing that
 * begins with what may be a reply code.
 */
export function joinedMark(start: usize, end: usize): u8 {
  if (beginsWithCode(start)) {
    return 0;
  }
  const at = addressEnd(start, end, load<u8>(start - 1) === PLUS);
  if (at !== end && at - start <= LONGEST_PATH && kindsOf(end, at) & AT) {
    joinedEnd = at;
    return ADDRESS;
  }
  const numbers = numbersEnd(start);
  if (numbers > end) {
    joinedEnd = numbers;
    return NUMBERS;
  }
  return secretMark(start, end);
}

/** The mark of a word and what it is joined to if that is a secret, or 0. */
export function secretMark(start: usize, end: usize): u8 {
  const at = secretEnd(start, end);
  if (load<u8>(start - 1) !== BLANK || !isSecret(start, at)) {
    return 0;
  }
  joinedEnd = at;
  return SECRET;
}

/** Where the words end that are joined as those of Base64 are. */
function secretEnd(start: usize, end: usize): usize {
  let at = end;
  let unit = load<u8>(at);
  while ((unit === PLUS || unit === SLASH) && at - start <= LONGEST_BASE64) {
    at = wordEnd(at + 1);
    unit = load<u8>(at);
  }
  return at;
}

/** Where what a word is a part of begins, not before a place: `TNi/XX4r…` of `XX4r…`, if it is a secret. */
export function joinedStart(word: usize, from: usize): usize {
  const joint = load<u8>(word - 1);
  if ((joint !== PLUS && joint !== SLASH) || beginsWithCode(word)) {
    return word;
  }
  let start = word;
  while (start > from && isOfBase64(load<u8>(start - 1))) {
    start--;
  }
  return load<u8>(start - 1) === BLANK && isSecret(start, secretEnd(start, wordEnd(word))) ? start : word;
}

function isOfBase64(unit: u8): bool {
  return unit === PLUS || unit === SLASH || <u8>(unit - ZERO) < 10 || <u8>((unit | 0x20) - 0x61) < 26;
}

/** Where the words end that a word is joined to as parts of an address are: by `=` behind a plus alone. */
export function addressEnd(start: usize, end: usize, isBehindPlus: bool): usize {
  let isAfterPlus = isBehindPlus;
  let at = end;
  let unit = load<u8>(at);
  while (
    (unit === PLUS || unit === UNDERSCORE || (unit === EQUALS && isAfterPlus)) &&
    at - start <= LONGEST_PATH
  ) {
    isAfterPlus = isAfterPlus || unit === PLUS;
    at = wordEnd(at + 1);
    unit = load<u8>(at);
  }
  return at;
}

/** Where `1.2/0/0.6/0.5` ends; 0 where something else follows. */
function numbersEnd(start: usize): usize {
  // `.`, `/` and digits stand side by side.
  const at = endOfUnits(start, DOT, ZERO + 9);
  return kindAt(at) === 0 && load<u8>(at - 1) !== SLASH && at - start <= LONGEST_NUMBERS ? at : 0;
}

/** What joins words to one. */
export function isJoint(unit: u8): bool {
  const bit = <u8>(unit - PLUS);
  return bit < 64 && ((JOINTS >> bit) & 1) !== 0;
}

/** `+`, `/`, `=` and `_`, by their distance from the first. */
const JOINTS: u64 =
  1 | ((<u64>1) << (SLASH - PLUS)) | ((<u64>1) << (EQUALS - PLUS)) | ((<u64>1) << (UNDERSCORE - PLUS));

/** Whether it is a number in Base64: no word so long has letters of both cases and digits, or changes so often to capitals. */
export function isSecret(start: usize, end: usize): bool {
  const length = end - start;
  if (length < SHORTEST_BASE64 || length > LONGEST_BASE64) {
    return false;
  }
  const all = kindsOf(start, end);
  if (all & (POINT | DASH | AT)) {
    return false;
  }
  let hasUpper = false;
  let hasLower = false;
  let changes = 0;
  for (let at = start; at < end; at += 16) {
    const within = end - at < 16 ? (1 << (<i32>(end - at))) - 1 : 0xffff;
    const uppers = upperIn(at) & within;
    hasUpper = hasUpper || uppers !== 0;
    hasLower = hasLower || (lowerIn(at) & within) !== 0;
    changes += popcnt(uppers & lowerIn(at - 1));
  }
  return ((all & DIGIT) !== 0 && hasUpper && hasLower) || changes >= MOST_CHANGES;
}

/** `MessageSizeLimitExceeded` is a word. */
const MOST_CHANGES = 4;
