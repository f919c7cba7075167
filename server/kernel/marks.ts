import { bracketEnd, bracketMark } from './brackets';
import { beginsWithCode, holdsCode } from './codes';
import { isJoint, isSecret, joinedEnd, joinedMark, secretMark } from './joined';
import {
  ADDRESS,
  BEGINS_WITH_DIGIT,
  CODE_NUMBER,
  CODE_WORD,
  FEW_DIGITS,
  HOST,
  NUMBER,
  POINTS,
  SECRET,
  WORD,
} from './markNames';
import {
  AT,
  BACKSLASH,
  BRACKET,
  COLON,
  countDigits,
  countDots,
  DASH,
  DIGIT,
  DOT,
  EQUALS,
  isDigit,
  KINDS,
  kindsOf,
  LESS,
  LETTER,
  lookAtWord,
  lookedEnd,
  lookedKinds,
  MINUS,
  POINT,
  SIGN,
} from './units';

/** Shorter ones may be part of anything: `v3`, `(P1)`. */
const SHORTEST_WORD = 6;
/** Queue ids of Sendmail are as long, those of Postfix may be shorter. */
const LONG_ID = 8;
const SHORTEST_BEGINNING: usize = 5;
const LONGEST_NUMBER: usize = 12;
/** Longer ones are rare. */
const LONGEST_WORD = 100;

/** Where what `markAt` looked at last ends. */
export let markEnd: usize = 0;

/** The mark of what begins at a place; 0 where a reader may look at all of it. */
export function markAt(start: usize, isFirst: bool): u8 {
  const before = load<u8>(start - 1);
  if (isOpening(before)) {
    const mark = bracketMark(before, start);
    if (mark !== 0) {
      markEnd = bracketEnd;
      return mark;
    }
  }
  return wordMarkAt(start, before, isFirst);
}

export function isOpening(unit: u8): bool {
  return unit === LESS || unit === BRACKET;
}

function wordMarkAt(start: usize, before: u8, isFirst: bool): u8 {
  lookAtWord(start);
  let end = lookedEnd;
  let all = lookedKinds;
  // A full stop ends a sentence.
  if (load<u8>(end - 1) === DOT && end > start + 1) {
    do {
      end--;
    } while (load<u8>(end - 1) === DOT && end > start + 1);
    all = kindsOf(start, end);
  }
  markEnd = end;
  // `\n550-5.1.1`
  if (before === BACKSLASH || isOfLoopback(start)) {
    return 0;
  }
  const isJoined = isJoint(load<u8>(end)) || isJoint(before);
  const isTelling = (all & (DIGIT | POINT | AT)) !== 0;
  const mark = isJoined ? (isTelling ? joinedMark(start, end) : secretMark(start, end)) : <u8>0;
  if (mark !== 0) {
    markEnd = joinedEnd;
    return mark;
  }
  if (!isTelling) {
    return isSecret(start, end) ? SECRET : 0;
  }
  return isFirst && load<u8>(end) === COLON ? firstMark(start, end, all) : markOf(start, end, all);
}

/** Of what may be a message's queue id. One of Sendmail has two digits at least. */
function firstMark(start: usize, end: usize, all: u8): u8 {
  const isId = isQueueId(start, end, all);
  if (end - start > 32 || countDigits(start, end) < 2) {
    return isId ? FEW_DIGITS + <u8>(<i32>(end - start) < LONG_ID) : 0;
  }
  return isId ? wordMark(start, <i32>(end - start), all) & ~BEGINS_WITH_DIGIT : markOf(start, end, all);
}

/** Whether it is a queue id, `250A1B2C3D`, with which a message begins: no reader takes the first of it for a code. */
function isQueueId(start: usize, end: usize, all: u8): bool {
  return (all & ~(LETTER | DIGIT)) === 0 && end - start >= 6 && end - start <= 20 && isOfIdUnits(start, end);
}

/** The mark of a word with a digit, a point or an `@`; 0 where a reader may look at all of it. */
function markOf(start: usize, end: usize, all: u8): u8 {
  const length = <i32>(end - start);
  if (length > LONGEST_WORD || all === POINT) {
    return 0;
  }
  if (beginsWithCode(start)) {
    return all & AT ? 0 : codeMark(start, end, length, all);
  }
  if (all & AT) {
    return isAddress(start, end, all) ? ADDRESS : 0;
  }
  if ((all & ~(DIGIT | POINT)) === 0) {
    return numberMark(start, length, all);
  }
  if (
    length < SHORTEST_WORD ||
    ((all & LETTER) === 0 && !isDashedNumber(start, end)) ||
    ((all & POINT) === 0 && beginsWithWord(start) && !isSecret(start, end))
  ) {
    return 0;
  }
  return wordMark(start, length, all);
}

/** Whether something stands before `@` and a domain with a point behind it. */
function isAddress(start: usize, end: usize, all: u8): bool {
  return (
    (all & POINT) !== 0 &&
    <i32>(end - start) >= SHORTEST_WORD &&
    load<u8>(start) !== SIGN &&
    load<u8>(end - 1) !== SIGN
  );
}

