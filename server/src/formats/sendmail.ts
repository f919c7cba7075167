import { enhancedCodeEnd, isDigit, readReply } from '../smtp/reply';
import type { Span } from '../span';
import { isReplyText, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, span, standsAt } from './format';
import { refusedLogin } from './refused-login';
import { readSendmailDelivery, relaySpan } from './sendmail-delivery';

/**
 * Sendmail, through syslog:
 * `Nov 23 15:39:02 mx sm-mta[917]: 5ANEd2wX000917: to=<bob@example.net>, delay=00:00:01, mailer=esmtp, pri=120314,
 *  relay=mx.example.net. [192.0.2.1], dsn=5.1.1, stat=User unknown`
 */
export const sendmail: LogFormat = {
  id: 'sendmail',
  title: 'Sendmail',
  reference: 'https://www.sendmail.org/~ca/email/doc8.12/op.html',
  // Tags such as sm-mta and sm-msp-queue, or whatever the administrator chose.
  programs: ['sendmail', 'sm'],
  recognises: (line, start) => SENDMAIL_LINE.test(line.slice(start, start + 200)),
  open: always(readSendmail, { isByShape: true }),
};

const SENDMAIL_LINE =
  /^(?:[0-9A-Za-z]{8,18}: )?(?:ruleset=check_\w{2,10}, arg1=|(?:to=[^,]{1,120}, (?:ctladdr|delay)=|from=[^,]{1,120}, size=)|Milter: |--- [245]\d\d[ -])/;

function readSendmail(line: string, start: number): LogLine | undefined {
  const idEnd = queueIdEnd(line, start);
  const at = idEnd > 0 ? idEnd + 2 : standsAt(line, 'NOQUEUE: ', start) ? start + 9 : start;
  const read = readBody(line, at);
  if (idEnd < 0) {
    return read;
  }
  const logLine = read ?? new LogLine();
  logLine.queueId = span(start, idEnd);
  return logLine;
}

/** What stands behind the queue id. */
export function readBody(line: string, at: number): LogLine | undefined {
  return readUnasked(line, at) ?? readByWord(line, at);
}

function readByWord(line: string, at: number): LogLine | undefined {
  switch (line.charCodeAt(at)) {
    case 0x74: // to=<bob@example.net>, …
      return standsAt(line, 'to=', at) ? readSendmailDelivery(line, at) : undefined;
    case 0x66: // from=<alice@example.com>, …
      return standsAt(line, 'from=', at) ? readArrival(line, at) : undefined;
    case 0x72: // ruleset=check_rcpt, … or rejecting commands from …
      return standsAt(line, 'rejecting ', at) ? readRejecting(line, at) : readRejection(line, at);
    case 0x6d: // milter=greylist, action=rcpt, reject=…
    case 0x4d: // Milter: to=<bob@example.net>, reject=…
      return readRejection(line, at);
    case 0x2d: // --- 550 5.1.1 …
      return standsAt(line, '--- ', at) ? readAnswered(line, at + 4) : undefined;
    case LESS: // <-- RCPT TO:<bob@example.net> or <bob@example.net>... User unknown
      return standsAt(line, '<-- ', at) ? readAsked(line, at + 4) : readUnknown(line, at);
    case 0x41: // AUTH failure (LOGIN): authentication failure (-13) SASL(-13): …, relay=[192.0.2.1]
      return standsAt(line, 'AUTH failure', at) ? readLogin(line, at) : undefined;
    default:
      return readOtherMessage(line, at);
  }
}

