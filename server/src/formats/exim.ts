import { isDigit, readReply, readReplyCode, type Speaker } from '../smtp/reply';
import { between, type FileHead, type LineReader, type LogFormat, LogLine, span } from './format';

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
  recognises: (line, start) => isMainLine(line, start) || DEBUG_LINE.test(line.slice(start, start + 40)),
  open: openExim,
};

const DEBUG_LINE = /^\s{0,8}SMTP(?:<<|>>|\|>|\+>|\(close\)|\(shutdown\))/;

function openExim(head: FileHead): LineReader {
  const debug = head.lines.some((line) => DEBUG_LINE.test(line));
  return {
    key: debug ? 'debug' : '',
    read: (line, start) => (debug ? readDebug(line) : undefined) ?? readMain(line, start, debug),
  };
}

/** After the stamp stands a message id, a field such as `H=`, or one of the words that Exim begins a line with. */
function isMainLine(line: string, start: number): boolean {
  const at = afterStamp(line, start);
  return at > start && (messageIdEnd(line, at) > 0 || OPENING.test(line.slice(at, at + 60)));
}

const OPENING =
  /^(?:(?:H|I|F|U|R|T)=|SMTP |TLS |no (?:host|IP)|rejected |unexpected |refused |Start queue|End queue|exim |ident |too many|\S{1,40} authenticator|(?:plain|login) )/;

function readMain(line: string, start: number, debug: boolean): LogLine | undefined {
  const stamped = afterStamp(line, start);
  const from = debug ? skipBlanks(line, stamped) : stamped;
  const idEnd = messageIdEnd(line, from);
  const body = idEnd < 0 ? from : idEnd + 1;
  const read = readBody(line, body, idEnd > 0);
  if (read === undefined && idEnd < 0) {
    return undefined;
  }
  const logLine = read ?? new LogLine();
  if (stamped > start) {
    const time = afterTag(line, start);
    logLine.time = span(time, time + 19);
  }
  if (idEnd > 0) {
    logLine.queueId = span(from, idEnd);
  }
  return logLine;
}

function readBody(line: string, at: number, isMessage: boolean): LogLine | undefined {
  if (line.charCodeAt(at + 2) === BLANK) {
    switch (line.slice(at, at + 2)) {
      case '=>':
      case '->':
      case '>>':
      case '*>':
        return readDelivery(line, at + 3);
      case '**':
        return readFailure(line, at + 3, 'failed');
      case '==':
        return readFailure(line, at + 3, 'delayed');
      case '<=':
        return readArrival(line, at + 3);
    }
  }
  return readRejection(line, at) ?? readQuoted(line, at, isMessage);
}

/** `=> bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1] C="250 OK id=…" QT=3s DT=1s` */
function readDelivery(line: string, at: number): LogLine {
  const logLine = new LogLine();
  readRecipient(line, at, logLine);
  const hostAt = line.indexOf(' H=', at);
  logLine.outcome = hostAt < 0 ? 'delivered' : 'relayed';
  readRelay(line, hostAt, logLine);
  const queueTime = line.indexOf(' QT=', at);
  if (queueTime > 0) {
    logLine.delay = span(queueTime + 4, tokenEnd(line, queueTime + 4));
  }
  const confirmationAt = line.indexOf(' C="', at);
  if (confirmationAt > 0) {
    const close = line.indexOf('"', confirmationAt + 4);
    const reply = readReply(line, confirmationAt + 4, 'remote', close < 0 ? line.length : close);
    logLine.replies = reply === undefined ? [] : [reply];
  }
  return logLine;
}

/** `** bob@example.net R=… T=… H=…: SMTP error from …: 550 …`, `== bob@example.net R=… T=… defer (-44): …` */
function readFailure(line: string, at: number, outcome: 'failed' | 'delayed'): LogLine {
  const logLine = readQuoted(line, at, true) ?? new LogLine();
  readRecipient(line, at, logLine);
  readRelay(line, line.indexOf(' H=', at), logLine);
  logLine.outcome = outcome;
  if (logLine.replies.length === 0) {
    logLine.words = span(wordsStart(line, at), line.length);
  }
  return logLine;
}

