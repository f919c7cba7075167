import { isBlank, isLetter, isQuote } from './code-scan';

/** Where a command of SMTP stands in the beginning of a line, or -1. */
export function commandAt(line: string, from: number): number {
  let at = from;
  while (at < line.length && at < from + MARK_WITHIN) {
    if (isLetter(line.charCodeAt(at + 3)) && VERBS.has(fourLetters(line, at))) {
      COMMAND.lastIndex = at;
      if (COMMAND.test(line)) {
        return at;
      }
    }
    at = nextWord(line, at);
  }
  return -1;
}

/** Four letters of either case as one number. */
function fourLetters(line: string, at: number): number {
  const first = (line.charCodeAt(at) & 0xdf) | ((line.charCodeAt(at + 1) & 0xdf) << 8);
  return first | ((line.charCodeAt(at + 2) & 0xdf) << 16) | ((line.charCodeAt(at + 3) & 0xdf) << 24);
}

const VERBS = new Set(
  'EHLO HELO LHLO MAIL RCPT AUTH BDAT VRFY EXPN ETRN DATA RSET QUIT NOOP STAR'
    .split(' ')
    .map((verb) => fourLetters(verb, 0)),
);

/** After a blank, or after the quote that a blank or a mark precedes: `send: 'EHLO a'`, `└──EHLO a`. */
function nextWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !endsWord(line.charCodeAt(at))) {
    at++;
  }
  return at + 1;
}

function endsWord(unit: number): boolean {
  return isBlank(unit) || isQuote(unit) || unit === 0x3a || unit === 0x3e || unit === 0x2500;
}
const COMMAND =
  /(?:(?:EHLO|HELO|LHLO) [^\s]|MAIL FROM: ?[^\s]|RCPT TO: ?[^\s]|AUTH (?:LOGIN|PLAIN|CRAM-|DIGEST-|NTLM|XOAUTH|GSSAPI|SCRAM)|BDAT \d|(?:VRFY|EXPN|ETRN) [^\s]|(?:DATA|RSET|QUIT|NOOP|STARTTLS)\s{0,8}(?:$|["'\\]))/iy;

/** Marks and what they mark stand at the beginning of a line, behind a time stamp and the like. */
export const MARK_WITHIN = 160;
