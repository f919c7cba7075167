import { isDigit } from '../smtp/reply';
import { takeOutOfContainer } from './containers';
import { standsAt } from './format';
import type { Taken } from './places';
import { tagAt } from './syslog-tag';
import { isDockersTime, syslogTimeEnd, unusualTimeEnd } from './syslog-time';

/** What stands in front of a program's own message: a syslog head, for one. */
export interface Wrapper {
  /** Where in the line the time stamp stands; both 0 where the wrapper has none. */
  readonly timeStart: number;
  readonly timeEnd: number;
  /** The syslog tag without process id: `postfix/smtpd`. */
  readonly program: string;
  /** Where the program's own message begins. */
  readonly start: number;
  /** The line as the format is to read it, where that differs: cut short, or blanked out, offsets unchanged. */
  readonly line?: string;
  /** Where `line` comes from, if its offsets are not those of the line itself. */
  readonly taken?: Taken;
}

/** The wrapper that `line` begins with, or `undefined`. Wrappers stand in one another: docker, then syslog. */
export function readWrapper(line: string): Wrapper | undefined {
  return readAt(line, 0, DEEPEST);
}

/** The wrapper at a place in the line. What is not syslog is looked for last: it is rare, and syslog has to be fast. */
function readAt(line: string, from: number, depth: number): Wrapper | undefined {
  const timeEnd = syslogTimeEnd(line, from);
  const syslog = timeEnd < 0 ? undefined : readHostAndTag(line, from, timeEnd, isDockersTime(line, timeEnd));
  return syslog ?? (depth > 0 ? readUnusual(line, from, timeEnd, depth - 1) : undefined);
}

function readUnusual(line: string, from: number, timeEnd: number, depth: number): Wrapper | undefined {
  if (line.charCodeAt(from) === LESS) {
    return readPriority(line, from, depth);
  }
  if (timeEnd > 0) {
    return readStream(line, from, timeEnd, depth) ?? readBlanked(line, from, depth);
  }
  const unusualEnd = unusualTimeEnd(line, from);
  const unusual = unusualEnd < 0 ? undefined : readHostAndTag(line, from, unusualEnd, true);
  return (
    unusual ??
    takeOutOfContainer(line, from, (text, at) => readAt(text, at, depth)) ??
    readBlanked(line, from, depth)
  );
}

/** `stdout F …` behind the time (CRI), or another head, or after nine decimals any line: `docker logs -t`. */
function readStream(line: string, from: number, timeEnd: number, depth: number): Wrapper | undefined {
  const at = timeEnd + 1;
  const isStream = standsAt(line, 'stdout ', at) || standsAt(line, 'stderr ', at);
  const start = isStream ? at + (line.charCodeAt(at + 8) === BLANK ? 9 : 7) : at;
  const inner = readAt(line, start, depth);
  return (
    inner ??
    (isStream || isDockersTime(line, timeEnd) ? { timeStart: from, timeEnd, program: '', start } : undefined)
  );
}

/** `<22>Nov 23 …` as sent over the network, or `<22>1 2026-11-23T15:39:02Z mx postfix/smtp 917 - - …` (RFC 5424). */
function readPriority(line: string, from: number, depth: number): Wrapper | undefined {
  let at = from + 1;
  while (isDigit(line.charCodeAt(at)) && at < from + 4) {
    at++;
  }
  if (at === from + 1 || line.charCodeAt(at) !== MORE) {
    return undefined;
  }
  const isVersioned = line.charCodeAt(at + 1) === 0x31 && line.charCodeAt(at + 2) === BLANK;
  return isVersioned ? readRfc5424(line, at + 3) : readAt(line, at + 1, depth);
}

/** `2026-11-23T15:39:02Z mx postfix/smtp 917 - [data a="]"] …` */
function readRfc5424(line: string, timeStart: number): Wrapper | undefined {
  const timeEnd = line.indexOf(' ', timeStart);
  const appAt = wordAfter(line, timeEnd);
  const processAt = wordAfter(line, appAt);
  const messageAt = wordAfter(line, processAt);
  const dataAt = wordAfter(line, messageAt) + 1;
  if (timeEnd < 0 || dataAt === 0 || appAt < 0 || processAt < 0 || messageAt < 0) {
    return undefined;
  }
  const appEnd = line.indexOf(' ', appAt + 1);
  const program = line.slice(appAt + 1, appEnd);
  const end = structuredDataEnd(line, dataAt);
  // A byte order mark may begin the message.
  const start = line.charCodeAt(end) === BLANK ? end + 1 : end;
  return { timeStart, timeEnd, program, start: line.charCodeAt(start) === 0xfeff ? start + 1 : start };
}

/** The blank after the word that follows the blank at `blank`, or -1. */
function wordAfter(line: string, blank: number): number {
  return blank < 0 ? -1 : line.indexOf(' ', blank + 1);
}

/** After `-`, or after the last `]` of `[a@1 b="c\]"][d]`. */
function structuredDataEnd(line: string, start: number): number {
  let at = start;
  if (line.charCodeAt(at) !== BRACKET) {
    return at + 1;
  }
  let isQuoted = false;
  for (; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit === BACKSLASH) {
      at++;
    } else if (unit === QUOTE) {
      isQuoted = !isQuoted;
    } else if (unit === CLOSE && !isQuoted && line.charCodeAt(at + 1) !== BRACKET) {
      return at + 1;
    }
  }
  return line.length;
}

