import { addressEnd, LONGEST_PATH } from './joined';
import { ADDRESS, IPV6, POINTS, SECRET } from './markNames';
import { isOfLoopback } from './marks';
import { AT, CLOSE, COLON, DOT, isDigit, kindsOf, LESS, LETTER, MORE, wordEnd } from './units';

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
  const word = wordEnd(start);
  const end = addressEnd(start, word, true);
  if (load<u8>(end) !== MORE || end - start > LONGEST_PATH) {
    return 0;
  }
  const all = kindsOf(start, end);
  // `session=<hgTqhFTzzdsKAAAB>`
  const isSecret = end === word && (all & ~LETTER) === 0 && end - start >= SHORTEST_SECRET;
  bracketEnd = all & AT || isSecret ? end : start;
  return all & AT ? ADDRESS : isSecret ? SECRET : 0;
}

/** `192.0.2.1` of `[192.0.2.1]`, `2001:db8::1` of `[2001:db8::1]` and `[IPv6:2001:db8::1]` */
function literalMark(start: usize): u8 {
  let at = load<u32>(start) === 0x36765049 ? start + 4 : start;
  let colons = 0;
  let dots = 0;
  let isNumber = true;
  while (at - start <= LONGEST_LITERAL) {
    const unit = load<u8>(at);
    if (unit === COLON) {
      colons++;
    } else if (unit === DOT) {
      dots++;
    } else if (!isDigit(at)) {
      if (<u8>((unit | 0x20) - 0x61) > 5) {
        break;
      }
      isNumber = false;
    }
    at++;
  }
  if (load<u8>(at) !== CLOSE || at - start < SHORTEST_LITERAL || isOfLoopback(start)) {
    return 0;
  }
  const mark = colons >= 2 ? IPV6 : colons === 0 && dots === 3 && isNumber ? POINTS + 3 : <u8>0;
  bracketEnd = mark === 0 ? start : at;
  return mark;
}
