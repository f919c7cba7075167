import { enhancedCodeEnd, isDigit, readReply, type SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { always, type LogFormat, LogLine, span, standsAt } from './format';
import { isSmtpdLine, readSmtpd } from './qmail-smtpd';

/**
 * qmail-send and what runs beside it, through multilog or splogger. Blanks are `_`, line ends are `/`:
 * `delivery 251: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_no_such_user/Giving_up_on_192.0.2.1./`
 */
export const qmail: LogFormat = {
  id: 'qmail',
  title: 'qmail',
  reference: 'https://cr.yp.to/qmail.html',
  programs: ['qmail', 'rblsmtpd', 'splogger', 'tcpserver', 'vpopmail', 'spamdyke', 'simscan', 'smtp_auth'],
  recognises: (line, start) => {
    const at = afterTime(line, start);
    return SEND_LINE.test(line.slice(at, at + 60)) || isSmtpdLine(line, at);
  },
  open: always(readQmail),
};

const SEND_LINE =
  /^(?:starting delivery \d{1,12}: msg |delivery \d{1,12}: (?:success|failure|deferral): |status: local \d|(?:new|end|info|bounce) msg \d|(?:double|triple) bounce: )/;

function readQmail(line: string, start: number, program: string): LogLine | undefined {
  const at = afterTime(line, start);
  const logLine = readSend(line, at) ?? readSmtpd(line, at, program);
  if (logLine !== undefined && at > start && start === 0) {
    logLine.time = span(start, at - 1);
  }
  return logLine;
}

function readSend(line: string, at: number): LogLine | undefined {
  switch (line.charCodeAt(at)) {
    case 0x64: // delivery 251: failure: …
      return standsAt(line, 'delivery ', at) ? readResult(line, at + 9) : undefined;
    case 0x73: // starting delivery 251: msg 2638346 to remote bob@example.net
      return standsAt(line, 'starting delivery ', at) ? readStart(line, at + 18) : undefined;
    case 0x62: // bounce msg 2638346
    case 0x65: // end msg 2638346
    case 0x69: // info msg 2638346: bytes 10712 from <alice@example.com> qp 54945 uid 82
    case 0x6e: // new msg 2638346
      return readMessage(line, at);
    default:
      return undefined;
  }
}

/** After `delivery `: `251: success: 192.0.2.1_accepted_message./Remote_host_said:_250_ok/` */
function readResult(line: string, at: number): LogLine | undefined {
  const idEnd = numberEnd(line, at);
  const textAt = line.indexOf(': ', idEnd + 2) + 2;
  if (idEnd === at || !standsAt(line, ': ', idEnd) || textAt < 2) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(at, idEnd);
  logLine.life = 'ends';
  const isSuccess = standsAt(line, 'success', idEnd + 2);
  logLine.replies = repliesIn(line, textAt);
  if (isSuccess) {
    logLine.outcome =
      line.indexOf('_accepted_message', textAt) > 0 || logLine.replies.length > 0 ? 'relayed' : 'delivered';
  } else if (standsAt(line, 'failure', idEnd + 2)) {
    logLine.outcome = 'failed';
  } else if (standsAt(line, 'deferral', idEnd + 2)) {
    logLine.outcome = 'delayed';
  } else {
    return undefined;
  }
  logLine.relay = relayIn(line, textAt);
  if (!isSuccess && logLine.replies.length === 0) {
    logLine.words = span(textAt, line.endsWith('/') ? Math.max(textAt, line.length - 1) : line.length);
    logLine.status = statusIn(line, textAt);
  }
  return logLine;
}

/** The other side's words go on to `Giving_up_on_…` or the line's end; a second host may have been tried before. */
function repliesIn(line: string, from: number): SmtpReply[] {
  const replies: SmtpReply[] = [];
  let at = line.indexOf(SAID, from);
  for (let hosts = 0; at >= 0 && hosts < MOST_HOSTS; hosts++) {
    const start = at + SAID.length;
    const stop = Math.min(...ENDS.map((words) => indexOrEnd(line, words, start)));
    const end = line.charCodeAt(stop - 1) === SLASH ? stop - 1 : stop;
    const reply = readReply(line, start, 'remote', Math.max(start, end));
    if (reply !== undefined) {
      replies.push(reply);
    }
    at = line.indexOf(SAID, start);
  }
  return replies;
}

const MOST_HOSTS = 8;

const SAID = 'Remote_host_said:_';
/** What qmail says of its own behind a reply. */
const ENDS = ['/Giving_up_on_', '/Connected_to_', SAID];

function indexOrEnd(line: string, words: string, from: number): number {
  const at = line.indexOf(words, from);
  return at < 0 ? line.length : at;
}

/** `192.0.2.1_accepted_message.`, `Connected_to_192.0.2.1_but_…`, `(bob@example.net)_192.0.2.1_…`; names in some patches. */
function relayIn(line: string, at: number): Span | undefined {
  const connected = line.indexOf('onnected_to_', at);
  if (connected >= 0) {
    return hostBefore(line, connected + 12, line.indexOf('_', connected + 12));
  }
  for (const phrase of AFTER_HOST) {
    const end = line.indexOf(phrase, at);
    if (end > at) {
      return hostBefore(line, Math.max(at, line.lastIndexOf('_', end - 1) + 1), end);
    }
  }
  return undefined;
}

const AFTER_HOST = ['_accepted_message', '_does_not_like_', '_failed_'];

/** An address or a name, no other word. */
function hostBefore(line: string, start: number, end: number): Span | undefined {
  const stop = end < 0 ? line.length : line.charCodeAt(end - 1) === DOT ? end - 1 : end;
  const isHost = [line.indexOf('.', start), line.indexOf(':', start)].some((at) => at > start && at < stop);
  return isHost ? span(start, stop) : undefined;
}

/** `(#5.1.1)` in qmail's own words. */
function statusIn(line: string, from: number): Span | undefined {
  const at = line.indexOf('(#', from);
  const end = at < 0 ? -1 : enhancedCodeEnd(line, at + 2);
  return end < 0 ? undefined : span(at + 2, end);
}

/** After `starting delivery `: `251: msg 2638346 to remote bob@example.net` */
function readStart(line: string, at: number): LogLine | undefined {
  const idEnd = numberEnd(line, at);
  const toAt = line.indexOf(' to ', idEnd);
  const address = toAt < 0 ? -1 : line.indexOf(' ', toAt + 4);
  if (idEnd === at || address < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(at, idEnd);
  logLine.recipient = span(address + 1, line.length);
  logLine.life = 'begins';
  const messageAt = idEnd + 6;
  if (standsAt(line, ': msg ', idEnd)) {
    logLine.links = [span(messageAt, numberEnd(line, messageAt))];
  }
  return logLine;
}

function readMessage(line: string, at: number): LogLine | undefined {
  const idAt = line.indexOf(' msg ', at) + 5;
  const idEnd = numberEnd(line, idAt);
  if (idAt < 5 || idAt > at + 11 || idEnd === idAt) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(idAt, idEnd);
  logLine.life = standsAt(line, 'new', at) ? 'begins' : standsAt(line, 'end', at) ? 'ends' : undefined;
  const fromAt = line.indexOf(' from <', idEnd);
  const end = fromAt < 0 ? -1 : line.indexOf('>', fromAt);
  logLine.sender = end < 0 ? undefined : span(fromAt + 7, end);
  return logLine;
}

/** splogger's seconds since 1970, `1157520813.485077 `, or the time that tai64nlocal makes of a stamp. */
function afterTime(line: string, start: number): number {
  if (!isDigit(line.charCodeAt(start))) {
    return start;
  }
  TIME.lastIndex = start;
  return TIME.test(line) ? TIME.lastIndex : start;
}

const TIME = /(?:\d{9,11}\.\d{6}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) /y;

function numberEnd(line: string, start: number): number {
  let at = start;
  while (isDigit(line.charCodeAt(at)) && at < start + 20) {
    at++;
  }
  return at;
}

const DOT = 0x2e;
const SLASH = 0x2f;
