import { enhancedCodeEnd, readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span, standsAt } from './format';

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
  recognises: (line, start) => RULESET.test(line.slice(start, start + 200)),
  open: always(readSendmail),
};

const RULESET = /^[0-9A-Za-z]{8,16}: (?:ruleset=check_\w{2,10}, arg1=|to=[^,]{1,120}, (?:ctladdr|delay)=)/;

function readSendmail(line: string, start: number): LogLine | undefined {
  const idEnd = queueIdEnd(line, start);
  const at = idEnd < 0 ? start : idEnd + 2;
  const read = readBody(line, at);
  if (idEnd < 0) {
    return read;
  }
  const logLine = read ?? new LogLine();
  logLine.queueId = span(start, idEnd);
  return logLine;
}

function readBody(line: string, at: number): LogLine | undefined {
  // LogLevel 12 and up: `--- 550 5.1.1 …` was answered, `<-- RCPT TO:<…>` was asked.
  if (standsAt(line, '--- ', at)) {
    return withReply(line, at + 4, 'server');
  }
  const rejectAt = line.indexOf('reject=', at);
  if (rejectAt > 0) {
    return readRejection(line, at, rejectAt + 7);
  }
  const statusAt = line.indexOf(', stat=', at);
  if (statusAt > 0) {
    return readDelivery(line, at, statusAt + 7);
  }
  return standsAt(line, 'from=', at) ? readArrival(line, at) : undefined;
}

/** `ruleset=check_rcpt, arg1=<b@example.net>, relay=[192.0.2.7], reject=550 5.7.1 <b@example.net>... Relaying denied` */
function readRejection(line: string, at: number, replyAt: number): LogLine {
  const logLine = withReply(line, replyAt, 'server') ?? new LogLine();
  if (logLine.replies.length === 0) {
    logLine.words = span(replyAt, line.length);
    logLine.outcome = 'failed';
  }
  const ruleset = line.indexOf('ruleset=check_', at);
  if (ruleset >= 0) {
    logLine.command = span(ruleset + 14, wordEnd(line, ruleset + 14));
    const argument = between(line, 'arg1=<', '>', ruleset);
    if (standsAt(line, 'rcpt', ruleset + 14)) {
      logLine.recipient = argument;
    } else if (standsAt(line, 'mail', ruleset + 14)) {
      logLine.sender = argument;
    }
  } else {
    // `Milter: to=<b@example.net>, reject=451 4.7.1 …`
    logLine.recipient = between(line, ' to=<', '>', at);
    logLine.sender = between(line, ' from=<', '>', at);
  }
  readRelay(line, at, logLine);
  return logLine;
}

/** `to=<a@example.net>,<b@example.net>, …, dsn=4.0.0, stat=Deferred: 421 mx.example.net too busy` */
function readDelivery(line: string, at: number, statusAt: number): LogLine {
  const logLine = new LogLine();
  logLine.recipient =
    between(line, 'to=<', '>', at) ??
    (standsAt(line, 'to=', at) ? span(at + 3, fieldEnd(line, at)) : undefined);
  readRelay(line, at, logLine);
  logLine.delay = between(line, ', delay=', ',', at);
  const dsnAt = line.indexOf(', dsn=', at);
  if (dsnAt > 0 && dsnAt < statusAt) {
    logLine.status = span(dsnAt + 6, fieldEnd(line, dsnAt + 2));
  }
  readStatus(line, statusAt, logLine);
  return logLine;
}

function readStatus(line: string, at: number, into: LogLine): void {
  if (standsAt(line, 'Sent', at)) {
    into.outcome = line.lastIndexOf('mailer=local', at) > 0 ? 'delivered' : 'relayed';
    return;
  }
  if (standsAt(line, 'queued', at)) {
    return;
  }
  const deferred = standsAt(line, 'Deferred', at);
  const class_ = into.status === undefined ? 0 : line.charCodeAt(into.status.start);
  into.outcome = deferred || class_ === 0x34 ? 'delayed' : class_ === 0x32 ? 'delivered' : 'failed';
  const textAt = deferred && standsAt(line, 'Deferred: ', at) ? at + 10 : at;
  const reply = readReply(line, textAt, 'remote');
  if (reply === undefined) {
    into.words = span(textAt, line.length);
  } else {
    into.replies = [reply];
  }
}

function readArrival(line: string, at: number): LogLine {
  const logLine = new LogLine();
  logLine.sender = between(line, 'from=<', '>', at) ?? span(at + 5, fieldEnd(line, at));
  readRelay(line, at, logLine);
  return logLine;
}

function withReply(line: string, at: number, speaker: 'server' | 'remote'): LogLine | undefined {
  const reply = readReply(line, at, speaker);
  if (reply === undefined) {
    const end = enhancedCodeEnd(line, at);
    if (end < 0) {
      return undefined;
    }
    const inferred = new LogLine();
    inferred.status = span(at, end);
    inferred.outcome = line.charCodeAt(at) === 0x34 ? 'delayed' : 'failed';
    inferred.words = span(at, line.length);
    return inferred;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

/** `relay=mx.example.net. [192.0.2.1]`: the name without its final dot, else the address. */
function readRelay(line: string, at: number, into: LogLine): void {
  const relayAt = line.indexOf('relay=', at);
  if (relayAt < 0) {
    return;
  }
  const start = relayAt + 6;
  if (line.charCodeAt(start) === 0x5b) {
    into.relay = between(line, '[', ']', start);
    return;
  }
  let end = start;
  for (let unit = line.charCodeAt(end); unit > 0x20 && unit !== 0x2c; unit = line.charCodeAt(end)) {
    end++;
  }
  into.relay = span(start, line.charCodeAt(end - 1) === 0x2e ? end - 1 : end);
}

/** `5ANEd2wX000917`, of old `QAA13555`, or `NOQUEUE`. */
function queueIdEnd(line: string, start: number): number {
  QUEUE_ID.lastIndex = start;
  return QUEUE_ID.test(line) ? QUEUE_ID.lastIndex - 2 : -1;
}

const QUEUE_ID = /[0-9A-Za-z]{3}[0-9A-Za-z]{5,17}: /y;

function fieldEnd(line: string, at: number): number {
  const end = line.indexOf(', ', at);
  return end < 0 ? line.length : end;
}

function wordEnd(line: string, at: number): number {
  let end = at;
  while ((line.charCodeAt(end) | 0x20) >= 0x61 && (line.charCodeAt(end) | 0x20) <= 0x7a) {
    end++;
  }
  return end;
}
