import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { type LogLine, span, standsAt } from './format';

/**
 * Reads the reply of another server that Exim quotes between two places, with the command that it answered and the
 * host that said it: `SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 no`,
 * `response to "MAIL FROM:<>" from mx.example.net [192.0.2.1] was: 550 no`. Answers whether there was one.
 */
export function readQuoted(line: string, from: number, end: number, into: LogLine): boolean {
  return readError(line, from, end, into) || readResponse(line, from, end, into);
}

function readError(line: string, from: number, end: number, into: LogLine): boolean {
  let tries = 0;
  for (let at = line.indexOf('error ', from); at >= 0 && at < end && tries < 4; tries++) {
    const textAt = at + 6;
    const afterAt = standsAt(line, 'after ', textAt)
      ? textAt
      : standsAt(line, 'from remote mail', textAt)
        ? line.indexOf('after ', textAt)
        : -1;
    if (afterAt >= 0) {
      return readAnswer(line, afterAt + 6, end, into);
    }
    at = line.indexOf('error ', textAt);
  }
  return false;
}

/** `RCPT TO:<bob@example.net>: host mx.example.net [192.0.2.1]: 550 no`; the host stands there in older versions. */
function readAnswer(line: string, at: number, end: number, into: LogLine): boolean {
  let before = -1;
  let colon = line.indexOf(': ', at);
  for (let tries = 0; colon >= 0 && tries < 8; tries++) {
    if (isReplyText(line, colon + 2)) {
      break;
    }
    before = colon;
    colon = line.indexOf(': ', colon + 2);
  }
  const reply = colon < 0 || colon >= end ? undefined : readReply(line, colon + 2, 'remote', end);
  if (reply === undefined) {
    return false;
  }
  into.replies = [reply];
  readCommand(line, at, colon, into);
  if (before > 0 && standsAt(line, 'host ', before + 2)) {
    into.relay = hostAt(line, before + 7);
  }
  return true;
}

/** `response to "RCPT TO:<a@example.com>" from mx.example.net [192.0.2.1] was: 550 no`, `(EHLO response was: 550 no)` */
function readResponse(line: string, from: number, end: number, into: LogLine): boolean {
  const at = line.indexOf('response ', from);
  const was = at < 0 ? -1 : line.indexOf('was: ', at + 9);
  const reply = was < 0 || !isReplyText(line, was + 5) ? undefined : readReply(line, was + 5, 'remote', end);
  if (reply === undefined) {
    return false;
  }
  into.replies = [reply];
  const quoteAt = line.indexOf('"', at);
  if (quoteAt > 0 && quoteAt < was) {
    readCommand(line, quoteAt + 1, was, into);
    const fromAt = line.indexOf('" from ', quoteAt);
    if (fromAt > 0 && fromAt < was) {
      into.relay = hostAt(line, fromAt + 7);
    }
  }
  return true;
}

/** `RCPT TO` of `pipelined RCPT TO:<bob@example.net>`, `EHLO` of `EHLO mail.example.com`, `end of data`. */
function readCommand(line: string, at: number, before: number, into: LogLine): void {
  const start = standsAt(line, 'pipelined ', at) ? at + 10 : at;
  const isGreeting = standsAt(line, 'LO ', start + 2);
  let end = start;
  for (let unit = line.charCodeAt(end); end < before && isCommandUnit(unit); unit = line.charCodeAt(end)) {
    if (isGreeting && unit === BLANK) {
      break;
    }
    end++;
  }
  into.command = end > start ? span(start, end) : undefined;
}

function isCommandUnit(unit: number): boolean {
  return unit === BLANK || ((unit | BLANK) >= 0x61 && (unit | BLANK) <= 0x7a);
}

/** Sets the host of the first `H=` at or after `at`. Answers whether there was one. */
export function readRelay(line: string, at: number, into: LogLine): boolean {
  let field = line.indexOf('H=', at);
  while (field > at && line.charCodeAt(field - 1) !== BLANK) {
    field = line.indexOf('H=', field + 2);
  }
  if (field < 0) {
    return false;
  }
  into.relay ??= hostAt(line, field + 2);
  return true;
}

/** `mx.example.net [192.0.2.1]`: the name; `(helo) [192.0.2.1]`: what a client calls itself is not trusted. */
export function hostAt(line: string, at: number): LogLine['relay'] {
  const first = line.charCodeAt(at);
  if (first === 0x28 || first === 0x5b) {
    const open = line.indexOf('[', first === 0x28 ? Math.max(at, line.indexOf(') ', at)) : at);
    const close = open < 0 ? -1 : line.indexOf(']', open);
    return close < 0 ? undefined : span(open + 1, close);
  }
  const end = line.indexOf(' ', at);
  return span(at, end < 0 ? Math.max(at, line.length) : end);
}

const BLANK = 0x20;
