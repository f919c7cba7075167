import { isDigit, readReply } from '../smtp/reply';
import { isReplyText, readSaid } from './dialogue';
import { between, LogLine, span, standsAt } from './format';
import { refusedLogin } from './refused-login';

/** The receiving side of qmail: plain qmail-smtpd logs nothing, its patches and companions do, each in its own way. */
export function readSmtpd(line: string, at: number, program: string): LogLine | undefined {
  if (program === 'rblsmtpd' || standsAt(line, 'rblsmtpd: ', at)) {
    return readBlockList(line, at);
  }
  if (isDigit(line.charCodeAt(at))) {
    const isTagged = program.startsWith('qmail-smtpd');
    return (
      readPlugin(line, at) ?? readRecordio(line, at) ?? (isTagged ? readServerReply(line, at) : undefined)
    );
  }
  return readServerReply(line, at) ?? readRefused(line, at, program);
}

export function isSmtpdLine(line: string, at: number): boolean {
  return SMTPD_LINE.test(line.slice(at, at + 60));
}

const SMTPD_LINE =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (?:resp|from|to|check|size), |\d{2,10} [<>] (?:[2-5]\d\d[ -]|[A-Za-z]{4})|rblsmtpd: |qmail-smtpd: |tcpserver: |CHKUSER |simscan:|spamdyke(?:\[\d+\])?: |(?:Reject|Accept)::|vchkpw-)/;

/** `rblsmtpd: 192.0.2.77 pid 19597 bl.example.org: 451 https://bl.example.org/?ip=192.0.2.77` */
function readBlockList(line: string, at: number): LogLine | undefined {
  const pid = line.indexOf(' pid ', at);
  const textAt = pid < 0 ? -1 : line.indexOf(': ', pid) + 2;
  const reply = textAt < 2 || !isReplyText(line, textAt) ? undefined : readReply(line, textAt, 'server');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  const clientAt = standsAt(line, 'rblsmtpd: ', at) ? at + 10 : at;
  logLine.relay = clientAt < pid ? span(clientAt, pid) : undefined;
  return logLine;
}

/** A hoster's plugin: `2026-11-23 15:39:02, resp, 554 "Refused."`, `…, from, alice@example.com`, `…, to, <bob@example.net>`. */
function readPlugin(line: string, at: number): LogLine | undefined {
  if (line.charCodeAt(at + 4) !== 0x2d || !standsAt(line, ', ', at + 19)) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = span(at, at + 19);
  if (standsAt(line, 'resp, ', at + 21)) {
    const reply = readReply(line, at + 27, 'server');
    logLine.replies = reply === undefined ? [] : [reply];
    return reply && logLine;
  }
  const from = standsAt(line, 'from, ', at + 21);
  const addressAt = from ? at + 27 : standsAt(line, 'to, ', at + 21) ? at + 25 : -1;
  if (addressAt < 0 || line.indexOf('@', addressAt) < 0) {
    return undefined;
  }
  const address = between(line, '<', '>', addressAt) ?? span(addressAt, line.trimEnd().length);
  if (from) {
    logLine.sender = address;
  } else {
    logLine.recipient = address;
  }
  return logLine;
}

/** recordio shows each line with the process id: `19597 > 250 ok` was sent, `19597 < RCPT TO:<…>` received. */
function readRecordio(line: string, at: number): LogLine | undefined {
  let mark = at;
  while (isDigit(line.charCodeAt(mark))) {
    mark++;
  }
  const arrow = line.charCodeAt(mark + 1);
  if (
    line.charCodeAt(mark) !== BLANK ||
    line.charCodeAt(mark + 2) !== BLANK ||
    (arrow !== MORE && arrow !== LESS)
  ) {
    return undefined;
  }
  const logLine = new LogLine();
  if (isReplyText(line, mark + 3) || arrow === LESS) {
    readSaid(line, mark + 3, line.length, arrow === MORE ? 'server' : 'remote', logLine);
  }
  logLine.queueId = logLine.replies.length > 0 || logLine.command !== undefined ? span(at, mark) : undefined;
  return logLine.queueId && logLine;
}

