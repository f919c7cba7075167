import type { Span } from '../span';
import { span } from './format';

/** The value of `name=value` or `name="value"` behind a blank, or at `from` itself; without its quotes, escapes as written. */
export function logfmtField(line: string, name: string, from: number): Span | undefined {
  const key = `${name}=`;
  let at = line.indexOf(key, from);
  while (at > from && line.charCodeAt(at - 1) !== BLANK) {
    at = line.indexOf(key, at + 1);
  }
  if (at < 0) {
    return undefined;
  }
  const start = at + key.length;
  const quote = line.charCodeAt(start);
  if (quote === DOUBLE || quote === SINGLE) {
    return span(start + 1, Math.max(start + 1, quoteEnd(line, start + 1, quote === DOUBLE ? '"' : "'")));
  }
  const blank = line.indexOf(' ', start);
  return span(start, blank < 0 ? line.length : blank);
}

/** The quote that ends the value; one behind a backslash does not. */
function quoteEnd(line: string, from: number, quote: string): number {
  let at = line.indexOf(quote, from);
  while (at > 0 && line.charCodeAt(at - 1) === BACKSLASH && line.charCodeAt(at - 2) !== BACKSLASH) {
    at = line.indexOf(quote, at + 1);
  }
  return at < 0 ? line.length : at;
}

const BLANK = 0x20;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;
