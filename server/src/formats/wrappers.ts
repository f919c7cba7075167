import { isDigit } from '../smtp/reply';
import type { Span } from '../span';

/** What stands in front of a program's own message: a syslog head, for one. */
export interface Wrapper {
  readonly time: Span;
  /** The syslog tag without process id: `postfix/smtpd`. */
  readonly program: string;
  /** Where the program's own message begins. */
  readonly start: number;
  /** The line as the format is to read it, where that differs: cut short, or blanked out, offsets unchanged. */
  readonly line?: string;
}

/** The wrapper that `line` begins with, or `undefined`. */
export function readWrapper(line: string): Wrapper | undefined {
  const timeEnd = syslogTimeEnd(line);
  return timeEnd < 0 ? undefined : readHostAndTag(line, timeEnd);
}

/** Where a syslog time stamp that begins the line ends, or -1. */
function syslogTimeEnd(line: string): number {
  // `Nov 23 15:39:02 ` (RFC 3164; the day is padded with a blank)
  if (line.charCodeAt(3) === BLANK && line.charCodeAt(6) === BLANK && line.charCodeAt(9) === COLON) {
    return line.charCodeAt(12) === COLON && line.charCodeAt(15) === BLANK ? 15 : -1;
  }
  // `2026-11-23T15:39:02.123456+01:00 ` (ISO 8601, RFC 5424's own)
  if (line.charCodeAt(4) === DASH && line.charCodeAt(7) === DASH && line.charCodeAt(10) === 0x54) {
    const end = line.indexOf(' ', 19);
    return end > 0 && end <= 40 ? end : -1;
  }
  return -1;
}

/** `mx01 postfix/smtpd[1234]: ` after the time. */
function readHostAndTag(line: string, timeEnd: number): Wrapper | undefined {
  const hostEnd = line.indexOf(' ', timeEnd + 1);
  if (hostEnd < 0) {
    return undefined;
  }
  let at = hostEnd + 1;
  let unit = line.charCodeAt(at);
  while (unit > BLANK && unit !== BRACKET && unit !== COLON) {
    unit = line.charCodeAt(++at);
  }
  const program = line.slice(hostEnd + 1, at);
  if (unit === BRACKET) {
    while (isDigit(line.charCodeAt(++at)));
    if (line.charCodeAt(at) !== 0x5d) {
      return undefined;
    }
    unit = line.charCodeAt(++at);
  }
  if (unit !== COLON || program === '') {
    return undefined;
  }
  at++;
  return { time: { start: 0, end: timeEnd }, program, start: line.charCodeAt(at) === BLANK ? at + 1 : at };
}

const BLANK = 0x20;
const COLON = 0x3a;
const DASH = 0x2d;
const BRACKET = 0x5b;