/** Exim's own words: after `defer (-44): `, or after the first `: ` that follows the address and the fields. */
function wordsStart(line: string, at: number): number {
  const defer = line.indexOf(' defer (', at);
  const colon = line.indexOf(': ', defer < 0 ? at : defer);
  return colon < 0 ? at : colon + 2;
}

function readArrival(line: string, at: number): LogLine {
  const logLine = new LogLine();
  const end = tokenEnd(line, at);
  logLine.sender = line.startsWith('<>', at) ? span(at + 1, at + 1) : span(at, end);
  readRelay(line, line.indexOf(' H=', end), logLine);
  return logLine;
}

/** `H=(x) [192.0.2.1] F=<a@example.com> temporarily rejected RCPT <b@example.net>: relay not permitted` */
function readRejection(line: string, at: number): LogLine | undefined {
  const wordAt = line.indexOf('rejected ', at);
  if (wordAt < 0 || (wordAt > at && line.charCodeAt(wordAt - 1) !== BLANK)) {
    return undefined;
  }
  const commandAt = wordAt + 9;
  const colon = line.indexOf(
    ': ',
    line.charCodeAt(commandAt + 5) === 0x3c ? line.indexOf('>', commandAt) : commandAt,
  );
  const textAt = colon < 0 ? line.length : colon + 2;
  const logLine = new LogLine();
  logLine.command = span(commandAt, commandEnd(line, commandAt));
  logLine.sender = between(line, ' F=<', '>', at);
  logLine.recipient = line.startsWith('RCPT <', commandAt) ? between(line, '<', '>', commandAt) : undefined;
  readRelay(line, line.indexOf('H=', at) - 1, logLine);
  const reply = readReply(line, textAt, 'server');
  const callout = reply === undefined ? readQuoted(line, commandAt, false) : undefined;
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else if (callout !== undefined) {
    // We refused because another server had refused us.
    logLine.replies = callout.replies;
    logLine.outcome = 'failed';
  } else {
    // The client got a reply that is not in the log: only the reason is.
    logLine.words = span(colon < 0 ? wordAt : textAt, line.length);
    logLine.outcome = line.startsWith('temporarily ', wordAt - 12) ? 'delayed' : 'failed';
  }
  return logLine;
}

/** A reply after one of the phrases with which Exim quotes one. */
function readQuoted(line: string, at: number, isMessage: boolean): LogLine | undefined {
  for (const { phrase, speaker } of QUOTING) {
    const phraseAt = line.indexOf(phrase, at);
    if (phraseAt < 0) {
      continue;
    }
    const replyAt = replyAfter(line, phraseAt + phrase.length);
    const reply =
      replyAt < 0
        ? undefined
        : readReply(line, replyAt, isMessage ? 'remote' : speaker, replyEnd(line, replyAt));
    if (reply !== undefined) {
      const logLine = new LogLine();
      logLine.replies = [reply];
      const afterAt = line.indexOf(' after ', phraseAt);
      if (afterAt > 0 && afterAt < replyAt) {
        logLine.command = span(afterAt + 7, commandEnd(line, afterAt + 7));
      }
      readRelay(line, line.indexOf('H=', at) - 1, logLine);
      logLine.relay ??= between(line.slice(0, replyAt), ': host ', ' [', phraseAt);
      return logLine;
    }
  }
  return undefined;
}

const QUOTING: readonly { phrase: string; speaker: Speaker }[] = [
  { phrase: 'SMTP error from remote mail', speaker: 'remote' },
  { phrase: 'LMTP error after ', speaker: 'remote' },
  { phrase: ' response to ', speaker: 'remote' },
  { phrase: ' response was: ', speaker: 'remote' },
  { phrase: 'authenticator failed', speaker: 'server' },
  { phrase: 'authentication failed', speaker: 'server' },
];

/** The first code after a `: `, a `] ` or at `from` itself that is a reply's; -1 without one. */
function replyAfter(line: string, from: number): number {
  if (readReplyCode(line, from) > 0) {
    return from;
  }
  const end = Math.min(line.length, from + LONGEST_PHRASE);
  for (let at = line.indexOf(' ', from); at >= 0 && at < end; at = line.indexOf(' ', at + 1)) {
    const before = line.charCodeAt(at - 1);
    if ((before === COLON || before === BRACKET) && readReplyCode(line, at + 1) > 0) {
      return at + 1;
    }
  }
  return -1;
}

