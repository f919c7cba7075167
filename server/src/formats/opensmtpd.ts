import { readReply, type Speaker } from '../smtp/reply';
import type { Span } from '../span';
import { isReplyText, readCommand, readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span, standsAt } from './format';
import { refusedLogin } from './refused-login';

/**
 * OpenSMTPD, old and new, through syslog or on a terminal:
 * `4b3a6c195c1f6010 mta delivery evpid=8f26ea98359eccea from=<a@example.com> to=<b@example.net> rcpt=<-> source="198.51.100.1"
 *  relay="192.0.2.1 (mx.example.net)" delay=0s result="TempFail" stat="421 4.3.0 too busy"`
 */
export const opensmtpd: LogFormat = {
  id: 'opensmtpd',
  title: 'OpenSMTPD',
  reference: 'https://man.openbsd.org/smtpd.8',
  programs: ['smtpd', 'opensmtpd', 'transfer'],
  recognises: (line, start) => SMTPD_LINE.test(line.slice(start, start + 70)),
  open: always(readOpensmtpd),
};

const SMTPD_LINE =
  /^(?:[0-9a-f]{16} (?:smtp|mta|mda) |(?:debug: )?(?:mta|smtp): 0x[0-9a-f]{1,16}: |smtp-(?:in|out): |(?:relay|delivery): (?:Ok|TempFail|PermFail|Loop|Expire|Remove) for )/;

function readOpensmtpd(line: string, start: number): LogLine | undefined {
  if (line.charCodeAt(start + 16) === BLANK && isHex(line, start, start + 16)) {
    return readEvent(line, start);
  }
  const at = standsAt(line, 'debug: ', start) ? start + 7 : start;
  if (standsAt(line, 'mta: 0x', at) || standsAt(line, 'smtp: 0x', at)) {
    return readTraced(line, at);
  }
  return standsAt(line, 'smtp-in: ', at) || standsAt(line, 'smtp-out: ', at)
    ? readSession(line, at)
    : standsAt(line, 'relay: ', at) || standsAt(line, 'delivery: ', at)
      ? readOldDelivery(line, at)
      : undefined;
}

/** `4b3a6c195c1f6010 smtp failed-command command="RCPT TO:<x>" result="550 no"`; `event=` stood before the word until 6.3. */
function readEvent(line: string, start: number): LogLine {
  const logLine = new LogLine();
  const at = start + 17;
  const session = span(start, start + 16);
  const message = messageId(line, at);
  logLine.queueId = message ?? session;
  if (message !== undefined && !standsAt(line, NO_SESSION, start)) {
    logLine.links = [session];
  }
  // `mta `, `mda ` or `smtp `, then the event.
  const nameAt = line.indexOf(' ', at) + 1;
  const event = standsAt(line, 'event=', nameAt) ? nameAt + 6 : nameAt;
  if (standsAt(line, 'smtp ', at)) {
    readSmtpEvent(line, event, logLine);
  } else if (standsAt(line, 'delivery ', event)) {
    readAddresses(line, event, logLine);
    readResult(line, at, logLine);
  } else {
    logLine.relay = lastOrBetween(line, ' host=', at);
    readRejected(line, at, logLine);
  }
  return logLine;
}

/** Where there was no connection at all. */
const NO_SESSION = '0000000000000000';

/** The value behind a name, to the next blank or the line's end. */
function lastOrBetween(line: string, name: string, from: number): Span | undefined {
  const at = line.indexOf(name, from);
  const end = at < 0 ? -1 : line.indexOf(' ', at + name.length);
  return at < 0 ? undefined : span(at + name.length, end < 0 ? line.length : end);
}

