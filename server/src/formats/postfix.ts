import { enhancedCodeEnd, readReply, type SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { always, between, type LogFormat, LogLine, type Outcome, span, standsAt } from './format';

/**
 * Postfix, all daemons. Through syslog:
 * `Nov 23 15:39:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25,
 *  delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said:
 *  550 5.1.1 No such user (in reply to RCPT TO command))`
 */
export const postfix: LogFormat = {
  id: 'postfix',
  title: 'Postfix',
  reference: 'https://www.postfix.org/DEBUG_README.html',
  programs: ['postfix'],
  recognises: (line, start) => bareStart(line, start) >= 0,
  open: always(readPostfix),
};

function readPostfix(line: string, start: number, program: string): LogLine | undefined {
  if (program !== '') {
    return readMessage(line, skipBlanks(line, start), program);
  }
  const tagAt = line.indexOf('postfix', start);
  const messageAt = bareStart(line, start);
  return messageAt < 0
    ? undefined
    : readMessage(
        line,
        messageAt,
        tagAt < 0 || tagAt > messageAt ? '' : line.slice(tagAt, line.indexOf('[', tagAt)),
      );
}

/**
 * Where the message begins in a line that lost its syslog head, or has one that nobody knows: after
 * `postfix/smtpd[917]: `, or at `NOQUEUE: ` or `4F1A2B3C4D: to=<` itself; -1 for another program's line.
 */
function bareStart(line: string, start: number): number {
  TAG.lastIndex = line.indexOf('postfix', start);
  if (TAG.lastIndex >= start && TAG.test(line)) {
    return skipBlanks(line, TAG.lastIndex);
  }
  BARE.lastIndex = start;
  return BARE.test(line) ? start : -1;
}

const TAG = /postfix[\w.-]{0,40}\/[\w/.-]{1,60}\[\d{1,10}\]: /y;
const BARE =
  /(?:NOQUEUE: (?:reject|milter-reject|warn|hold|discard)|[0-9A-Za-z]{6,20}: (?:to=<[^>]{0,500}>, (?:orig_to=<[^>]{0,500}>, )?relay=|from=<[^>]{0,500}>, size=|client=|message-id=<|removed$))/y;

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) {
    at++;
  }
  return at;
}

function readMessage(line: string, start: number, program: string): LogLine | undefined {
  const idEnd = queueIdEnd(line, start);
  const rest = idEnd < 0 ? start : idEnd + 2;
  const read = readBody(line, rest, program);
  if (idEnd < 0 || line.charCodeAt(start) === LETTER_N) {
    return read;
  }
  const logLine = read ?? new LogLine();
  logLine.queueId = span(start, idEnd);
  return logLine;
}

/** Reads what follows the queue id; its first letter tells most lines that hold nothing from the others. */
function readBody(line: string, rest: number, program: string): LogLine | undefined {
  switch (line.charCodeAt(rest)) {
    case 0x74: // to=<
      return line.charCodeAt(rest + 3) === LESS ? readDelivery(line, rest, program) : undefined;
    case 0x66: // from=< or filter:
      return line.charCodeAt(rest + 5) === LESS ? readQueued(line, rest) : readRefusal(line, rest);
    case 0x3e: // > mx.example.net[192.0.2.1]: 250 Ok
    case 0x3c:
      return readVerbose(line, rest, program);
    case 0x63: // client=mx.example.net[192.0.2.1]
      return line.charCodeAt(rest + 6) === EQUALS ? readClient(line, rest) : undefined;
    case 0x64: // discard:
    case 0x6d: // milter-reject:
    case 0x70: // proxy-reject:, proxy-accept:
    case 0x72: // reject:
    case 0x77: // warn:
      return readRefusal(line, rest);
    case 0x68: // hold: or host mx.example.net[192.0.2.1] said:
      return readRefusal(line, rest) ?? readPassingReply(line, rest);
    case 0x53: // SASL authentication failed; server mx.example.net[192.0.2.1] said:
      return readPassingReply(line, rest);
    case 0x75: // uid=1000 from=<alice>
      return line.charCodeAt(rest + 3) === EQUALS ? readPickedUp(line, rest) : undefined;
    default:
      return undefined;
  }
}

/** `to=<a@example.net>, relay=…, dsn=5.1.1, status=bounced (…)`: the result for one recipient. */
function readDelivery(line: string, rest: number, program: string): LogLine | undefined {
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
  switch (line.charCodeAt(start)) {
    case 0x73: // sent
      return program.endsWith('smtp') || standsAt(line, '(forwarded as ', start + 5)
        ? 'relayed'
        : 'delivered';
    case 0x62: // bounced
    case 0x65: // expired
    case 0x75: // undeliverable
      return 'failed';
    case 0x64: // deferred, deliverable
      return line.charCodeAt(start + 2) === 0x66 ? 'delayed' : undefined;
    case 0x53: // SOFTBOUNCE
      return 'delayed';
    default:
      return undefined;
  }
}

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

