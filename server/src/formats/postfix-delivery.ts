import { readReply, type SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { between, LogLine, type Outcome, span, standsAt } from './format';

/** `to=<a@example.net>, relay=…, dsn=5.1.1, status=bounced (…)`: the result for one recipient. */
export function readDelivery(line: string, rest: number, program: string): LogLine | undefined {
  const statusAt = line.indexOf(', status=', rest);
  if (statusAt < 0) {
    return undefined;
  }
  const wordAt = statusAt + 9;
  const open = line.indexOf(' (', wordAt);
  const logLine = new LogLine();
  logLine.recipient = between(line, 'to=<', '>', rest);
  const relayAt = line.indexOf(', relay=', rest);
  logLine.relay = relayAt < 0 ? undefined : nameBeforeBracket(line, relayAt + 8, statusAt);
  logLine.delay = between(line, ', delays=', ',', relayAt) ?? between(line, ', delay=', ',', relayAt);
  const dsnAt = line.indexOf(', dsn=', relayAt);
  if (dsnAt > 0 && dsnAt < statusAt) {
    logLine.status = span(dsnAt + 6, statusAt);
  }
  logLine.outcome = outcomeAt(line, wordAt, program);
  if (open > 0) {
    const end = line.charCodeAt(line.length - 1) === CLOSE ? line.length - 1 : line.length;
    if (logLine.outcome === 'relayed' || logLine.outcome === 'delivered') {
      readAccepted(line, open + 2, end, logLine);
    } else {
      readRefused(line, open + 2, end, logLine);
    }
  }
  return logLine;
}

/** `(250 2.0.0 Ok: queued as 4F1A2B3C4E)`; `(delivered to mailbox)` is no reply. */
function readAccepted(line: string, start: number, end: number, into: LogLine): void {
  const reply = readReply(line, start, 'remote', end);
  if (reply !== undefined) {
    const nested = nestedReply(line, reply);
    into.replies = nested === undefined ? [reply] : [reply, nested];
  }
}

/** `sent`, `bounced`, `expired`, `undeliverable`, `deferred`, `SOFTBOUNCE`; `deliverable` is a probe's answer. */
function outcomeAt(line: string, start: number, program: string): Outcome | undefined {
  if (standsAt(line, 'sent', start)) {
    return program.endsWith('smtp') || standsAt(line, '(forwarded as ', start + 5) ? 'relayed' : 'delivered';
  }
  if (standsAt(line, 'deferred', start) || standsAt(line, 'SOFTBOUNCE', start)) {
    return 'delayed';
  }
  return FAILED.some((word) => standsAt(line, word, start)) ? 'failed' : undefined;
}

const FAILED = ['bounced', 'expired', 'undeliverable'];

/** `(host mx.example.net[192.0.2.1] said: 550 5.1.1 … (in reply to RCPT TO command))`, or Postfix's own words. */
function readRefused(line: string, start: number, end: number, into: LogLine): void {
  const quoted = quotedReplyAt(line, start);
  const commandAt = line.lastIndexOf(' (in reply to ', end);
  const replyEnd = commandAt > start ? commandAt : end;
  const reply = readReply(line, quoted < 0 ? start : quoted, 'remote', replyEnd);
  if (commandAt > start) {
    into.command = commandSpan(line, commandAt + 14);
  }
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome !== undefined) {
    into.words = span(start, end);
  }
}

/** `… said: 550` or `… refused to talk to me: 554`: where the quoted reply begins, or -1. */
function quotedReplyAt(line: string, start: number): number {
  for (const phrase of QUOTING) {
    const at = line.indexOf(phrase, start);
    if (at >= 0) {
      return at + phrase.length;
    }
  }
  return -1;
}

const QUOTING = ['] said: ', 'refused to talk to me: ', 'refused to start TLS: ', ' said: '];

/** `host mx.example.net[192.0.2.1] said: 450 4.2.0 … (in reply to RCPT TO command)` between two attempts. */
export function readPassingReply(line: string, rest: number): LogLine | undefined {
  const at = standsAt(line, 'host ', rest) || standsAt(line, 'SASL', rest) ? quotedReplyAt(line, rest) : -1;
  if (at < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 5, at);
  readRefused(line, at, line.length, logLine);
  return logLine.replies.length > 0 ? logLine : undefined;
}

/** amavis's `250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F1A2B3C4E`; once `from MTA: `. */
export function nestedReply(line: string, outer: SmtpReply): SmtpReply | undefined {
  // Found faster than the expression fails.
  if (!line.includes('from MTA', outer.start)) {
    return undefined;
  }
  FROM_FILTER.lastIndex = outer.start + 3;
  const at = FROM_FILTER.test(line) ? line.indexOf(': ', FROM_FILTER.lastIndex) : -1;
  return at < 0 || at >= outer.end ? undefined : readReply(line, at + 2, 'remote', outer.end);
}

const FROM_FILTER = /[ -](?:[245]\.\d{1,3}\.\d{1,3} )?(?:[A-Za-z]{2,9}, id=[\w-]{1,40}, )?from MTA/y;

/** `mx.example.net` of `mx.example.net[192.0.2.1]`; the address where the name is missing or `unknown`. */
export function nameBeforeBracket(line: string, start: number, before: number): Span | undefined {
  const bracket = line.indexOf('[', start);
  if (bracket < 0 || bracket >= before) {
    return undefined;
  }
  if (bracket > start && !standsAt(line, 'unknown[', start)) {
    return span(start, bracket);
  }
  const end = line.indexOf(']', bracket);
  return end < 0 ? undefined : span(bracket + 1, end);
}

/** The delivery agents that speak SMTP or LMTP as a client: `postfix/smtp`, `postfix/lmtp`, `postfix-out/relay/smtp`. */
export function isClient(program: string): boolean {
  return program.endsWith('smtp') || program.endsWith('lmtp');
}

/** `RCPT TO` of `(in reply to RCPT TO command)`, `end of DATA` of `(in reply to end of DATA command)`. */
function commandSpan(line: string, start: number): Span | undefined {
  const end = line.indexOf(' command)', start);
  return end < 0 ? undefined : span(start, end);
}

const CLOSE = 0x29;