function readSmtpEvent(line: string, at: number, into: LogLine): void {
  into.relay = lastOrBetween(line, ' host=', at) ?? lastOrBetween(line, ' address=', at);
  into.life = standsAt(line, 'message ', at) || standsAt(line, 'envelope', at) ? 'begins' : undefined;
  if (standsAt(line, 'envelope', at)) {
    readAddresses(line, at, into);
  }
  const commandAt = line.indexOf(' command="', at);
  if (commandAt > 0) {
    readCommand(line, commandAt + 10, line.length, into);
  }
  const resultAt = line.indexOf(' result="', at);
  if (resultAt > 0) {
    setReply(line, resultAt + 9, line.lastIndexOf('"'), 'server', into);
  }
  if (standsAt(line, 'authentication ', at) && REFUSED.test(line)) {
    refusedLogin(line, at, into).outcome = line.includes('tempfail', at) ? 'delayed' : 'failed';
  }
}

/** `smtp authentication user=alice host=… result="permfail"`, in newer versions without quotes. */
const REFUSED = / result="?(?:perm|temp)fail"?$/;

/** `from=<…> to=<…>`, with a comma between in older versions. */
function readAddresses(line: string, at: number, into: LogLine): void {
  into.sender = between(line, 'from=<', '>', at);
  into.recipient = between(line, ' to=<', '>', at);
}

/** `relay="192.0.2.1 (mx.example.net)" delay=0s result="TempFail" stat="421 4.3.0 too busy"`, `result=Ok stat=Delivered` */
function readResult(line: string, at: number, into: LogLine): void {
  const relayAt = line.indexOf(' relay="', at);
  into.relay = relayAt < 0 ? undefined : relaySpan(line, relayAt + 8, line.indexOf('"', relayAt + 8));
  into.delay = between(line, ' delay=', ' ', at);
  const resultAt = line.indexOf(' result=', at) + 8;
  if (resultAt < 8) {
    return;
  }
  const isQuoted = line.charCodeAt(resultAt) === QUOTE;
  into.outcome = outcomeAt(line, isQuoted ? resultAt + 1 : resultAt, standsAt(line, 'mta', at));
  const textAt = line.indexOf(' stat=', resultAt) + 6;
  if (textAt >= 6) {
    const [start, end] = isQuoted ? [textAt + 1, line.lastIndexOf('"')] : [textAt, line.length];
    setReply(line, start, end, 'remote', into);
  }
}

/**
 * `relay: PermFail for 6430369adcce4408: session=7818378a988ca63b, from=<a@example.com>, to=<b@example.net>, rcpt=<->,
 *  source=198.51.100.1, relay=192.0.2.1 (mx.example.net), delay=0s, stat=550 no`
 */
function readOldDelivery(line: string, start: number): LogLine | undefined {
  const resultAt = line.indexOf(': ', start) + 2;
  const idAt = line.indexOf(' for ', resultAt) + 5;
  if (idAt < 5 || !isHex(line, idAt, idAt + 16)) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(idAt, idAt + 8);
  logLine.outcome = outcomeAt(line, resultAt, standsAt(line, 'relay', start));
  logLine.sender = between(line, ' from=<', '>', idAt) ?? between(line, ' from=', ',', idAt);
  logLine.recipient = between(line, ' to=<', '>', idAt) ?? between(line, ' to=', ',', idAt);
  const relayAt = line.indexOf(' relay=', idAt);
  logLine.relay = relayAt < 0 ? undefined : relaySpan(line, relayAt + 7, line.indexOf(',', relayAt));
  logLine.delay = between(line, ' delay=', ',', idAt);
  const textAt = line.indexOf(', stat=', idAt) + 7;
  if (textAt >= 7) {
    setReply(line, textAt, line.trimEnd().length, 'remote', logLine);
  }
  return logLine;
}

/**
 * `smtp-in: Failed command on session 7818378b78e6ffe0: "RCPT TO:<b@example.net>" => 550 no`,
 * `smtp-out: Error on session 7818378b78e6ffe1 after 7 messages sent: Connection closed unexpectedly`
 */
