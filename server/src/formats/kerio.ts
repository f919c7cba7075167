import { enhancedCodeEnd, readReply, readReplyCode } from '../smtp/reply';
import { quotedReply, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';
import { refusedLogin } from './refused-login';

/**
 * Kerio Connect, before that Kerio MailServer (`store\logs\mail.log`, `security.log`, `warning.log`, `debug.log`):
 * `[23/Nov/2026 15:39:02] Sent: Queue-ID: 65ee8b47-00000009, Recipient: <b@example.net>, Result: failed,
 *  Status: 5.1.1 User unknown, Remote-Host: 192.0.2.7, Msg-Id: <id@example.com>`
 * Through syslog the date in brackets is missing.
 */
export const kerio: LogFormat = {
  id: 'kerio',
  title: 'Kerio Connect, Kerio MailServer',
  reference:
    'https://manuals.gfi.com/en/kerio/connect/content/server-configuration/logs/using-logs-in-kerio-connect-1302.html',
  recognises: (line, start) =>
    isMailLine(line, start) || (timeEnd(line, start) > 0 && OF_MAIL.test(line.slice(start, start + 400))),
  open: always(readKerio),
};

function readKerio(line: string, start: number): LogLine | undefined {
  const end = timeEnd(line, start);
  if (end < 0 && !isMailLine(line, start)) {
    return undefined;
  }
  const logLine = new LogLine();
  if (end > 0) {
    logLine.time = span(start + 1, end);
  }
  const at = textStart(line, end < 0 ? start : end + 1);
  if (line.startsWith('Sent: Queue-ID: ', at)) {
    readSent(line, at, logLine);
  } else if (line.startsWith('Recv: Queue-ID: ', at)) {
    logLine.queueId = between(line, 'Queue-ID: ', ',', at);
    logLine.sender = between(line, ', From: <', '>', at);
    logLine.recipient = between(line, ', To: <', '>', at);
    logLine.relay = between(line, ', Sender-Host: ', ',', at);
  } else {
    readSentence(line, at, logLine);
  }
  return logLine;
}

function readSent(line: string, at: number, into: LogLine): void {
  into.queueId = between(line, 'Queue-ID: ', ',', at);
  into.recipient = between(line, ', Recipient: <', '>', at);
  into.relay = between(line, ', Remote-Host: ', ',', at);
  const result = between(line, ', Result: ', ',', at);
  into.outcome = result && OUTCOMES.get(line.slice(result.start, result.end));
  const statusAt = line.indexOf(', Status: ', at) + 10;
  const codeEnd = statusAt < 10 ? -1 : enhancedCodeEnd(line, statusAt);
  if (codeEnd < 0) {
    return;
  }
  into.status = span(statusAt, codeEnd);
  const host = line.indexOf(', Remote-Host: ', codeEnd);
  const end = host < 0 ? line.length : host;
  const reply =
    readReplyCode(line, codeEnd + 1) > 0 ? readReply(line, codeEnd + 1, 'remote', end) : undefined;
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = span(statusAt, end);
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['delivered', 'delivered'],
  ['relayed', 'relayed'],
  ['delayed', 'delayed'],
  ['failed', 'failed'],
]);

/** Refusals are told without code: `Relay attempt from IP address 203.0.113.9, mail from <a> to <b> rejected`. */
function readSentence(line: string, at: number, into: LogLine): void {
  const speaker = line.startsWith('{smtps}', at) ? 'server' : 'remote';
  const reply = quotedReply(line, at, line.length, QUOTING, speaker);
  if (reply !== undefined) {
    into.replies = [reply];
    return;
  }
  if (line.startsWith('} Command ', at + 6)) {
    readCommand(line, at + 16, line.length, into);
    return;
  }
  if (REFUSED_LOGIN.test(line.slice(at, at + LONGEST_LOGIN))) {
    refusedLogin(line, at, into).relay = addressAfter(line, at);
    return;
  }
  const refused =
    line.startsWith('Attempt to deliver to unknown recipient ', at) ||
    line.endsWith(' rejected') ||
    line.includes('> rejected: ') ||
    line.includes(', connection rejected ');
  if (refused) {
    into.outcome = 'failed';
    into.words = span(at, line.length);
    into.sender = between(line, 'from <', '>', at) ?? between(line, 'sender <', '>', at);
    into.recipient = between(line, ' to <', '>', at) ?? between(line, 'recipient <', '>', at);
    into.relay = addressAfter(line, at);
  }
}

/** `Failed SMTP login from 192.0.2.7 with SASL method PLAIN.`, `SMTP: Invalid password for user alice. Attempt from IP …` */
const REFUSED_LOGIN =
  /^(?:Failed SMTP login from |SMTP: (?:Invalid password for user|User .{1,200} doesn't exist\. Attempt) )/;
const LONGEST_LOGIN = 260;

/** `203.0.113.9` behind `IP address `, up to a comma, blank or the end. */
function addressAfter(line: string, at: number): LogLine['relay'] {
  const start = line.startsWith('Failed SMTP login from ', at)
    ? at + 23
    : line.indexOf('IP address ', at) + 11;
  let end = start;
  while (end < line.length && line.charCodeAt(end) !== 0x20 && line.charCodeAt(end) !== 0x2c) {
    end++;
  }
  return start < 11 ? undefined : span(start, end);
}

const QUOTING = [
  'reply: ',
  'response: ',
  'responded: ',
  'said: ',
  'returned: ',
  'replied: ',
  'error: ',
  'failed: ',
];

/** Others write the same time: what is said must be of mail. */
const OF_MAIL = /Queue-ID: |SMTP|\{smtp|IP address |recipient|WebMail|mail from/;

/** Where the text begins: `debug.log` has a thread between time and text, `[23/Nov/2026 15:39:02][4711] {smtps} …`. */
function textStart(line: string, timeStop: number): number {
  let at = timeStop;
  if (line.charCodeAt(at) === BRACKET) {
    const close = line.indexOf(']', at);
    at = close < 0 || close > at + 12 ? at : close + 1;
  }
  return line.charCodeAt(at) === 0x20 ? at + 1 : at;
}

/** Where the time in `[23/Nov/2026 15:39:02]` ends, or -1. Web servers write the zone behind it. */
function timeEnd(line: string, start: number): number {
  return line.charCodeAt(start) === BRACKET &&
    line.charCodeAt(start + 3) === 0x2f &&
    line.charCodeAt(start + 7) === 0x2f &&
    line.charCodeAt(start + 12) === 0x20 &&
    line.charCodeAt(start + 15) === 0x3a &&
    line.charCodeAt(start + 21) === 0x5d
    ? start + 21
    : -1;
}

function isMailLine(line: string, start: number): boolean {
  return line.startsWith('Sent: Queue-ID: ', start) || line.startsWith('Recv: Queue-ID: ', start);
}

const BRACKET = 0x5b;
