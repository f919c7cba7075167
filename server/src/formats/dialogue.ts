import { readReply, readReplyCode, type SmtpReply, type Speaker } from '../smtp/reply';
import { LogLine, span, standsAt } from './format';

/**
 * Reads what one side of an SMTP session said: `250 2.1.0 Ok`, or `MAIL FROM:<a@example.com> SIZE=1234`.
 * `speaker` is whoever would say a reply here. Sets the reply, or the command and the address in it.
 */
export function readSaid(line: string, start: number, end: number, speaker: Speaker, into: LogLine): void {
  const reply = readReply(line, start, speaker, end);
  if (reply !== undefined) {
    into.replies = [reply];
  } else {
    readCommand(line, start, end, into);
  }
}

/** The command that stands at `start`, and the address it names. Sets nothing where no command stands there. */
export function readCommand(line: string, start: number, end: number, into: LogLine): void {
  const verbEnd = wordEnd(line, start, end);
  const verb = line.slice(start, verbEnd).toUpperCase();
  if (!VERBS.has(verb)) {
    return;
  }
  const named = verb === 'MAIL' || verb === 'RCPT' ? readArgument(line, verbEnd, end, into) : 0;
  into.command = span(start, named || verbEnd);
}

/**
 * The address in ` FROM:<a@example.com>` becomes the sender, that in ` TO:` the recipient.
 * Answers where the word ends, 0 where neither stands there.
 */
export function readArgument(line: string, start: number, end: number, into: LogLine): number {
  const wordAt = skipBlanks(line, start, end);
  const stop = Math.min(wordEnd(line, wordAt, end), end);
  const word = line.slice(wordAt, stop).toUpperCase();
  if (word === 'FROM') {
    into.sender = readAddress(line, stop, end);
  } else if (word === 'TO') {
    into.recipient = readAddress(line, stop, end);
  } else {
    return 0;
  }
  return stop;
}

/**
 * What stands behind a mark at `at`: behind `sent`, such as `--> `, what this server said, behind `received` what it heard.
 * Answers whether a mark stood there.
 */
export function readMarked(line: string, at: number, sent: string, received: string, into: LogLine): boolean {
  if (standsAt(line, sent, at)) {
    readSaid(line, at + sent.length, line.length, 'server', into);
    return true;
  }
  if (standsAt(line, received, at)) {
    readSaid(line, at + received.length, line.length, 'remote', into);
    return true;
  }
  return false;
}

/**
 * The first reply that a sentence at or after `from` quotes, announced by one of `phrases`, such as `response: `.
 * A number must have a blank or a dash behind it to count: `error: 550, retry` is none.
 */
export function quotedReply(
  line: string,
  from: number,
  end: number,
  phrases: readonly string[],
  speaker: Speaker,
): SmtpReply | undefined {
  let first = end;
  for (const phrase of phrases) {
    const at = line.indexOf(phrase, from);
    if (at >= 0 && at + phrase.length < first && isReplyText(line, at + phrase.length)) {
      first = at + phrase.length;
    }
  }
  return first === end ? undefined : readReply(line, first, speaker, end);
}

/** Whether a reply code with its blank or dash stands at `at`, or ends the line there. */
export function isReplyText(line: string, at: number): boolean {
  const next = line.charCodeAt(at + 3);
  return readReplyCode(line, at) > 0 && (next === 0x20 || next === 0x2d || Number.isNaN(next));
}

/** A `LogLine` for what one side said, or `undefined` where that is neither a reply nor a command. */
export function said(line: string, start: number, end: number, speaker: Speaker): LogLine | undefined {
  const logLine = new LogLine();
  readSaid(line, start, end, speaker, logLine);
  return logLine.replies.length > 0 || logLine.command !== undefined ? logLine : undefined;
}

/** The address in `:<a@example.com> SIZE=1`, `: a@example.com`, `:+<a@example.com>`; an empty span for `<>`. */
function readAddress(line: string, after: number, end: number): LogLine['sender'] {
  const colon = line.charCodeAt(after) === COLON ? after + 1 : after;
  const start = skipBlanks(line, colon, end);
  if (line.charCodeAt(start) === LESS) {
    const close = line.indexOf('>', start);
    return close < 0 || close >= end ? undefined : span(start + 1, close);
  }
  let stop = start;
  while (stop < end && !isBlank(line.charCodeAt(stop))) {
    stop++;
  }
  return stop === start ? undefined : span(start, stop);
}

function wordEnd(line: string, start: number, end: number): number {
  let at = start;
  while (at < end && at < start + LONGEST_VERB && isLetter(line.charCodeAt(at))) {
    at++;
  }
  return at;
}

function skipBlanks(line: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(line.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** IIS writes `+` for a blank. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x2b || unit === 0x09;
}

function isLetter(unit: number): boolean {
  return (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
}

const VERBS = new Set(
  (
    'EHLO HELO LHLO MAIL RCPT DATA BDAT AUTH STARTTLS RSET NOOP QUIT VRFY EXPN HELP ETRN TURN ATRN BURL ' +
    'XCLIENT XFORWARD XPROXY XPROXYFROM XPROXYTO XEXPS XEXCH'
  ).split(' '),
);
const LONGEST_VERB = 12;
const COLON = 0x3a;
const LESS = 0x3c;
