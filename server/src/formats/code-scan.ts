import { isDigit, readReplyCode } from '../smtp/reply';

/**
 * Where the next number of three digits from 200 to 599 begins at or after `from` (and ends
 * at `before`), or -1: a candidate for a reply
 * code that stands alone (`x250`, `1.250`, `:250`, `2500` do not). Looks at every third unit only.
 */
export function nextCode(line: string, from: number, before = line.length): number {
  for (let at = from + 2; at < before; at += 3) {
    if (!isDigit(line.charCodeAt(at))) {
      continue;
    }
    const start = firstDigit(line, at, from);
    const end = firstNoDigit(line, at);
    if (end - start === 3 && isClass(line.charCodeAt(start)) && standsAlone(line, start, end)) {
      return start;
    }
    at = end;
  }
  return -1;
}

/** Goes back over at most two digits: had there been more, an earlier step would have met them. */
function firstDigit(line: string, at: number, from: number): number {
  let start = at;
  while (start > from && isDigit(line.charCodeAt(start - 1))) {
    start--;
  }
  return start;
}

function firstNoDigit(line: string, at: number): number {
  let end = at + 1;
  while (isDigit(line.charCodeAt(end))) {
    end++;
  }
  return end;
}

/** `2` to `5`. */
function isClass(unit: number): boolean {
  return unit >= 0x32 && unit <= 0x35;
}

function standsAlone(line: string, start: number, end: number): boolean {
  const before = line.charCodeAt(start - 1);
  const after = line.charCodeAt(end);
  return (
    start === 0 || (!isLetter(before) && !isDigit(before) && JOINS[before] !== 1 && !isPart(line, after, end))
  );
}

/** `250.1`, `250/251` and `250%` are no codes. */
function isPart(line: string, after: number, end: number): boolean {
  return (after === 0x2e && isDigit(line.charCodeAt(end + 1))) || after === 0x2f || after === 0x25;
}

/** Before a code: `.`, `,`, `/`, `@`, `-`, `+`, `#`, `$`, `%`; the arrow of `->250` is met elsewhere. */
const JOINS = new Uint8Array(128);
for (const unit of '.,/@+-#$%&') {
  JOINS[unit.charCodeAt(0)] = 1;
}

export function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

/** A code as servers say it: what follows is a blank, a hyphen or nothing, and the second digit is one in use. */
export function isReplyCode(line: string, at: number): boolean {
  const after = line.charCodeAt(at + 3);
  return (
    readReplyCode(line, at) > 0 &&
    line.charCodeAt(at + 1) <= 0x35 &&
    !isPartOfNumbers(line, at + 3) &&
    (isBlank(after) || after === HYPHEN || at + 3 === line.length || isQuote(after) || after === 0x5c)
  );
}

/** `211-75-6-133.dsl.example.net` is a name, `220-230 of them` a range, `250-8BITMIME` a reply that goes on. */
function isPartOfNumbers(line: string, after: number): boolean {
  let at = after;
  if (line.charCodeAt(at) === HYPHEN) {
    while (isDigit(line.charCodeAt(++at)));
  }
  const unit = line.charCodeAt(at);
  return at > after + 1 && (unit === HYPHEN || isBlank(unit));
}
export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

export function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27;
}

const HYPHEN = 0x2d;