/** amavis's `250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F1A2B3C4E`; once `from MTA: `. */
function nestedReply(line: string, outer: SmtpReply): SmtpReply | undefined {
  FROM_FILTER.lastIndex = outer.start + 3;
  const at = FROM_FILTER.test(line) ? line.indexOf(': ', FROM_FILTER.lastIndex) : -1;
  return at < 0 || at >= outer.end ? undefined : readReply(line, at + 2, 'remote', outer.end);
}

const FROM_FILTER = /[ -](?:[245]\.\d{1,3}\.\d{1,3} )?(?:[A-Za-z]{2,9}, id=[\w-]{1,40}, )?from MTA/y;

/** `reject: RCPT from mx.example.net[192.0.2.1]: 554 5.7.1 …; from=<> to=<> proto=ESMTP helo=<>` and its kin. */
function readRefusal(line: string, rest: number): LogLine | undefined {
  ACTION.lastIndex = rest;
  if (!ACTION.test(line)) {
    return undefined;
  }
  const commandAt = ACTION.lastIndex;
  const logLine = new LogLine();
  if (isUpper(line.charCodeAt(commandAt))) {
    const replyAt = refusalTextAt(line, commandAt);
    const detailsAt = detailsStart(line, replyAt);
    logLine.command = span(commandAt, commandEnd(line, commandAt));
    logLine.relay = clientHost(line, commandAt, replyAt);
    readDetails(line, detailsAt, logLine);
    readRefusalText(line, replyAt, detailsAt, logLine);
  } else {
    readContentRefusal(line, commandAt, logLine);
  }
  if (PASSES.has(line.slice(rest, commandAt - 2))) {
    // The mail went on its way: the reply tells what would have been said.
    logLine.outcome = 'relayed';
    logLine.words = undefined;
  }
  return logLine;
}

/** `; from=<a@example.com> to=<b@example.net> proto=ESMTP helo=<mx>`; postscreen sets commas between. */
function readDetails(line: string, at: number, into: LogLine): void {
  into.sender = between(line, ' from=<', '>', at);
  into.recipient = between(line, ' to=<', '>', at);
}

/**
 * `header Subject: 550 offers from mx.example.net[192.0.2.1]; from=<…> to=<…> proto=ESMTP helo=<mx>: 5.7.1 refused`:
 * the message's own words stand first, the reason last.
 */
function readContentRefusal(line: string, at: number, into: LogLine): void {
  const detailsAt = line.lastIndexOf('; from=<');
  if (detailsAt < at) {
    return;
  }
  const fromAt = line.lastIndexOf(' from ', detailsAt);
  into.relay = fromAt < at ? undefined : nameBeforeBracket(line, fromAt + 6, detailsAt);
  readDetails(line, detailsAt, into);
  const textAt = line.indexOf('>: ', line.indexOf(' proto=', detailsAt));
  readRefusalText(line, textAt < 0 ? line.length : textAt + 3, line.length, into);
}

/** What a daemon answers to its client; `proxy-accept` quotes what the content filter said in its place. */
const ACTION =
  /(?:reject|reject_warning|milter-reject|milter-hold|milter-discard|proxy-reject|proxy-accept|warn|hold|filter|redirect|discard): /y;
const PASSES = new Set([
  'reject_warning',
  'warn',
  'hold',
  'filter',
  'redirect',
  'discard',
  'milter-hold',
  'milter-discard',
]);

/** After `RCPT from mx.example.net[192.0.2.1]: `, or after `END-OF-MESSAGE: ` where no client is named. */
function refusalTextAt(line: string, commandAt: number): number {
  const fromAt = line.indexOf(' from ', commandAt);
  const plain = line.indexOf(': ', commandAt);
  if (fromAt < 0 || plain < 0 || plain < fromAt) {
    return plain < 0 ? line.length : plain + 2;
  }
  // The address in brackets may hold colons (IPv6); the port of postscreen follows it: `[192.0.2.1]:4711: `.
  const bracket = line.indexOf(']', fromAt);
  const end = line.indexOf(': ', bracket < 0 ? fromAt : bracket);
  return end < 0 ? line.length : end + 2;
}

function readRefusalText(line: string, start: number, end: number, into: LogLine): void {
  const reply = readReply(line, start, 'server', end);
  if (reply !== undefined) {
    const nested = nestedReply(line, reply);
    into.replies = nested === undefined ? [reply] : [reply, nested];
    return;
  }
  // A milter's refusal, `5.7.1 Command rejected`: the client got 550 or 451, which is not in the log.
  const codeEnd = enhancedCodeEnd(line, start);
  if (codeEnd > 0) {
    into.status = span(start, codeEnd);
    into.outcome = line.charCodeAt(start) === 0x34 ? 'delayed' : 'failed';
    into.words = span(start, end);
  } else if (end > start) {
    into.outcome = 'failed';
    into.words = span(start, end);
  }
}

