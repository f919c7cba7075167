import { DOT, isDigit, MINUS, ZERO } from './units';

/** Whether a reply code or an enhanced code stands behind a dash. */
export function holdsCode(start: usize, end: usize): bool {
  for (let at = start; at + 3 < end; at++) {
    if (load<u8>(at) === MINUS && beginsWithCode(at + 1)) {
      return true;
    }
  }
  return false;
}

/** As `readReplyCode` and `enhancedCodeEnd` of smtp/reply.ts see it: `550`, `550-5.1.1`, `5.7.26`; not `250.1`. */
export function beginsWithCode(at: usize): bool {
  const first = <u8>(load<u8>(at) - ZERO);
  if (first < 2 || first > 5) {
    return false;
  }
  if (isDigit(at + 1) && isDigit(at + 2)) {
    return !isDigit(at + 3) && !(load<u8>(at + 3) === DOT && isDigit(at + 4));
  }
  if (load<u8>(at + 1) !== DOT || first === 3) {
    return false;
  }
  const subject = digitsEnd(at + 2);
  if (subject === 0 || load<u8>(subject) !== DOT) {
    return false;
  }
  const detail = digitsEnd(subject + 1);
  return detail !== 0 && !(load<u8>(detail) === DOT && isDigit(detail + 1));
}

/** The end of one to three digits, or 0. */
function digitsEnd(start: usize): usize {
  let at = start;
  while (at < start + 4 && isDigit(at)) {
    at++;
  }
  return at === start || at === start + 4 ? 0 : at;
}
