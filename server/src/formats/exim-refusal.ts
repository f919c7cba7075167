import { readReply, type SmtpReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { hostAt, readQuoted, readRelay } from './exim-quotes';
import { between, LogLine, span, standsAt } from './format';
import { refusedLogin } from './refused-login';

/** What Exim refused its client, what a check at another server found, or a reply between two attempts to deliver. */
export function readRefusal(line: string, at: number, isMessage: boolean): LogLine | undefined {
  const isSession = standsAt(line, 'SMTP ', at) || standsAt(line, 'refused ', at);
  return (
    readRejection(line, at) ??
    readLogin(line, at, isMessage) ??
    (isSession || standsAt(line, 'H=', at) ? readSession(line, at) : undefined) ??
    readPassing(line, at, isMessage)
  );
}

/** `H=(x) [192.0.2.1] F=<a@example.com> temporarily rejected RCPT <b@example.net>: relay not permitted` */
function readRejection(line: string, at: number): LogLine | undefined {
  const wordAt = line.indexOf('rejected ', at);
  if (wordAt < 0 || (wordAt > at && line.charCodeAt(wordAt - 1) !== BLANK) || isWarning(line, at, wordAt)) {
    return undefined;
  }
  const logLine = new LogLine();
  readRelay(line, at, logLine);
  readSender(line, at, wordAt, logLine);
  const textAt = readRefused(line, wordAt + 9, logLine);
  const own =
    textAt < line.length && isReplyText(line, textAt) ? readReply(line, textAt, 'server') : undefined;
  if (own !== undefined) {
    logLine.replies = [own];
    return logLine;
  }
  logLine.outcome = standsAt(line, 'temporarily ', wordAt - 12) ? 'delayed' : 'failed';
  // We may have refused because another server had refused us.
  if (!readQuoted(line, wordAt, line.length, logLine)) {
    // The client got a reply that is not in the log: only the reason is.
    logLine.words = standsAt(line, 'SMTP ', at)
      ? span(at, wordAt - 2)
      : span(textAt < line.length ? textAt : wordAt, line.length);
  }
  return logLine;
}

/** `F=<a@example.com> `, in older versions without brackets. */
function readSender(line: string, at: number, before: number, into: LogLine): void {
  const field = line.indexOf('F=', at);
  if (field < 0 || field > before || (field > at && line.charCodeAt(field - 1) !== BLANK)) {
    return;
  }
  into.sender =
    line.charCodeAt(field + 2) === LESS
      ? between(line, '<', '>', field)
      : span(field + 2, line.indexOf(' ', field));
}

/** Reads `RCPT <bob@example.net>: `, `EHLO or HELO x: `, `after DATA: `, `"data" H=…`; answers where the reason begins. */
function readRefused(line: string, at: number, into: LogLine): number {
  const start = line.charCodeAt(at) === QUOTE ? at + 1 : standsAt(line, 'after ', at) ? at + 6 : at;
  let end = start;
  while (isLetter(line.charCodeAt(end))) {
    end++;
  }
  if (standsAt(line, 'EHLO or HELO', start)) {
    end = start + 12;
  }
  if (isUpper(line.charCodeAt(start)) || line.charCodeAt(start - 1) === QUOTE) {
    into.command = end > start ? span(start, end) : undefined;
  }
  const open = end + 1;
  const close = line.charCodeAt(open) === LESS ? line.indexOf('>', open) : -1;
  const colon = colonBeforeInput(line, close < 0 ? end : close);
  const address = close < 0 ? span(open, Math.max(open, colon)) : span(open + 1, close);
  if (standsAt(line, 'RCPT', start)) {
    into.recipient = close < 0 && line.indexOf('@', open) > colon ? undefined : address;
  } else if (standsAt(line, 'MAIL', start) && close > 0) {
    into.sender = address;
  }
  return colon < 0 ? line.length : colon + 2;
}

/** A client that speaks before the greeting is quoted last: `… H=[192.0.2.1] input="GET / HTTP/1.1\r\nHost: x"`. */
function colonBeforeInput(line: string, from: number): number {
  const colon = line.indexOf(': ', from);
  const input = colon < 0 ? -1 : line.indexOf(' input="', from);
  return input >= 0 && input < colon ? -1 : colon;
}

/**
 * `login authenticator failed for (User) [203.0.113.9]: 535 Incorrect authentication data (set_id=admin)`; with a
 * message id it was us who could not log in: `plain authenticator failed H=mx.example.net [192.0.2.1] 535 no`.
 */
function readLogin(line: string, at: number, isMessage: boolean): LogLine | undefined {
  const failed = line.indexOf(' failed ', at);
  if (
    failed < 0 ||
    !(standsAt(line, 'authenticator', failed - 13) || standsAt(line, 'authentication', failed - 14))
  ) {
    return undefined;
  }
  const reply = replyAfterAddress(line, failed + 8, isMessage ? 'remote' : 'server');
  const bracket = line.indexOf(']', failed);
  const colon = bracket < 0 ? -1 : line.indexOf(': ', bracket);
  if (reply === undefined && colon < 0) {
    return undefined;
  }
  const logLine = reply === undefined ? refusedLogin(line, at) : new LogLine();
  logLine.replies = reply === undefined ? [] : [reply];
  if (standsAt(line, 'for ', failed + 8)) {
    logLine.relay = hostAt(line, failed + 12);
  } else {
    readRelay(line, failed, logLine);
  }
  return logLine;
}

/** The first code behind `]: ` or `] `: host names, addresses and ports stand before it. */
function replyAfterAddress(line: string, from: number, speaker: 'server' | 'remote'): SmtpReply | undefined {
  const limit = Math.min(line.length, from + LONGEST_CLIENT);
  for (
    let blank = line.indexOf(' ', from);
    blank > 0 && blank < limit;
    blank = line.indexOf(' ', blank + 1)
  ) {
    const before = line.charCodeAt(blank - 1);
    if ((before === COLON || before === CLOSE) && isReplyText(line, blank + 1)) {
      const setId = line.indexOf(' (set_id=', blank);
      return readReply(line, blank + 1, speaker, setId < 0 ? line.length : setId);
    }
  }
  return undefined;
}

const LONGEST_CLIENT = 1000;

/**
 * `SMTP call from mx.example.net [192.0.2.1] dropped: too many nonmail commands`,
 * `SMTP protocol error in "AUTH LOGIN" H=(User) [192.0.2.1] AUTH command used when not advertised`,
 * `refused connection from [192.0.2.1] (host_reject_connection)`, `H=[192.0.2.1] dropped by 'connect' ACL: no`.
 */
function readSession(line: string, at: number): LogLine | undefined {
  const dropped = line.indexOf(' dropped', at);
  const wrong = line.indexOf(' error in "', at);
  if (dropped < 0 && wrong < 0 && !standsAt(line, 'refused ', at)) {
    return undefined;
  }
  const logLine = new LogLine();
  if (dropped > 0 && (line.charCodeAt(dropped + 8) === COLON || standsAt(line, ' by ', dropped + 8))) {
    logLine.words = span(dropped + 1, line.length);
  } else if (wrong > 0 && wrong < at + 20) {
    logLine.words = span(at, line.length);
    logLine.command = between(line, '"', '"', wrong);
  } else if (standsAt(line, 'refused ', at)) {
    logLine.words = span(at, line.length);
  } else {
    return undefined;
  }
  logLine.outcome = 'failed';
  const fromAt = line.indexOf(' from ', at);
  if (!readRelay(line, at, logLine) && fromAt > 0) {
    logLine.relay = hostAt(line, fromAt + 6);
  }
  return logLine;
}

/** A reply quoted where nothing is decided yet; one in a warning did not keep the mail from going on. */
function readPassing(line: string, at: number, isMessage: boolean): LogLine | undefined {
  if (line.indexOf('rror ', at) < 0 && line.indexOf('response ', at) < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  if (!readQuoted(line, at, line.length, logLine)) {
    return undefined;
  }
  readRelay(line, at, logLine);
  const verify = line.indexOf('sender verify ', at);
  if (verify >= 0) {
    logLine.sender = between(line, ' for <', '>', verify);
  } else if (isWarning(line, at, line.length)) {
    logLine.outcome = 'relayed';
  } else if (isMessage && (standsAt(line, 'H=', at) || standsAt(line, 'SMTP error ', at))) {
    // What one host said to a message: the line of the address that follows counts.
    logLine.isRepeated = true;
  }
  return logLine;
}

/** `H=(x) [192.0.2.1] Warning: …`: what an access list noted and let pass. */
function isWarning(line: string, at: number, before: number): boolean {
  const warning = line.indexOf('Warning: ', at);
  return warning >= 0 && warning < before;
}

function isLetter(unit: number): boolean {
  return isUpper(unit & ~BLANK) && (unit & ~0x7f) === 0;
}

function isUpper(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

const BLANK = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;
const LESS = 0x3c;
const CLOSE = 0x5d;
