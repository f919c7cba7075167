import { isQuote } from './code-scan';

/** Where a reply's text ends: at its closing quote, or before the next mark of the same line. */
export function replyEnd(line: string, at: number): number {
  const text = line.slice(at, at + LONGEST_REPLY);
  const quote = line.charCodeAt(at - 1);
  const close = isQuote(quote) ? text.indexOf(String.fromCharCode(quote)) : -1;
  const next = nextPart(text, close < 0 ? text.length : close);
  return trimmedEnd(line, at + 3, next >= 0 ? at + next : close < 0 ? line.length : at + close);
}

/** ` >> DATA`, ` << 354 …`, ` !! …`: the next step of a session told in one line. ` (in reply to RCPT TO)`. */
function nextPart(text: string, end: number): number {
  for (let at = text.indexOf(' '); at >= 0 && at < end; at = text.indexOf(' ', at + 1)) {
    const unit = text.charCodeAt(at + 1);
    const isStep = (unit === LESS || unit === MORE || unit === 0x21) && text.charCodeAt(at + 2) === unit;
    if (isStep || (unit === 0x28 && text.startsWith('(in reply to ', at + 1))) {
      return at;
    }
  }
  return -1;
}

/** Without blanks and without a written-out line end, `\r\n`. */
function trimmedEnd(line: string, least: number, from: number): number {
  let end = from;
  while (end > least) {
    if (line.charCodeAt(end - 1) <= 0x20) {
      end--;
    } else if (line.charCodeAt(end - 2) === BACKSLASH && /[rn]/.test(line.charAt(end - 1))) {
      end -= 2;
    } else {
      return end;
    }
  }
  return least;
}

/** A reply cut off after so many units loses nothing but the place where it ends. */
const LONGEST_REPLY = 8000;
const LESS = 0x3c;
const MORE = 0x3e;
const BACKSLASH = 0x5c;