function readSession(line: string, at: number): LogLine | undefined {
  const idAt = line.indexOf(' session ', at) + 9;
  if (idAt < 9 || !isHex(line, idAt, idAt + 16)) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(idAt, idAt + 16);
  readAddresses(line, idAt, logLine);
  const arrow = standsAt(line, 'Failed command', at + 9) ? line.lastIndexOf('" => ') : -1;
  if (arrow > idAt) {
    readCommand(line, idAt + 19, arrow, logLine);
    setReply(line, arrow + 5, line.length, 'server', logLine);
  } else {
    readRejected(line, idAt, logLine);
  }
  return logLine;
}

/** `mta error reason=BANNER rejected: 421 4.3.2 too busy`: a greeting or a command that is of no message alone. */
function readRejected(line: string, at: number, into: LogLine): void {
  const rejectedAt = line.indexOf(REJECTED, at);
  const replyAt = rejectedAt + REJECTED.length;
  if (rejectedAt > 0 && isReplyText(line, replyAt)) {
    const wordAt = line.lastIndexOf(' ', rejectedAt - 1) + 1;
    into.command = span(standsAt(line, 'reason=', wordAt) ? wordAt + 7 : wordAt, rejectedAt);
    setReply(line, replyAt, line.length, 'remote', into);
  }
}

const REJECTED = ' rejected: ';

/** `mta: 0xea6710: <<< 250 ok` (option -v): `<<<` was received, `>>>` was sent. */
function readTraced(line: string, at: number): LogLine | undefined {
  const mark = line.indexOf(': ', line.indexOf('0x', at)) + 2;
  const received = standsAt(line, '<<< ', mark);
  if (mark < 2 || (!received && !standsAt(line, '>>> ', mark))) {
    return undefined;
  }
  const logLine = new LogLine();
  readSaid(line, mark + 4, line.length, received ? 'remote' : 'server', logLine);
  return logLine.replies.length > 0 || logLine.command !== undefined ? logLine : undefined;
}

function setReply(line: string, at: number, end: number, speaker: Speaker, into: LogLine): void {
  const stop = end < at ? line.length : end;
  const reply = isReplyText(line, at) ? readReply(line, at, speaker, stop) : undefined;
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = span(at, Math.max(at, stop));
  }
}

/** `Ok`, `TempFail`, `PermFail`, `Loop`; `Expire` where it gives up, `Remove` where an administrator did. */
function outcomeAt(line: string, at: number, isRelayed: boolean): Outcome | undefined {
  if (standsAt(line, 'Ok', at)) {
    return isRelayed ? 'relayed' : 'delivered';
  }
  return standsAt(line, 'TempFail', at)
    ? 'delayed'
    : FAILED.some((word) => standsAt(line, word, at))
      ? 'failed'
      : undefined;
}

const FAILED = ['PermFail', 'Loop', 'Expire', 'Remove'];

/** The name in `192.0.2.1 (mx.example.net)`, else the address. */
function relaySpan(line: string, start: number, end: number): Span | undefined {
  if (end < start) {
    return undefined;
  }
  const open = line.indexOf(' (', start);
  if (open < 0 || open > end) {
    return span(start, end);
  }
  const isNamed = line.charCodeAt(open + 2) !== 0x3c && line.charCodeAt(end - 1) === 0x29;
  return isNamed ? span(open + 2, end - 1) : span(start, open);
}

/** The first half of an envelope's id is that of its message: `evpid=8f26ea98359eccea`, `msgid=8f26ea98`. */
function messageId(line: string, from: number): Span | undefined {
  const envelope = line.indexOf(' evpid=', from);
  const at = envelope < 0 ? line.indexOf(' msgid=', from) : envelope;
  return at < 0 || !isHex(line, at + 7, at + 15) ? undefined : span(at + 7, at + 15);
}

function isHex(line: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = line.charCodeAt(at);
    if (!((unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66))) {
      return false;
    }
  }
  return true;
}

const BLANK = 0x20;
const QUOTE = 0x22;
