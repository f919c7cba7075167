import { isDigit } from '../smtp/reply';
import { isDebugLine, readDebugLine } from './exim-debug';
import { readArrival, readDelivery, readFailure } from './exim-message';
import { readRefusal } from './exim-refusal';
import { type FileHead, type LineReader, type LogFormat, LogLine, span, standsAt } from './format';

/**
 * Exim's main, reject and panic log, also through syslog, and its debug output:
 * `2026-11-23 15:39:02 1rBxyz-0001Ab-2C ** bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1]:
 *  SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 5.1.1 User unknown`
 */
export const exim: LogFormat = {
  id: 'exim',
  title: 'Exim',
  reference: 'https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html',
  programs: ['exim', 'exim4', 'exim-out', 'exim-in'],
  recognises: (line, start) => isMainLine(line, start) || isDebugLine(line, start),
  open: openExim,
};

function openExim({ lines }: FileHead): LineReader {
  return lines.some((line) => isDebugLine(line, 0))
    ? {
        key: 'debug',
        // Whatever else the debug output tells, no other format is to look for replies in it.
        read: (line, start) => readDebugLine(line, start, readBody) ?? readMain(line, start) ?? new LogLine(),
      }
    : { key: '', read: readMain };
}

/** After the stamp stands a message id, a field such as `H=`, or one of the words that Exim begins a line with. */
function isMainLine(line: string, start: number): boolean {
  const time = afterTag(line, start);
  const end = stampEnd(line, time);
  const at = end < 0 ? -1 : afterZoneAndProcess(line, end);
  return at > 0 && (messageIdEnd(line, at) > 0 || OPENING.test(line.slice(at, at + 80)));
}

const OPENING =
  /^(?:[HIFUR]=\S|SMTP (?:call|connection|protocol|syntax|error|data|command)|TLS |DKIM: |no (?:host|IP|MAIL)|rejected |refused |unexpected |Start queue|End queue|Connection from|cwd=\/|exim |ident |too many|\S{1,40}(?: \S{1,20})? authenticat(?:or|ion) failed)/;

function readMain(line: string, start: number): LogLine | undefined {
  const time = afterTag(line, start);
  const timeEnd = stampEnd(line, time);
  // A line without a time is Exim's only behind a syslog head: a rejected message's header may say anything.
  if (timeEnd < 0 && time === 0) {
    return undefined;
  }
  const idAt = timeEnd < 0 ? time : afterZoneAndProcess(line, timeEnd);
  const idEnd = messageIdEnd(line, idAt);
  const read = readBody(line, idEnd < 0 ? idAt : idEnd + 1, idEnd > 0);
  if (read === undefined && idEnd < 0) {
    return undefined;
  }
  const logLine = read ?? new LogLine();
  if (timeEnd > 0) {
    logLine.time = span(time, timeEnd);
  }
  if (idEnd > 0) {
    logLine.queueId = span(idAt, idEnd);
  }
  return logLine;
}

/** Two signs tell what happened to a message: `<=` arrived, `=>` delivered, `**` failed, `==` put off. */
function readBody(line: string, at: number, isMessage: boolean): LogLine | undefined {
  if (line.charCodeAt(at + 2) !== BLANK) {
    return standsAt(line, 'Completed', at) ? completed(isMessage) : readRefusal(line, at, isMessage);
  }
  const second = line.charCodeAt(at + 1);
  switch (line.charCodeAt(at)) {
    case 0x3c: // <=
      return second === EQUALS ? readArrival(line, at + 3) : undefined;
    case EQUALS: // => or ==
      return second === MORE
        ? readDelivery(line, at + 3)
        : second === EQUALS
          ? readFailure(line, at + 3, 'delayed')
          : undefined;
    case STAR: // ** or *>
      return second === STAR
        ? readFailure(line, at + 3, 'failed')
        : second === MORE
          ? readDelivery(line, at + 3)
          : undefined;
    case 0x2d: // ->
    case MORE: // >>
      return second === MORE ? readDelivery(line, at + 3) : undefined;
    default:
      return readRefusal(line, at, isMessage);
  }
}

function completed(isMessage: boolean): LogLine | undefined {
  const logLine = isMessage ? new LogLine() : undefined;
  if (logLine !== undefined) {
    logLine.life = 'ends';
  }
  return logLine;
}

/** Behind the `exim[917]: ` that is left of a syslog head, with or without the host's name. */
function afterTag(line: string, start: number): number {
  if (isDigit(line.charCodeAt(start))) {
    return start;
  }
  const tag = line.indexOf('exim', start);
  if (tag < 0 || tag > start + LONGEST_HOST || (tag > start && line.charCodeAt(tag - 1) !== BLANK)) {
    return start;
  }
  TAG.lastIndex = tag;
  return TAG.test(line) ? TAG.lastIndex : start;
}

const TAG = /exim\d?\[\d{1,10}\]: /y;
const LONGEST_HOST = 80;

/** Where `2026-11-23 15:39:02.123` or Sophos' `2026:11:23-15:39:02` at `at` ends, or -1. */
function stampEnd(line: string, at: number): number {
  const dash = line.charCodeAt(at + 4);
  if (
    (dash !== 0x2d && dash !== COLON) ||
    line.charCodeAt(at + 7) !== dash ||
    line.charCodeAt(at + 13) !== COLON ||
    line.charCodeAt(at + 16) !== COLON ||
    !isDigit(line.charCodeAt(at)) ||
    !isDigit(line.charCodeAt(at + 18))
  ) {
    return -1;
  }
  let end = at + 19;
  if (line.charCodeAt(end) === DOT) {
    while (isDigit(line.charCodeAt(++end)) && end < at + 26);
  }
  return line.charCodeAt(end) === BLANK ? end : -1;
}

/** Behind `+0100 [917] `, each of which may be missing. */
function afterZoneAndProcess(line: string, timeEnd: number): number {
  let at = timeEnd + 1;
  const sign = line.charCodeAt(at);
  if (
    (sign === 0x2b || sign === 0x2d) &&
    isDigit(line.charCodeAt(at + 1)) &&
    line.charCodeAt(at + 5) === BLANK
  ) {
    at += 6;
  }
  if (line.charCodeAt(at) === 0x5b) {
    let end = at + 1;
    while (isDigit(line.charCodeAt(end)) && end < at + 12) {
      end++;
    }
    if (line.charCodeAt(end) === 0x5d && line.charCodeAt(end + 1) === BLANK) {
      return end + 2;
    }
  }
  return at;
}

/** Where the message id at `at` ends: `1rBxyz-0001Ab-2C`, since 4.97 `1rBxyz-00000001Abc-2CDe`; -1 without one. */
function messageIdEnd(line: string, at: number): number {
  if (line.charCodeAt(at + 6) !== 0x2d) {
    return -1;
  }
  const end = line.charCodeAt(at + 13) === 0x2d ? at + 16 : line.charCodeAt(at + 18) === 0x2d ? at + 23 : -1;
  if (end < 0 || (line.charCodeAt(end) !== BLANK && end !== line.length)) {
    return -1;
  }
  for (let index = at; index < end; index++) {
    if (ID_UNITS[line.charCodeAt(index)] !== 1) {
      return -1;
    }
  }
  return end;
}

/** Letters, digits and the dash between the parts. */
const ID_UNITS = new Uint8Array(128);
for (const unit of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-') {
  ID_UNITS[unit.charCodeAt(0)] = 1;
}

const BLANK = 0x20;
const STAR = 0x2a;
const DOT = 0x2e;
const COLON = 0x3a;
const EQUALS = 0x3d;
const MORE = 0x3e;
