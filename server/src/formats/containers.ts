import { isDigit } from '../smtp/reply';
import type { Span } from '../span';
import { span, standsAt } from './format';
import { fieldAt, numberField, stringAt, stringField } from './json';
import { moveSpan, type Taken, takeBytes, takeJsonString, through } from './places';
import type { Wrapper } from './wrappers';

/** Reads the wrapper that stands at a place of a line inside another one. */
export type ReadInner = (line: string, from: number) => Wrapper | undefined;

/**
 * A line of another log, taken out of what carries it: journald's JSON, docker, Kubernetes, daemontools, logcat.
 * The first unit tells which to try.
 */
export function takeOutOfContainer(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  const first = line.charCodeAt(from);
  if (first === BRACE) {
    return readDockerJson(line, from, readInner) ?? readJournalJson(line, from, readInner);
  }
  if (first === BRACKET) {
    return readKubectl(line, from, readInner);
  }
  if (first === AT) {
    return readTai64n(line, from, readInner);
  }
  if (isDigit(first)) {
    return (
      readTai64nLocal(line, from, readInner) ??
      readSvlogd(line, from, readInner) ??
      readLogcat(line, from) ??
      readCompose(line, from, readInner)
    );
  }
  return readCompose(line, from, readInner);
}

/** `{"log":"Nov 23 15:39:02 mx …\n","stream":"stdout","time":"2026-11-23T15:39:02.1Z"}` */
function readDockerJson(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  const text = standsAt(line, '{"log":"', from) ? stringAt(line, from + 7) : undefined;
  return text && within(line, text, stringField(line, 'time', text.end), '', readInner);
}

/** `{"MESSAGE":"…","SYSLOG_IDENTIFIER":"postfix/smtpd","__REALTIME_TIMESTAMP":"1795448342650438"}` in any order. */
function readJournalJson(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  const at = line.includes('"MESSAGE"', from) ? fieldAt(line, 'MESSAGE', from) : -1;
  const time = at < 0 ? undefined : numberField(line, '__REALTIME_TIMESTAMP', from);
  const tag =
    at < 0 ? undefined : (stringField(line, 'SYSLOG_IDENTIFIER', from) ?? stringField(line, '_COMM', from));
  if (time === undefined && tag === undefined) {
    return undefined;
  }
  const program = tag === undefined ? '' : line.slice(tag.start, tag.end);
  if (line.charCodeAt(at) === BRACKET) {
    // Journald writes bytes where the text is not UTF-8 or holds control characters.
    return inside(takeBytes(line, at), time, program, readInner);
  }
  return line.charCodeAt(at) === QUOTE
    ? within(line, stringAt(line, at), time, program, readInner)
    : undefined;
}

/** The wrapper inside the string at `text`, whose escapes are undone if it has any. */
function within(
  line: string,
  text: Span,
  time: Span | undefined,
  program: string,
  readInner: ReadInner,
): Wrapper {
  const end = standsAt(line, '\\n', text.end - 2) ? text.end - 2 : text.end;
  const backslash = line.indexOf('\\', text.start);
  if (backslash >= 0 && backslash < end) {
    return inside(takeJsonString(line, text.start, end), time, program, readInner);
  }
  const cut = line.slice(0, end);
  const inner = program === '' ? readInner(cut, text.start) : undefined;
  return { line: cut, ...(inner ?? outerOf(time, program, text.start)) };
}

/** The wrapper inside a taken text; its time stamp is moved to where it stands in the line. */
function inside(taken: Taken, time: Span | undefined, program: string, readInner: ReadInner): Wrapper {
  const inner = program === '' ? readInner(taken.text, 0) : undefined;
  if (inner === undefined) {
    return { line: taken.text, ...outerOf(time, program, 0), taken };
  }
  const { start, end } =
    inner.timeEnd === 0 ? (time ?? NOWHERE) : moveSpan(span(inner.timeStart, inner.timeEnd), taken);
  return {
    line: taken.text,
    ...inner,
    timeStart: start,
    timeEnd: end,
    taken: inner.taken === undefined ? taken : through(taken, inner.taken),
  };
}

const NOWHERE = { start: 0, end: 0 };

function outerOf(time: Span | undefined, program: string, start: number): Wrapper {
  return { timeStart: time?.start ?? 0, timeEnd: time?.end ?? 0, program, start };
}

