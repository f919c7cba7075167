import { beginsWithCode } from './codes';
import { ADDRESS, NUMBERS, SECRET } from './markNames';
import {
  AT,
  BLANK,
  DOT,
  EQUALS,
  isDigit,
  kindAt,
  kindsOf,
  MINUS,
  PLUS,
  SIGN,
  SLASH,
  UNDERSCORE,
  wordEnd,
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
  at = end;
  let unit = load<u8>(at);
  while ((unit === PLUS || unit === SLASH) && at - start <= LONGEST_BASE64) {
    at = wordEnd(at + 1);
    unit = load<u8>(at);
  }
  if (load<u8>(start - 1) === BLANK && isSecret(start, at)) {
    joinedEnd = at;
    return SECRET;
  }
  return 0;
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

/** Whether it is a number in Base64: no word has digits and letters of both cases, and is so long. */
function isSecret(start: usize, end: usize): bool {
  let hasDigit = false;
  let hasUpper = false;
  let hasLower = false;
  for (let at = start; at < end; at++) {
    const unit = load<u8>(at);
    hasDigit = hasDigit || isDigit(at);
    hasUpper = hasUpper || <u8>(unit - 0x41) < 26;
    hasLower = hasLower || <u8>(unit - 0x61) < 26;
    if (unit === DOT || unit === MINUS || unit === SIGN) {
      return false;
    }
  }
  return hasDigit && hasUpper && hasLower && end - start >= SHORTEST_BASE64 && end - start <= LONGEST_BASE64;
}
