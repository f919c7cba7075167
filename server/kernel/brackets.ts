import { addressEnd, LONGEST_PATH } from './joined';
import { ADDRESS, IPV6, POINTS, SECRET } from './markNames';
import { isOfLoopback } from './marks';
import {
  AT,
  CLOSE,
  COLON,
  countDots,
  DIGIT,
  DOT,
  isDigit,
  kindsOf,
  LESS,
  LETTER,
  lookAtWord,
  lookedEnd,
  lookedKinds,
  MORE,
  POINT,
} from './units';

/** Shorter literals are no addresses, but `::1`. */
const SHORTEST_LITERAL: usize = 6;
const SHORTEST_SECRET: usize = 12;
const LONGEST_LITERAL: usize = 46;

/** Where what was looked at last ends; where it begins, if it got no mark. */
export let bracketEnd: usize = 0;

/** The mark of what stands in a bracket that was opened before a place; 0 where it is no address. */
export function bracketMark(bracket: u8, start: usize): u8 {
  bracketEnd = start;
  return bracket === LESS ? pathMark(start) : literalMark(start);
}

/** `alice@example.net` of `<alice@example.net>` */
function pathMark(start: usize): u8 {
  lookAtWord(start);
  const word = lookedEnd;
  const kinds = lookedKinds;
  const end = addressEnd(start, word, true);
  if (load<u8>(end) !== MORE || end - start > LONGEST_PATH) {
    return 0;
  }
  const all = end === word ? kinds : kindsOf(start, end);
  // `session=<hgTqhFTzzdsKAAAB>`
  const isSecret = end === word && (all & ~LETTER) === 0 && end - start >= SHORTEST_SECRET;
  bracketEnd = all & AT || isSecret ? end : start;
  return all & AT ? ADDRESS : isSecret ? SECRET : 0;
}

/** `192.0.2.1` of `[192.0.2.1]`, `2001:db8::1` of `[2001:db8::1]` and `[IPv6:2001:db8::1]` */
function literalMark(start: usize): u8 {
  lookAtWord(start);
  const mark =
    load<u8>(lookedEnd) === CLOSE && (lookedKinds & ~(DIGIT | POINT)) === 0
      ? pointsMark(start, lookedEnd)
      : colonsMark(start);
  return isOfLoopback(start) ? 0 : mark;
}

function pointsMark(start: usize, end: usize): u8 {
  const length = end - start;
  const isMarked = length >= SHORTEST_LITERAL && length <= LONGEST_LITERAL && countDots(start, end) === 3;
  bracketEnd = isMarked ? end : start;
  return isMarked ? POINTS + 3 : 0;
}

function colonsMark(start: usize): u8 {
  let at = load<u32>(start) === 0x36765049 ? start + 4 : start;
  let colons = 0;
  while (at - start <= LONGEST_LITERAL) {
    const unit = load<u8>(at);
    if (unit === COLON) {
      colons++;
    } else if (unit !== DOT && !isDigit(at) && <u8>((unit | 0x20) - 0x61) > 5) {
      break;
    }
    at++;
  }
  const isMarked = load<u8>(at) === CLOSE && at - start >= SHORTEST_LITERAL && colons >= 2;
  bracketEnd = isMarked ? at : start;
  return isMarked ? IPV6 : 0;
}
