import { isDigit } from '../smtp/reply';

/** Whether `2026-11-23T15:39:02.123456789Z` ends there: docker's and Kubernetes', no syslog writes nine decimals. */
export function isDockersTime(line: string, timeEnd: number): boolean {
  return line.charCodeAt(timeEnd - 11) === 0x2e && line.charCodeAt(timeEnd - 1) === 0x5a;
}

/** Where a time stamp of syslog that begins at `from` ends, or -1. */
export function syslogTimeEnd(line: string, from: number): number {
  // `Nov 23 15:39:02 ` (RFC 3164; the day is padded with a blank)
  if (line.charCodeAt(from + 3) === BLANK && line.charCodeAt(from + 6) === BLANK) {
    return line.charCodeAt(from + 9) === COLON && line.charCodeAt(from + 12) === COLON
      ? fractionEnd(line, from + 15)
      : -1;
  }
  // `2026-11-23T15:39:02.123456+01:00 ` (ISO 8601, RFC 5424's own)
  if (
    line.charCodeAt(from + 4) === DASH &&
    line.charCodeAt(from + 7) === DASH &&
    line.charCodeAt(from + 10) === LETTER_T
  ) {
    let end = from + 19;
    while (end <= from + 40 && isTimeUnit(line.charCodeAt(end))) {
      end++;
    }
    return line.charCodeAt(end) === BLANK ? end : -1;
  }
  return -1;
}

/** `15:39:02` is followed by a blank, or by `.123456`. */
function fractionEnd(line: string, at: number): number {
  let end = at;
  if (line.charCodeAt(end) === DOT) {
    while (isDigit(line.charCodeAt(++end)) && end < at + 10);
  }
  return line.charCodeAt(end) === BLANK ? end : -1;
}

/** Fraction and zone: in `…:39:02.270Z,MX1 Default` of a table the time ends without a blank. */
function isTimeUnit(unit: number): boolean {
  return isDigit(unit) || unit === DOT || unit === 0x2b || unit === COLON || unit === DASH || unit === 0x5a;
}

/**
 * Where a time stamp ends that syslog writes if told so, or that is not syslog's alone, or -1. The first units tell
 * which to try: most lines that come here begin with none.
 */
export function unusualTimeEnd(line: string, from: number): number {
  const fifth = line.charCodeAt(from + 4);
  const isDay = line.charCodeAt(from + 3) === BLANK && line.charCodeAt(from + 6) !== COLON;
  if (
    (fifth !== DASH && fifth !== COLON && fifth !== BLANK && !isDay) ||
    line.charCodeAt(from + 10) === LETTER_T
  ) {
    return -1;
  }
  const pattern = isDigit(line.charCodeAt(from)) ? NUMERIC : NAMED;
  pattern.lastIndex = from;
  return pattern.test(line) && line.charCodeAt(pattern.lastIndex) === BLANK ? pattern.lastIndex : -1;
}

/** `2013 Jun 10 06:27:30.123`, `2026-11-23 15:39:02,123 +0100`, Sophos' `2026:11:23-15:39:02`. */
const NUMERIC =
  /\d{4}(?: [A-Z][a-z]{2} [ \d]\d |-\d\d-\d\d |:\d\d:\d\d-)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[+-]\d\d:?\d\d)?/y;
/** `Mar 7 02:09:33`, `Nov 23 2026 15:39:02`, `Nov 23 15:39:02 2026`, journalctl's `Mon 2026-11-23 15:39:02 CET`. */
const NAMED =
  /[A-Z][a-z]{2} (?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [A-Z]{2,5}| ?\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4})?)/y;

const BLANK = 0x20;
const COLON = 0x3a;
const DASH = 0x2d;
const DOT = 0x2e;
const LETTER_T = 0x54;
