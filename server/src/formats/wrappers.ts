import { isDigit } from '../smtp/reply';

/** What stands in front of a program's own message: a syslog head, for one. */
export interface Wrapper {
  /** Where the time stamp stands; it begins the line in most wrappers. */
  readonly timeStart: number;
  readonly timeEnd: number;
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
    let end = 19;
    while (end <= 40 && isTimeUnit(line.charCodeAt(end))) {
      end++;
    }
    return line.charCodeAt(end) === BLANK ? end : -1;
  }
  return -1;
}

/** Fraction and zone: in `…:39:02.270Z,MX1 Default` of a table the time ends without a blank. */
function isTimeUnit(unit: number): boolean {
  return isDigit(unit) || unit === 0x2e || unit === 0x2b || unit === COLON || unit === DASH || unit === 0x5a;
}

/** `mx01 postfix/smtpd[1234]: ` after the time. */
function readHostAndTag(line: string, timeEnd: number): Wrapper | undefined {
  const hostEnd = line.indexOf(' ', timeEnd + 1);
  if (hostEnd < 0) {
    return undefined;
  }
  let at = hostEnd + 1;
  let unit = line.charCodeAt(at);
  let hash = 0;
  while (unit > BLANK && unit !== BRACKET && unit !== COLON) {
    hash = (Math.imul(hash, 31) + unit) | 0;
    unit = line.charCodeAt(++at);
  }
  const program = tagAt(line, hostEnd + 1, at, hash);
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
  return { timeStart: 0, timeEnd, program, start: line.charCodeAt(at) === BLANK ? at + 1 : at };
}

/**
 * The tag between two places as a string that is the same object each time: a log has few tags and many lines, and
 * cutting out and comparing each anew would cost more than reading the line. Tags of one length and one hash are
 * taken for the same: two in four thousand million.
 */
function tagAt(line: string, start: number, end: number, hash: number): string {
  const slot = hash & (KNOWN_TAGS - 1);
  const known = knownTags[slot];
  if (known !== undefined && knownHashes[slot] === hash && known.length === end - start) {
    return known;
  }
  // The detour makes a copy: a mere slice would keep the whole log in memory for as long as the tag is known.
  const tag = ` ${line.slice(start, end)}`.slice(1);
  knownTags[slot] = tag;
  knownHashes[slot] = hash;
  return tag;
}

const KNOWN_TAGS = 256;
const knownTags: (string | undefined)[] = new Array(KNOWN_TAGS).fill(undefined);
const knownHashes = new Int32Array(KNOWN_TAGS);

const BLANK = 0x20;
const COLON = 0x3a;
const DASH = 0x2d;
const BRACKET = 0x5b;