/** LogLevel 12 and up: what the server answered, each line of a reply on its own. */
function readAnswered(line: string, at: number): LogLine | undefined {
  const end = line.endsWith(' (held)') ? line.length - 7 : line.length;
  const reply = isReplyText(line, at) ? readReply(line, at, 'server', end) : undefined;
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

function readAsked(line: string, at: number): LogLine | undefined {
  const logLine = new LogLine();
  readCommand(line, at, line.length, logLine);
  return logLine.command === undefined ? undefined : logLine;
}

/**
 * `ruleset=check_rcpt, arg1=<b@example.net>, relay=[192.0.2.7], reject=550 5.7.1 <b@example.net>... Relaying denied`,
 * `Milter: to=<b@example.net>, reject=451 4.7.1 later`, `Milter: data, discard`.
 */
function readRejection(line: string, at: number): LogLine | undefined {
  const field = line.indexOf('reject=', at);
  if (field < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  readRejected(line, field + 7, logLine);
  if (standsAt(line, 'ruleset=', at)) {
    readRuleset(line, at + 8, field, logLine);
  } else {
    readMilter(line, at, logLine);
  }
  const relayAt = line.indexOf(', relay=', at);
  logLine.relay = relayAt < 0 || relayAt > field ? undefined : relaySpan(line, relayAt + 8);
  return logLine;
}

function readRejected(line: string, at: number, into: LogLine): void {
  const reply = readReply(line, at, 'server');
  if (reply !== undefined) {
    into.replies = [reply];
    return;
  }
  const end = enhancedCodeEnd(line, at);
  into.status = end < 0 ? undefined : span(at, end);
  into.outcome = line.charCodeAt(at) === 0x34 ? 'delayed' : 'failed';
  into.words = span(at, line.length);
}

/** `check_rcpt, arg1=<b@example.net>, …` */
function readRuleset(line: string, at: number, before: number, into: LogLine): void {
  const isCheck = standsAt(line, 'check_', at);
  const start = isCheck ? at + 6 : at;
  into.command = span(start, wordEnd(line, start));
  const open = line.indexOf('arg1=<', at);
  const argument = open < 0 || open > before ? undefined : between(line, '<', '>', open);
  if (isCheck && standsAt(line, 'rcpt', start)) {
    into.recipient = argument;
  } else if (isCheck && standsAt(line, 'mail', start)) {
    into.sender = argument;
  }
}

/** `Milter: to=<b@example.net>, `, `Milter: data, `, `milter=greylist, action=rcpt, ` */
function readMilter(line: string, at: number, into: LogLine): void {
  const action = standsAt(line, 'Milter: ', at) ? at + 8 : line.indexOf('action=', at) + 7;
  if (action < 7) {
    return;
  }
  if (standsAt(line, 'to=<', action)) {
    into.recipient = between(line, '<', '>', action);
  } else if (standsAt(line, 'from=<', action)) {
    into.sender = between(line, '<', '>', action);
  }
  into.command = span(action, wordEnd(line, action));
}

/** `rejecting commands from mx.example.net [192.0.2.1] due to pre-greeting traffic after 5 seconds` */
function readRejecting(line: string, at: number): LogLine {
  const logLine = failure(line, at);
  const from = line.indexOf(' from ', at);
  logLine.relay =
    from < 0 ? undefined : relaySpan(line, line.charCodeAt(from + 6) === 0x20 ? from + 7 : from + 6);
  return logLine;
}

/** `<bob@example.net>... User unknown`: refused at once; the code is not in the log. */
function readUnknown(line: string, at: number): LogLine | undefined {
  const close = line.indexOf('>... ', at);
  if (close < 0) {
    return undefined;
  }
  const logLine = failure(line, close + 5);
  logLine.recipient = span(at + 1, close);
  return logLine;
}

function readLogin(line: string, at: number): LogLine {
  const relayAt = line.lastIndexOf(', relay=');
  const logLine = refusedLogin(line, at);
  if (relayAt > at) {
    logLine.relay = relaySpan(line, relayAt + 8);
  }
  logLine.command = span(at, at + 4);
  return logLine;
}

/** `mx.example.net [192.0.2.1]: EXPN root [rejected]`: commands that the privacy options forbid. */
function readUnasked(line: string, at: number): LogLine | undefined {
  const textAt = line.endsWith('[rejected]') ? behindHost(line, at) : -1;
  if (textAt < 0) {
    return undefined;
  }
  const logLine = failure(line, textAt);
  logLine.command = span(textAt, wordEnd(line, textAt));
  logLine.relay = relaySpan(line, at);
  return logLine;
}

/** Where the text begins behind `mx.example.net [192.0.2.1]: ` or `[192.0.2.1] (may be forged): `, or -1. */
function behindHost(line: string, at: number): number {
  const open = line.indexOf('[', at);
  const close = line.indexOf(']', open);
  const isHost = open === at || (open > at + 1 && line.indexOf(' ', at) === open - 1);
  const behind = isHost
    ? [': ', ' (may be forged): '].find((text) => standsAt(line, text, close + 1))
    : undefined;
  return behind === undefined ? -1 : close + 1 + behind.length;
}

/** `5ANEd2wY000918: DSN: User unknown`: the bounce made of this message; `clone 5ANEd2wX000917, owner=…`: its original. */
function readOtherMessage(line: string, at: number): LogLine | undefined {
  const isClone = standsAt(line, 'clone ', at);
  const start = isClone ? at + 6 : at;
  const end = isClone ? wordAndDigitsEnd(line, start) : queueIdEnd(line, start);
  if (end < start + 8) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.links = [span(start, end)];
  return logLine;
}

function wordAndDigitsEnd(line: string, start: number): number {
  let at = start;
  while (isAlphanumeric(line.charCodeAt(at)) && at - start < 20) {
    at++;
  }
  return at;
}

function failure(line: string, wordsAt: number): LogLine {
  const logLine = new LogLine();
  logLine.outcome = 'failed';
  logLine.words = span(wordsAt, line.length);
  return logLine;
}

function readArrival(line: string, at: number): LogLine {
  const logLine = new LogLine();
  const comma = line.indexOf(', ', at);
  const end = comma < 0 ? line.length : comma;
  logLine.sender = addressSpan(line, at + 5, end);
  const relayAt = line.indexOf(', relay=', end);
  logLine.relay = relayAt < 0 ? undefined : relaySpan(line, relayAt + 8);
  logLine.messageId = between(line, ', msgid=<', '>', end);
  logLine.life = 'begins';
  return logLine;
}

function addressSpan(line: string, start: number, end: number): Span {
  return line.charCodeAt(start) === LESS && line.charCodeAt(end - 1) === 0x3e
    ? span(start + 1, end - 1)
    : span(start, Math.max(start, end));
}

/** Where the queue id `5ANEd2wX000917`, of old `QAA13555`, ends, its colon next, or -1. A word without digits is none. */
function queueIdEnd(line: string, start: number): number {
  let digits = 0;
  let at = start;
  for (
    let unit = line.charCodeAt(at);
    isAlphanumeric(unit) && at - start < 20;
    unit = line.charCodeAt(++at)
  ) {
    digits += isDigit(unit) ? 1 : 0;
  }
  const isId =
    digits > 1 && at - start >= 8 && line.charCodeAt(at) === 0x3a && line.charCodeAt(at + 1) === 0x20;
  return isId ? at : -1;
}

function isAlphanumeric(unit: number): boolean {
  return isDigit(unit) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a);
}

function wordEnd(line: string, at: number): number {
  let end = at;
  while ((line.charCodeAt(end) | 0x20) >= 0x61 && (line.charCodeAt(end) | 0x20) <= 0x7a) {
    end++;
  }
  return end;
}

const LESS = 0x3c;