/** Between a quoting phrase and its reply stand a command, perhaps a host, and addresses. */
const LONGEST_PHRASE = 1200;

/** A time of day and a login name follow a refused login: `535 Incorrect authentication data (set_id=brian)`. */
function replyEnd(line: string, at: number): number {
  const setId = line.indexOf(' (set_id=', at);
  return setId < 0 ? line.length : setId;
}

/** `  SMTP<< 250-OK` of the debug output; the lines of a reply that follow are indented and bear no mark. */
function readDebug(line: string): LogLine | undefined {
  const at = line.startsWith('SMTP<< ', skipBlanks(line, 0)) ? skipBlanks(line, 0) + 7 : continuationAt(line);
  const reply = at < 0 ? undefined : readReply(line, at, 'remote');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

function continuationAt(line: string): number {
  const at = skipBlanks(line, 0);
  const next = line.charCodeAt(at + 3);
  return at >= 7 && at <= 12 && readReplyCode(line, at) > 0 && (next === BLANK || next === 0x2d) ? at : -1;
}

function readRecipient(line: string, at: number, into: LogLine): void {
  const end = tokenEnd(line, at);
  into.recipient = span(at, line.charCodeAt(end - 1) === COLON ? end - 1 : end);
}

/** ` H=mx.example.net [192.0.2.1]` or ` H=(helo) [192.0.2.1]`: the name, else the address. */
function readRelay(line: string, at: number, into: LogLine): void {
  if (at < -1 || line.charCodeAt(at + 1) !== 0x48 || line.charCodeAt(at + 2) !== 0x3d) {
    return;
  }
  const start = at + 3;
  const named = line.charCodeAt(start) !== 0x28 && line.charCodeAt(start) !== 0x5b;
  into.relay = named ? span(start, tokenEnd(line, start)) : between(line, '[', ']', start);
}

/** Where the time stamp with its milliseconds, zone and process id ends; `start` where there is no stamp. */
function afterStamp(line: string, start: number): number {
  STAMP.lastIndex = afterTag(line, start);
  return STAMP.test(line) ? STAMP.lastIndex : start;
}

/** Where the line begins behind the `exim[917]: ` that is left of a syslog head. */
function afterTag(line: string, start: number): number {
  TAG.lastIndex = start;
  return TAG.test(line) ? TAG.lastIndex : start;
}

const TAG = /exim\d?\[\d{1,10}\]: /y;

/** `2026-11-23 15:39:02.123 +0100 [917] `; some systems write colons in the date. */
const STAMP = /\d{4}[-:]\d\d[-:]\d\d[ -]\d\d:\d\d:\d\d(?:\.\d{1,6})? (?:[+-]\d{4} )?(?:\[\d{1,10}\] )?/y;

/** Where the message id at `at` ends: `1rBxyz-0001Ab-2C`, since 4.97 `1rBxyz-00000001Abc-2CDe`; -1 without one. */
function messageIdEnd(line: string, at: number): number {
  MESSAGE_ID.lastIndex = at;
  return MESSAGE_ID.test(line) ? MESSAGE_ID.lastIndex - 1 : -1;
}

const MESSAGE_ID = /[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) /y;

/** `RCPT`, `MAIL FROM`, `end of data`, `initial connection`: up to a colon, a bracket or the line's end. */
function commandEnd(line: string, at: number): number {
  let end = at;
  for (let unit = line.charCodeAt(end); isCommandUnit(unit); unit = line.charCodeAt(end)) {
    end++;
  }
  return end > at && line.charCodeAt(end - 1) === BLANK ? end - 1 : end;
}

function isCommandUnit(unit: number): boolean {
  return unit === BLANK || unit === 0x2d || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || isDigit(unit);
}

function tokenEnd(line: string, at: number): number {
  const end = line.indexOf(' ', at);
  return end < 0 ? Math.max(at, line.length) : end;
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === BLANK) {
    at++;
  }
  return at;
}

const BLANK = 0x20;
const COLON = 0x3a;
const BRACKET = 0x5d;