/** `[pod/mail-0/postfix] Nov 23 15:39:02 …` of `kubectl logs --prefix`. */
function readKubectl(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  const end = standsAt(line, '[pod/', from) ? line.indexOf('] ', from) : -1;
  return end < 0 || end > from + 4 * LONGEST_NAME
    ? undefined
    : (readInner(line, end + 2) ?? { timeStart: 0, timeEnd: 0, program: '', start: end + 2 });
}

/** `postfix-1  | Nov 23 15:39:02 …` of `docker compose logs`, `0|haraka  | …` of pm2. */
function readCompose(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  PM2.lastIndex = from;
  let at = PM2.test(line) ? PM2.lastIndex : from;
  const nameStart = at;
  while (at < nameStart + LONGEST_NAME && isNameUnit(line.charCodeAt(at))) {
    at++;
  }
  const nameEnd = at;
  while (line.charCodeAt(at) === BLANK && at < nameEnd + LONGEST_NAME) {
    at++;
  }
  if (
    nameEnd === nameStart ||
    at === nameEnd ||
    line.charCodeAt(at) !== BAR ||
    line.charCodeAt(at + 1) !== BLANK
  ) {
    return undefined;
  }
  return (
    readInner(line, skipBlanks(line, at + 1)) ?? { timeStart: 0, timeEnd: 0, program: '', start: at + 2 }
  );
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === BLANK) {
    at++;
  }
  return at;
}

/** Letters, digits, `-`, `_`, `.`. */
function isNameUnit(unit: number): boolean {
  return (
    isDigit(unit) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || NAME_MARKS.has(unit)
  );
}

const NAME_MARKS = new Set([0x2d, 0x2e, 0x5f]);
const LONGEST_NAME = 80;

/** `@400000006743a1b61f2e3d4c …` of multilog. */
function readTai64n(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  TAI64N.lastIndex = from;
  return TAI64N.test(line) ? afterTime(line, from, from + 25, readInner) : undefined;
}

/** `2026-11-23 15:39:02.123456789 …`: the nine decimals are tai64nlocal's. */
function readTai64nLocal(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  if (line.charCodeAt(from + 19) !== DOT || line.charCodeAt(from + 29) !== BLANK) {
    return undefined;
  }
  TAI64N_LOCAL.lastIndex = from;
  return TAI64N_LOCAL.test(line) ? afterTime(line, from, from + 29, readInner) : undefined;
}

/** `2026-11-23_15:39:02.12345 …` of runit's svlogd. */
function readSvlogd(line: string, from: number, readInner: ReadInner): Wrapper | undefined {
  SVLOGD.lastIndex = from;
  return line.charCodeAt(from + 10) === UNDERSCORE && SVLOGD.test(line)
    ? afterTime(line, from, from + 25, readInner)
    : undefined;
}

function afterTime(line: string, timeStart: number, timeEnd: number, readInner: ReadInner): Wrapper {
  return readInner(line, timeEnd + 1) ?? { timeStart, timeEnd, program: '', start: timeEnd + 1 };
}

/** `11-23 15:39:02.135  9975 13041 V SmtpTransport: SMTP <<< 220 …` of Android. */
function readLogcat(line: string, from: number): Wrapper | undefined {
  if (line.charCodeAt(from + 5) !== BLANK || line.charCodeAt(from + 14) !== DOT) {
    return undefined;
  }
  LOGCAT.lastIndex = from;
  const found = LOGCAT.exec(line);
  if (found === null) {
    return undefined;
  }
  return { timeStart: from, timeEnd: from + 18, program: found[1] ?? '', start: LOGCAT.lastIndex };
}

const TAI64N = /@4[0-9a-f]{23} /y;
const TAI64N_LOCAL = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} /y;
const PM2 = /\d{1,4}\|/y;
const SVLOGD = /\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.\d{5} /y;
const LOGCAT = /\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d{1,7} +\d{1,7} [VDIWEF] ([\w.-]{1,40}) *: /y;

const BLANK = 0x20;
const UNDERSCORE = 0x5f;
const QUOTE = 0x22;
const DOT = 0x2e;
const AT = 0x40;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const BAR = 0x7c;