/** Of a word that may be read as a code where a reply may stand, but hardly stands there; 0 where it may. */
function codeMark(start: usize, end: usize, length: i32, all: u8): u8 {
  // `in=384`
  if (length === 3) {
    return load<u8>(start - 1) === EQUALS ? CODE_NUMBER : 0;
  }
  const next = load<u8>(KINDS + load<u8>(start + 3));
  if (length < SHORTEST_WORD || (next & (LETTER | DASH)) === 0) {
    return 0;
  }
  // `244-44-243-5.dynamic.example.net` and `550E7548F45`; not `421-4.7.0`, `550-Requested` or `550Relay`.
  return (next & DASH ? isDigit(start + 4) && !holdsCode(start, end) : holdsDigit(start + 4, end))
    ? wordMark(start, length, all) ^ (WORD ^ CODE_WORD)
    : 0;
}

function holdsDigit(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    if (isDigit(at)) {
      return true;
    }
  }
  return false;
}

function numberMark(start: usize, length: i32, all: u8): u8 {
  const count = all === DIGIT ? 0 : countDots(start, start + length);
  if (count > 1) {
    return POINTS + <u8>min(count, 4);
  }
  return length <= 5 ? NUMBER : length <= 10 ? NUMBER + 1 : length <= 20 ? NUMBER + 2 : 0;
}

/** `22838-08` or `22838-08-2`; any points in it are no matter. */
function isDashedNumber(start: usize, end: usize): bool {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (load<u8>(at) === MINUS) {
      count++;
      if (at === start || !isDigit(at - 1) || !isDigit(at + 1)) {
        return false;
      }
    }
  }
  return count <= 2 && end - start <= LONGEST_NUMBER;
}

/** `deferred4`, `CONNECT4`: some would look for the word at its beginning; not for the digits of `FACBE4C05A`. */
function beginsWithWord(start: usize): bool {
  return isOfLetters(start, 0x61) || isOfLetters(start, 0x41);
}

/** Whether five letters of one case stand there, and not only some that are hexadecimal digits. */
function isOfLetters(start: usize, first: u8): bool {
  let isHexadecimal = true;
  for (let at = start; at < start + SHORTEST_BEGINNING; at++) {
    const letter = <u8>(load<u8>(at) - first);
    if (letter > 25) {
      return false;
    }
    isHexadecimal = isHexadecimal && letter < 6;
  }
  return !isHexadecimal;
}

/** Whether it is a host; else whether it may be a queue id, or with dashes a number; begins with a digit; has dashes; is long or short. */
function wordMark(start: usize, length: i32, all: u8): u8 {
  if (all & POINT) {
    return HOST;
  }
  const isPlain: bool =
    all & DASH ? (all & LETTER) === 0 : length <= 20 && isOfIdUnits(start, start + length);
  const isOfAnotherLength = <u8>(length > 40) | (<u8>isPlain & <u8>(length < LONG_ID));
  // No conditions: the processor would have to guess at what is in random ids.
  return (
    WORD |
    <u8>isPlain |
    ((<u8>isDigit(start)) << 1) |
    ((<u8>((all & DASH) !== 0)) << 2) |
    ((<u8>(length > 20)) << 3) |
    (isOfAnotherLength << 4)
  );
}

/** Whether all units are some that queue ids of Postfix are made of: no vowels but A and E. Up to 32. */
function isOfIdUnits(start: usize, end: usize): bool {
  let vowels = vowelsIn(start);
  if (end - start > 16) {
    vowels |= vowelsIn(start + 16) << 16;
  }
  return (vowels & (((<u64>1) << (end - start)) - 1)) === 0;
}

function vowelsIn(at: usize): u64 {
  const units = v128.load(at);
  const byHigh = i8x16.swizzle(v128.load(VOWELS), i8x16.shr_u(units, 4));
  const found = v128.and(byHigh, i8x16.swizzle(v128.load(VOWELS, 16), v128.and(units, i8x16.splat(0x0f))));
  return ~(<u64>i8x16.bitmask(i8x16.eq(found, i8x16.splat(0)))) & 0xffff;
}

/** Such vowels, by their four high bits and by their four low ones: `IO`, `U`, `aeio`, `u`. */
const VOWELS: usize = memory.data<u8>(
  [
    0,
    0,
    0,
    0,
    1,
    2,
    4,
    8,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0, //
    0,
    4,
    0,
    0,
    0,
    14,
    0,
    0,
    0,
    5,
    0,
    0,
    0,
    0,
    0,
    5,
  ],
  16,
);

/** `127.0.0.1`, `localhost.localdomain` or the `1` of `::1`: whether a relay is the machine itself decides. */
export function isOfLoopback(start: usize): bool {
  return (
    load<u32>(start) === 0x2e373231 ||
    (load<u32>(start) | 0x20202020) === 0x61636f6c ||
    load<u16>(start - 2) === 0x3a3a
  );
}
