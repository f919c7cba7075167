import { enhancedCodeEnd, readReply } from '../smtp/reply';
import type { Span } from '../span';
import { between, LogLine, span } from './format';
import { nameBeforeBracket, nestedReply } from './postfix-delivery';

/** `reject: RCPT from mx.example.net[192.0.2.1]: 554 5.7.1 …; from=<> to=<> proto=ESMTP helo=<>` and its kin. */
export function readRefusal(line: string, rest: number): LogLine | undefined {
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

function clientHost(line: string, commandAt: number, before: number): Span | undefined {
  const at = line.indexOf(' from ', commandAt);
  return at < 0 || at > before ? undefined : nameBeforeBracket(line, at + 6, before);
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