/** `qmail-smtpd: 421 badiprbl: ip 192.0.2.77 …`, with `qmail-smtpd[4711]: ` or `qmail-smtpd 4711: ` as well. */
function readServerReply(line: string, at: number): LogLine | undefined {
  const textAt = standsAt(line, 'qmail-smtpd', at) ? line.indexOf(': ', at) + 2 : at;
  const reply =
    textAt < at || textAt > at + 30 || !isReplyText(line, textAt)
      ? undefined
      : readReply(line, textAt, 'server');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

/**
 * Words where the client got a reply that is not in the log:
 * `CHKUSER rejected rcpt: from <a@example.com::> remote <helo:unknown:192.0.2.7> rcpt <b@example.net> : not existing recipient`,
 * `spamdyke[4711]: DENIED_RBL_MATCH from: a@example.com to: b@example.net origin_ip: 192.0.2.7 …`,
 * `Reject::RCPT::Failed_Rcptto: S:192.0.2.7:mx.example.org P:smtp H:x F:a@example.com T:b@example.net`,
 * `vchkpw-smtp: password fail alice@example.com:192.0.2.7`, `simscan:[4711]:SPAM REJECT (12/6): …`.
 */
function readRefused(line: string, at: number, program: string): LogLine | undefined {
  if (standsAt(line, 'CHKUSER rejected ', at)) {
    const logLine = failed(line, at + 8, line.length);
    logLine.sender = untilColon(line, line.indexOf(' from <', at) + 7);
    logLine.recipient = between(line, ' rcpt <', '>', at);
    return logLine;
  }
  const denied = line.indexOf('DENIED_', at);
  if (denied >= 0 && denied < at + 30 && (program === 'spamdyke' || standsAt(line, 'spamdyke', at))) {
    const logLine = failed(line, denied, line.indexOf(' ', denied));
    logLine.outcome = line.startsWith('DENIED_GR', denied) ? 'delayed' : 'failed';
    logLine.sender = between(line, ' from: ', ' ', denied);
    logLine.recipient = between(line, ' to: ', ' ', denied);
    logLine.relay = between(line, ' origin_ip: ', ' ', denied);
    return logLine;
  }
  const isRejected = standsAt(line, 'Reject::', at);
  if (isRejected || (standsAt(line, 'simscan:', at) && line.indexOf('REJECT', at) > 0)) {
    const logLine = failed(line, at, line.length);
    logLine.sender = isRejected ? between(line, ' F:', ' ', at) : undefined;
    logLine.recipient = isRejected ? between(line, ' T:', ' ', at) : undefined;
    return logLine;
  }
  // Plesk: `smtp_auth: FAILED: alice@example.com - password incorrect from mx.example.com [192.0.2.7]`
  if (program === 'smtp_auth' && standsAt(line, 'FAILED: ', at)) {
    const logLine = refusedLogin(line, at);
    logLine.relay = between(line, ' [', ']', at);
    return logLine;
  }
  const isLogin = standsAt(line, 'vchkpw-smtp', at) || standsAt(line, 'vchkpw-submission', at);
  return isLogin && REFUSED_LOGIN.some((words) => line.includes(words, at)) ? readLogin(line, at) : undefined;
}

/** vpopmail's words; `vchkpw-pop3` and its like are not about sending. */
const REFUSED_LOGIN = [
  ': password fail',
  'not found',
  'null password',
  'no password',
  ' failed',
  ': invalid ',
];

/** The address of the client stands last, behind the user's. */
function readLogin(line: string, at: number): LogLine {
  const logLine = refusedLogin(line, at);
  const host = line.lastIndexOf(':') + 1;
  logLine.relay = host > at + 12 && isDigit(line.charCodeAt(host)) ? span(host, line.length) : undefined;
  return logLine;
}

function failed(line: string, start: number, end: number): LogLine {
  const logLine = new LogLine();
  logLine.outcome = 'failed';
  logLine.words = span(start, end < start ? line.length : end);
  return logLine;
}

/** The address of `<alice@example.com::>`. */
function untilColon(line: string, at: number): LogLine['sender'] {
  const end = line.indexOf(':', at);
  return at < 7 || end < 0 ? undefined : span(at, end);
}

const BLANK = 0x20;
const LESS = 0x3c;
const MORE = 0x3e;
