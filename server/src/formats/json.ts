import type { Span } from '../span';
import { span } from './format';

/**
 * Finds fields of JSON by name where they stand in the line, whatever object they belong to: the text is not parsed,
 * so that places stay exact and JSON cut off in the middle is read as far as it goes.
 *
 * `depth` 1 finds the fields of JSON that is itself in a string of JSON: `{"Message":"{\"code\":550}"}`.
 */

/** The text of a string without its quotes, escapes as they stand; a string never closed ends at `end`. */
export function stringField(
  line: string,
  name: string,
  from: number,
  end: number = line.length,
  depth: 0 | 1 = 0,
): Span | undefined {
  const at = fieldAt(line, name, from, end, depth);
  return at >= 0 && standsQuote(line, at, depth) ? stringAt(line, at, end, depth) : undefined;
}

/** The digits of a number; also of one in quotes, as in `"code": "550"`. */
export function numberField(
  line: string,
  name: string,
  from: number,
  end: number = line.length,
  depth: 0 | 1 = 0,
): Span | undefined {
  const at = fieldAt(line, name, from, end, depth);
  if (at < 0) {
    return undefined;
  }
  const start = standsQuote(line, at, depth) ? at + 1 + depth : at;
  let stop = start;
  while (stop < end && isNumberUnit(line.charCodeAt(stop))) {
    stop++;
  }
  return stop === start ? undefined : span(start, stop);
}

/** Where the value of a field begins: at the quote of a string, the brace of an object; -1 where there is none. */
export function fieldAt(
  line: string,
  name: string,
  from: number,
  end: number = line.length,
  depth: 0 | 1 = 0,
): number {
  const quote = depth === 0 ? '"' : '\\"';
  const key = quote + name + quote;
  for (let at = line.indexOf(key, from); at >= 0 && at < end; at = line.indexOf(key, at + key.length)) {
    const colon = skipBlanks(line, at + key.length);
    if (line.charCodeAt(colon) === COLON && line.charCodeAt(at - 1) !== BACKSLASH) {
      return skipBlanks(line, colon + 1);
    }
  }
  return -1;
}

/** The text of the string whose opening quote stands at `at`. */
export function stringAt(line: string, at: number, end: number = line.length, depth: 0 | 1 = 0): Span {
  const start = at + 1 + depth;
  let quote = line.indexOf('"', start);
  while (quote >= 0 && quote < end && !isClosing(line, quote, depth)) {
    quote = line.indexOf('"', quote + 1);
  }
  return quote < 0 || quote >= end ? span(Math.min(start, end), end) : span(start, quote - depth);
}

/** A quote is closed by as many backslashes as opened it; more of them escape it, unless they escape each other. */
function isClosing(line: string, quote: number, depth: 0 | 1): boolean {
  let backslashes = 0;
  while (line.charCodeAt(quote - 1 - backslashes) === BACKSLASH) {
    backslashes++;
  }
  return (backslashes - depth) % (2 * (depth + 1)) === 0;
}

function standsQuote(line: string, at: number, depth: 0 | 1): boolean {
  return line.charCodeAt(at + depth) === QUOTE && (depth === 0 || line.charCodeAt(at) === BACKSLASH);
}

/** Where the next unit stands that is no blank, tab or break. */
export function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) <= 0x20) {
    at++;
  }
  return at;
}

/** A digit, a sign, the point or the exponent of `1.53e9`. */
function isNumberUnit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x2e ||
    unit === 0x2d ||
    unit === 0x2b ||
    (unit | 0x20) === 0x65
  );
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
