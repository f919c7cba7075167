import { beginsWithCode } from './codes';
import { ADDRESS, NUMBERS, SECRET } from './markNames';
import {
  ALL,
  AT,
  BLANK,
  DASH,
  DIGIT,
  DOT,
  EQUALS,
  findCases,
  isDigit,
  kindAt,
  kindsOf,
  lower,
  PLUS,
  POINT,
  SLASH,
  UNDERSCORE,
  upper,
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
  let at = addressEnd(start, end, load<u8>(start - 1) === PLUS);
  if (at !== end && at - start <= LONGEST_PATH && kindsOf(end, at) & AT) {
    joinedEnd = at;
    return ADDRESS;
  }
  const numbers = numbersEnd(start);
  if (numbers > end) {
    joinedEnd = numbers;
    return NUMBERS;
  }
  at = secretEnd(start, end);
  if (load<u8>(start - 1) === BLANK && isSecret(start, at)) {
    joinedEnd = at;
    return SECRET;
  }
  return 0;
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
  let at = start;
  while (isDigit(at) || load<u8>(at) === DOT || load<u8>(at) === SLASH) {
    at++;
  }
  return kindAt(at) === 0 && load<u8>(at - 1) !== SLASH && at - start <= LONGEST_NUMBERS ? at : 0;
}

/** What joins words to one. */
export function isJoint(unit: u8): bool {
  return unit === PLUS || unit === SLASH || unit === UNDERSCORE || unit === EQUALS;
}

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
  findCases(start);
  const within = ALL >> (64 - length);
  const uppers = upper & within;
  const lowers = lower & within;
  return (
    ((all & DIGIT) !== 0 && uppers !== 0 && lowers !== 0) ||
    <i32>popcnt(uppers & (lowers << 1)) >= MOST_CHANGES
  );
}

/** `MessageSizeLimitExceeded` is a word. */
const MOST_CHANGES = 4;