/** Where `; from=<` or `; proto=` ends the text of a refusal. */
function detailsStart(line: string, from: number): number {
  const sender = line.indexOf('; from=<', from);
  const at = sender < 0 ? line.indexOf('; proto=', from) : sender;
  return at < 0 ? line.length : at;
}

/** `host mx.example.net[192.0.2.1] said: 450 4.2.0 … (in reply to RCPT TO command)` between two attempts. */
function readPassingReply(line: string, rest: number): LogLine | undefined {
  const at = standsAt(line, 'host ', rest) || standsAt(line, 'SASL', rest) ? quotedReplyAt(line, rest) : -1;
  if (at < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 5, at);
  readRefused(line, at, line.length, logLine);
  return logLine.replies.length > 0 ? logLine : undefined;
}

/** `> mx.example.net[192.0.2.1]: 250 2.1.0 Ok` (option -v): `>` is what this daemon sent, `<` what it received. */
function readVerbose(line: string, rest: number, program: string): LogLine | undefined {
  const textAt = afterHost(line, rest);
  const sent = line.charCodeAt(rest) === 0x3e;
  if (textAt < 0 || line.charCodeAt(rest + 1) !== 0x20 || sent === isClient(program)) {
    return undefined;
  }
  const reply = readReply(line, textAt, sent ? 'server' : 'remote');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 2, textAt);
  logLine.replies = [reply];
  return logLine;
}

/** Behind `mx.example.net[192.0.2.1]: `, where the port may stand, `[192.0.2.1]:25: `; -1 without it. */
function afterHost(line: string, from: number): number {
  const bracket = line.indexOf(']', from);
  const colon = bracket < 0 ? -1 : line.indexOf(': ', bracket);
  return colon < 0 || colon > bracket + LONGEST_PORT ? -1 : colon + 2;
}

const LONGEST_PORT = 7;

/** `from=<a@example.com>, size=1234, nrcpt=1 (queue active)`, or `from=<…>, status=expired, returned to sender`, also `force-expired`. */
function readQueued(line: string, rest: number): LogLine | undefined {
  const logLine = new LogLine();
  logLine.sender = between(line, 'from=<', '>', rest);
  const expired = line.indexOf(', status=', rest);
  if (expired > 0) {
    logLine.outcome = 'failed';
    logLine.words = span(expired + 9, line.length);
  }
  return logLine;
}

function readPickedUp(line: string, rest: number): LogLine {
  const logLine = new LogLine();
  logLine.sender = between(line, ' from=<', '>', rest);
  return logLine;
}

function readClient(line: string, rest: number): LogLine {
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 7, line.length);
  return logLine;
}

/** Where the queue id at `start` ends, its colon next, or -1. `NOQUEUE` counts as one here. */
function queueIdEnd(line: string, start: number): number {
  let at = start;
  while (at - start <= LONGEST_QUEUE_ID && QUEUE_ID_UNITS[line.charCodeAt(at)] === 1) {
    at++;
  }
  const length = at - start;
  if (length < SHORTEST_QUEUE_ID || length > LONGEST_QUEUE_ID || line.charCodeAt(at) !== 0x3a) {
    return standsAt(line, 'NOQUEUE: ', start) ? start + 7 : -1;
  }
  return line.charCodeAt(at + 1) === 0x20 ? at : -1;
}

const SHORTEST_QUEUE_ID = 6;
const LONGEST_QUEUE_ID = 20;

/** Short ids are upper-case hexadecimal; long ids are digits and consonants of both cases, never a vowel. */
const QUEUE_ID_UNITS = new Uint8Array(128);
for (const unit of '0123456789ABCDEFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz') {
  QUEUE_ID_UNITS[unit.charCodeAt(0)] = 1;
}

/** The delivery agents that speak SMTP or LMTP as a client: `postfix/smtp`, `postfix/lmtp`, `postfix-out/relay/smtp`. */
function isClient(program: string): boolean {
  return program.endsWith('smtp') || program.endsWith('lmtp');
}

function clientHost(line: string, commandAt: number, before: number): Span | undefined {
  const at = line.indexOf(' from ', commandAt);
  return at < 0 || at > before ? undefined : nameBeforeBracket(line, at + 6, before);
}

/** `mx.example.net` of `mx.example.net[192.0.2.1]`; the address where the name is missing or `unknown`. */
function nameBeforeBracket(line: string, start: number, before: number): Span | undefined {
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

function commandEnd(line: string, start: number): number {
  let at = start;
  while (isCommandUnit(line.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** `RCPT`, `END-OF-MESSAGE`. */
function isCommandUnit(unit: number): boolean {
  return isUpper(unit) || unit === 0x2d;
}

function isUpper(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

/** `RCPT TO` of `(in reply to RCPT TO command)`, `end of DATA` of `(in reply to end of DATA command)`. */
function commandSpan(line: string, start: number): Span | undefined {
  const end = line.indexOf(' command)', start);
  return end < 0 ? undefined : span(start, end);
}

const LETTER_N = 0x4e;
const LESS = 0x3c;
const EQUALS = 0x3d;
const CLOSE = 0x29;
