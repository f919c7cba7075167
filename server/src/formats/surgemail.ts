import { isDigit, readReply } from '../smtp/reply';
import { isReplyText, quotedReply, readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * SurgeMail. `msg.rec` sums messages up, with the day of the month before the time and a size that looks like a code:
 * `23 15:39:02 [250] Bounced 192.0.2.7 <a@example.com> <b@example.net> 593 <id@example.com> "550 5.1.1 User unknown"`.
 * `mail.log` has the sessions: `23 15:39:02.12:Info:2064: smtp:[203.0.113.9] Out: 550 Not local`.
 */
export const surgemail: LogFormat = {
  id: 'surgemail',
  title: 'SurgeMail',
  reference: 'https://netwinsite.com/surgemail/help/logs.htm',
  recognises: (line, start) => isTimed(line, start) && KIND.test(line.slice(start + 11, start + 80)),
  open: always(readSurgemail),
};

const KIND = /^ \[[\w.]+\] [A-Z][a-z]+ |^\.\d\d:[A-Z][a-z]+:\d+: /;

function readSurgemail(line: string, start: number): LogLine | undefined {
  if (!isTimed(line, start)) {
    return undefined;
  }
  if (line.charCodeAt(start + 11) === 0x2e) {
    return readSession(line, start);
  }
  return line.startsWith(' [', start + 11) ? readMessage(line, start) : undefined;
}

/** `[250] Bounced 192.0.2.7 <a@example.com> <b@example.net> 593 <id@example.com> "…"`. */
function readMessage(line: string, start: number): LogLine | undefined {
  const number = between(line, '[', ']', start + 11);
  const wordAt = (number?.end ?? line.length) + 2;
  const hostAt = line.indexOf(' ', wordAt) + 1;
  if (number === undefined || hostAt === 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = span(start, start + 11);
  logLine.queueId = number;
  logLine.outcome = OUTCOMES.get(line.slice(wordAt, hostAt - 1));
  const hostEnd = line.indexOf(' ', hostAt);
  logLine.relay = hostEnd < 0 ? undefined : span(hostAt, hostEnd);
  logLine.sender = between(line, '<', '>', hostAt);
  logLine.recipient = logLine.sender && between(line, '<', '>', logLine.sender.end);
  const quote = line.indexOf(' "', logLine.recipient?.end ?? hostAt);
  if (quote > 0) {
    readStatus(line, quote + 2, line.endsWith('"') ? line.length - 1 : line.length, logLine);
  }
  return logLine;
}

function readStatus(line: string, start: number, end: number, into: LogLine): void {
  const speaker = into.outcome === undefined ? 'server' : 'remote';
  const inner = line.charCodeAt(end - 1) === 0x29 ? end - 1 : end;
  const reply = isReplyText(line, start)
    ? readReply(line, start, speaker, end)
    : quotedReply(line, start, inner, [': ', ':', '('], speaker);
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = span(start, Math.max(start, end));
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['Stored', 'delivered'],
  ['Sent', 'relayed'],
  ['Later', 'delayed'],
  ['Bounced', 'failed'],
  ['Failed', 'failed'],
  ['Rejected', 'failed'],
]);

/** `23 15:39:02.12:Info:2064: smtp:[203.0.113.9] Out: 250 Ok`: what is `Out` this server sent. */
function readSession(line: string, start: number): LogLine {
  const logLine = new LogLine();
  logLine.time = span(start, start + 14);
  const level = line.indexOf(':', start + 15);
  const threadEnd = level < 0 ? -1 : line.indexOf(': ', level + 1);
  if (threadEnd < 0) {
    return logLine;
  }
  logLine.queueId = span(level + 1, threadEnd);
  logLine.relay = between(line, 'smtp:[', ']', threadEnd);
  const mark = line.indexOf('] ', threadEnd) + 2;
  if (mark > 1 && line.startsWith('Out: ', mark)) {
    readSaid(line, mark + 5, line.length, 'server', logLine);
  } else if (mark > 1 && line.startsWith('In: ', mark)) {
    readSaid(line, mark + 4, line.length, 'remote', logLine);
  }
  return logLine;
}

/** `23 15:39:02`: the day of the month and the time. */
function isTimed(line: string, start: number): boolean {
  return (
    isDigit(line.charCodeAt(start)) &&
    line.charCodeAt(start + 2) === 0x20 &&
    line.charCodeAt(start + 5) === 0x3a &&
    line.charCodeAt(start + 8) === 0x3a
  );
}
