import { readReply } from '../smtp/reply';
import type { Span } from '../span';
import { readQuoted, readRelay } from './exim-quotes';
import { LogLine, type Outcome, span, standsAt } from './format';

/** After `=>`: `bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1] C="250 OK id=…" QT=3s DT=1s` */
export function readDelivery(line: string, at: number): LogLine {
  const logLine = new LogLine();
  logLine.recipient = recipientAt(line, at);
  const relayed = readRelay(line, at, logLine);
  if (line.charCodeAt(at - 3) !== STAR) {
    // `*>`: not delivered after all (option -N).
    logLine.outcome = relayed ? 'relayed' : 'delivered';
  }
  const quoteAt = line.indexOf('C="', at);
  if (quoteAt > 0 && line.charCodeAt(quoteAt - 1) === BLANK) {
    const end = closingQuote(line, quoteAt + 3);
    const reply = readReply(line, quoteAt + 3, 'remote', end);
    if (reply !== undefined) {
      logLine.replies = [reply];
    }
  }
  logLine.delay = queueTime(line, quoteAt > 0 ? quoteAt : at);
  return logLine;
}

/** After `**` or `==`: `bob@example.net R=… T=… H=…: SMTP error from …: 550 …`, `… T=… defer (-44): …` */
export function readFailure(line: string, at: number, outcome: Outcome): LogLine {
  const logLine = new LogLine();
  logLine.recipient = recipientAt(line, at);
  logLine.outcome = outcome;
  const end = textEnd(line);
  if (!readQuoted(line, at, end, logLine)) {
    logLine.words = outcome === 'delayed' ? deferWords(line, at, end) : wordsFrom(line, at, end);
  }
  readRelay(line, at, logLine);
  logLine.delay = queueTime(line, end);
  return logLine;
}

/** After `<=`: `alice@example.com H=client.example.com (helo) [198.51.100.25] P=esmtps S=1501 id=… for bob@example.net` */
export function readArrival(line: string, at: number): LogLine {
  const logLine = new LogLine();
  const end = tokenEnd(line, at);
  logLine.sender = line.charCodeAt(at) === LESS ? span(at + 1, at + 1) : span(at, end);
  readRelay(line, end, logLine);
  logLine.life = 'begins';
  logLine.messageId = field(line, ' id=', end);
  // R=1rBxyz-0001Ab-2C: the message that this bounce or copy was made of.
  const parent = line.charCodeAt(end + 1) === LETTER_R ? field(line, ' R=', end) : undefined;
  if (parent !== undefined) {
    logLine.links = [parent];
  }
  const lastBlank = line.lastIndexOf(' ');
  if (lastBlank > end && standsAt(line, ' for', lastBlank - 4) && line.indexOf('@', lastBlank) > 0) {
    logLine.recipient = span(lastBlank + 1, line.length);
  }
  return logLine;
}

function field(line: string, name: string, from: number): Span | undefined {
  const at = line.indexOf(name, from);
  return at < 0 ? undefined : span(at + name.length, tokenEnd(line, at + name.length));
}

/** `bob@example.net`, or the address behind the local part, the pipe or the file that it led to: `bob <bob@example.net>`. */
function recipientAt(line: string, at: number): Span {
  const end = tokenEnd(line, at);
  const mark = line.indexOf('@', at);
  if (mark > 0 && mark < end && line.charCodeAt(at) !== PIPE && line.charCodeAt(at) !== SLASH) {
    return span(at, line.charCodeAt(end - 1) === COLON ? end - 1 : end);
  }
  const open = line.indexOf('<', at);
  const close = open < 0 ? -1 : line.indexOf('>', open);
  const fields = line.indexOf('R=', at);
  return close > 0 && (fields < 0 || close < fields)
    ? span(open + 1, close)
    : span(at, line.charCodeAt(end - 1) === COLON ? end - 1 : end);
}

/** Exim's own words: after the first `: ` that follows the address and the fields. */
function wordsFrom(line: string, at: number, end: number): Span {
  const colon = line.indexOf(': ', Math.max(tokenEnd(line, at) - 1, at));
  return span(Math.min(colon < 0 ? at : colon + 2, end), end);
}

/**
 * `defer (110): Connection timed out H=mx.example.net [192.0.2.1] DT=2s: SMTP timeout after RCPT TO:<bob@example.net>`:
 * what went wrong is told behind the fields; without it, before them by the system's name of the error.
 */
function deferWords(line: string, at: number, end: number): Span {
  const defer = line.indexOf('defer (', at);
  const close = defer < 0 ? -1 : line.indexOf(')', defer);
  const host = close < 0 ? -1 : line.indexOf(' H=', close);
  const time = close < 0 ? -1 : line.indexOf(' DT=', close);
  const fields = host < 0 || (time > 0 && time < host) ? time : host;
  if (close < 0 || fields < 0 || fields >= end) {
    return wordsFrom(line, Math.max(close - 1, at), end);
  }
  const message = line.indexOf(': ', fields);
  return message > 0 && message + 2 < end
    ? span(message + 2, end)
    : span(Math.min(standsAt(line, ': ', close + 1) ? close + 3 : close + 1, fields), fields);
}

/** Times follow the text where they are logged: ` QT=3s DT=1s`. */
function textEnd(line: string): number {
  const from = Math.max(0, line.length - LONGEST_TIMES);
  const queue = line.indexOf(' QT=', from);
  const delivery = line.indexOf(' DT=', from);
  return queue < 0
    ? delivery < 0
      ? line.length
      : delivery
    : delivery < 0
      ? queue
      : Math.min(queue, delivery);
}

const LONGEST_TIMES = 40;

function queueTime(line: string, from: number): Span | undefined {
  const at = line.indexOf('QT=', from);
  return at < 0 || line.charCodeAt(at - 1) !== BLANK ? undefined : span(at + 3, tokenEnd(line, at + 3));
}

/** The quote that ends a confirmation; quotes in it are written `\"`. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at > 0 && line.charCodeAt(at - 1) === BACKSLASH && line.charCodeAt(at - 2) !== BACKSLASH) {
    at = line.indexOf('"', at + 1);
  }
  return at < 0 ? line.length : at;
}

function tokenEnd(line: string, at: number): number {
  const end = line.indexOf(' ', at);
  return end < 0 ? Math.max(at, line.length) : end;
}

const BLANK = 0x20;
const STAR = 0x2a;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS = 0x3c;
const LETTER_R = 0x52;
const BACKSLASH = 0x5c;
const PIPE = 0x7c;