/** `mx01 postfix/smtpd[1234]: ` after the time; the host may be missing. */
function readHostAndTag(line: string, from: number, timeEnd: number, needsId: boolean): Wrapper | undefined {
  const hostEnd = line.indexOf(' ', timeEnd + 1);
  const beforeHostEnd = line.charCodeAt(hostEnd - 1);
  if (hostEnd < 0 || beforeHostEnd === COLON) {
    return readTag(line, from, timeEnd, timeEnd + 1, needsId);
  }
  return (
    readTag(line, from, timeEnd, hostEnd + 1, needsId) ??
    readAfterFacility(line, from, timeEnd, hostEnd, needsId)
  );
}

/** AIX and busybox name facility and priority: `host mail:info sendmail[1]: `, `host mail.info postfix/smtp[1]: `. */
function readAfterFacility(
  line: string,
  from: number,
  timeEnd: number,
  hostEnd: number,
  needsId: boolean,
): Wrapper | undefined {
  // FreeBSD, verbose: `Nov 23 15:39:02 <mail.info> host sm-mta[1]: `; some add the year behind the time.
  const isAfter = standsAt(line, 'mail', hostEnd + 1);
  const isBefore =
    line.charCodeAt(timeEnd + 1) === LESS ||
    (hostEnd === timeEnd + 5 && isDigit(line.charCodeAt(timeEnd + 1)));
  const at = isAfter || isBefore ? hostEnd + 1 : -1;
  const next = at < 0 ? -1 : line.indexOf(' ', at);
  return next < 0 ? undefined : readTag(line, from, timeEnd, next + 1, needsId);
}

function readTag(
  line: string,
  timeStart: number,
  timeEnd: number,
  tagStart: number,
  needsId: boolean,
): Wrapper | undefined {
  const tagEnd = tagEndAt(line, tagStart);
  // One letter is the mark of a transcript: `S: 250 Ok`.
  if (tagEnd - tagStart < 2) {
    return undefined;
  }
  let at = tagEnd;
  if (line.charCodeAt(at) === BRACKET) {
    at = line.indexOf(']', tagEnd);
    if (at < 0 || !isDigit(line.charCodeAt(at - 1)) || line.charCodeAt(++at) !== COLON) {
      return undefined;
    }
  } else if (needsId || line.charCodeAt(at + 1) > BLANK) {
    return undefined;
  }
  const program = tagAt(line, tagStart, tagEnd);
  const start = line.charCodeAt(at + 1) === BLANK ? at + 2 : at + 1;
  return readPrefix({ timeStart, timeEnd, program, start }, line);
}

/** Where the tag at `start` ends: at the `[` of a process id, or at its colon; -1 where no tag stands. */
function tagEndAt(line: string, start: number): number {
  const colon = line.indexOf(':', start);
  const blank = line.indexOf(' ', start);
  if (colon < 0 || (blank >= 0 && blank < colon)) {
    return -1;
  }
  const bracket = line.indexOf('[', start);
  return bracket < 0 || bracket > colon ? colon : bracket;
}

/** Solaris' `[ID 801593 mail.info] ` before the message, or `message repeated 3 times: [ … ]` around it. */
function readPrefix(wrapper: Wrapper, line: string): Wrapper {
  const first = line.charCodeAt(wrapper.start);
  if (first === BRACKET && standsAt(line, '[ID ', wrapper.start)) {
    const end = line.indexOf('] ', wrapper.start);
    return end < 0 || end > wrapper.start + 60 ? wrapper : { ...wrapper, start: end + 2 };
  }
  if (first === 0x6d && standsAt(line, 'message repeated ', wrapper.start)) {
    const open = line.indexOf(' times: [ ', wrapper.start);
    const isClosed = line.charCodeAt(line.length - 1) === CLOSE;
    return open < 0 || open > wrapper.start + 30
      ? wrapper
      : { ...wrapper, start: open + 10, line: isClosed ? line.slice(0, -1).trimEnd() : line };
  }
  return wrapper;
}

/** A line with colours, `\x1b[32m`, is read as if blanks stood in their place. */
function readBlanked(line: string, from: number, depth: number): Wrapper | undefined {
  if (line.length > LONGEST_COLOURED || line.indexOf('\x1b[', from) < 0) {
    return undefined;
  }
  const blanked = line.replace(COLOUR, (colour) => ' '.repeat(colour.length));
  let start = from;
  while (line.charCodeAt(from) === ESCAPE && blanked.charCodeAt(start) === BLANK) {
    start++;
  }
  const inner = readAt(blanked, start, depth);
  return { line: blanked, ...(inner ?? { timeStart: 0, timeEnd: 0, program: '', start }) };
}

/** No terminal shows longer lines. */
const LONGEST_COLOURED = 1_000_000;
const COLOUR = /\x1b\[[0-9;?]{0,40}[A-Za-z]/g;

/** So many wrappers at most stand in one another. */
const DEEPEST = 5;
const BLANK = 0x20;
const COLON = 0x3a;
const LESS = 0x3c;
const MORE = 0x3e;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const ESCAPE = 0x1b;
