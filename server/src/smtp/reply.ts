import type { Span } from '../span';

/** Who said a reply: the server that wrote this log to its client, the other side to it, or not known. */
export type Speaker = 'server' | 'remote' | 'unknown';

/** A reply (RFC 5321, 4.2) where it stands in a line of a log. Offsets are UTF-16 units from the line's start. */
export interface SmtpReply extends Span {
  /** 200 to 599; the first digit is the class. */
  readonly code: number;
  /** The enhanced status code (RFC 3463) that follows the reply code, such as `5.1.1`. */
  readonly enhanced: string | undefined;
  readonly speaker: Speaker;
}

/**
 * The reply whose code begins at `start`, its text ending at `end`; `undefined` where no reply code stands there.
 * The caller has seen a context in which a reply is expected: `550` alone proves nothing.
 *
 * Reads every spelling met in logs: `550 5.1.1 x`, `550-5.1.1 x`, `550_5.1.1_x` (qmail), `550+5.1.1+x` (IIS),
 * `550 #5.1.0 x`, `550 2.0.0: Ok`, `550Relay denied`, `250` at the end of a line.
 */
export function readReply(
  line: string,
  start: number,
  speaker: Speaker,
  end: number = line.length,
): SmtpReply | undefined {
  const code = readReplyCode(line, start);
  if (code === 0 || start + 3 > end) {
    return undefined;
  }
  return { start, end, code, enhanced: readEnhancedAfterCode(line, start + 3), speaker };
}

/** The three digits at `start` as a number, or 0 where they are no reply code (`2501`, `199`, `25`, `250.1`). */
export function readReplyCode(line: string, start: number): number {
  const first = line.charCodeAt(start) - ZERO;
  const second = line.charCodeAt(start + 1) - ZERO;
  const third = line.charCodeAt(start + 2) - ZERO;
  // NaN, past the end of the line, fails every comparison.
  if (!(first >= 2 && first <= 5 && second >= 0 && second <= 9 && third >= 0 && third <= 9)) {
    return 0;
  }
  const next = line.charCodeAt(start + 3);
  if (isDigit(next) || (next === DOT && isDigit(line.charCodeAt(start + 4)))) {
    return 0;
  }
  return first * 100 + second * 10 + third;
}

/**
 * The enhanced status code at `start`, such as `5.7.26`, or `undefined`.
 * `5.7.26.1` and `5.0.2195.6713` are addresses or versions, `3.1.1` has no class.
 */
export function readEnhancedCode(line: string, start: number): string | undefined {
  const end = enhancedCodeEnd(line, start);
  return end < 0 ? undefined : line.slice(start, end);
}

/** Where the enhanced status code at `start` ends, or -1. */
export function enhancedCodeEnd(line: string, start: number): number {
  const digit = line.charCodeAt(start);
  if (
    (digit !== ZERO + 2 && digit !== ZERO + 4 && digit !== ZERO + 5) ||
    line.charCodeAt(start + 1) !== DOT
  ) {
    return -1;
  }
  const subjectEnd = digitsEnd(line, start + 2);
  if (subjectEnd < 0 || line.charCodeAt(subjectEnd) !== DOT) {
    return -1;
  }
  const end = digitsEnd(line, subjectEnd + 1);
  if (end < 0 || (line.charCodeAt(end) === DOT && isDigit(line.charCodeAt(end + 1)))) {
    return -1;
  }
  return end;
}

/** The end of one to three digits that begin at `start`, or -1. */
function digitsEnd(line: string, start: number): number {
  let end = start;
  while (end < start + 4 && isDigit(line.charCodeAt(end))) {
    end++;
  }
  return end === start || end === start + 4 ? -1 : end;
}

function readEnhancedAfterCode(line: string, after: number): string | undefined {
  let start = after;
  // One separator, or two blanks as Exchange writes them, then the `#` of `550 #5.1.0`.
  for (let skipped = 0; skipped < 2 && isSeparator(line.charCodeAt(start)); skipped++) {
    start++;
  }
  if (line.charCodeAt(start) === HASH) {
    start++;
  }
  return start === after ? undefined : readEnhancedCode(line, start);
}

function isSeparator(unit: number): boolean {
  return unit === 0x20 || unit === 0x2d || unit === 0x5f || unit === 0x2b;
}

export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9;
}

const ZERO = 0x30;
const DOT = 0x2e;
const HASH = 0x23;
