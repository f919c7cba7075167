import { isDigit, readReply } from '../smtp/reply';
import { Columns, lineFrom } from './columns';
import { isReplyText, quotedReply, readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, type ReadLine, span } from './format';

/**
 * hMailServer (`hmailserver_2026-11-23.log`, parted by tabs, quotes inside not doubled):
 * `"SMTPD"⇥4532⇥154⇥"2026-11-23 15:39:02.970"⇥"192.0.2.9"⇥"SENT: 550 Unknown user"`: type, thread, session, time, address.
 * `SMTPD` is a client's session with this server, `SMTPC` ours with another. A reply's lines are joined by `[nl]`.
 * `hmailserver_awstats.log` has `time⇥from⇥to⇥sender's address⇥recipient's address⇥SMTP⇥?⇥550⇥0`.
 */
export const hmailserver: LogFormat = {
  id: 'hmailserver',
  title: 'hMailServer',
  reference: 'https://www.hmailserver.com/documentation/latest/?page=reference_logging',
  recognises: (line, start) => SESSION.test(line.slice(start, start + 160)) || isStatistics(line, start),
  open: always(readHmailserver()),
};

function readHmailserver(): ReadLine {
  const readStatistics = statisticsReader();
  return (line, start, program) => {
    if (line.charCodeAt(start) !== QUOTE) {
      return readStatistics(line, start, program);
    }
    const type = line.slice(start + 1, line.indexOf('"', start + 1));
    return type === 'APPLICATION' ? readDelivery(line, start) : readSession(line, start, type);
  };
}

function readSession(line: string, start: number, type: string): LogLine | undefined {
  const sent = line.indexOf('"SENT: ', start);
  const at = sent < 0 ? line.indexOf('"RECEIVED: ', start) : sent;
  if (at < 0 || type === 'IMAPD' || type === 'POP3D' || type === 'POP3C') {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = lastQuoted(line, start, at);
  if (logLine.relay !== undefined && logLine.relay.start > start + 1) {
    logLine.queueId = sessionBefore(line, start);
    logLine.time = timeAt(line, start);
  }
  const end = line.endsWith('"') ? line.length - 1 : line.length;
  const textAt = at + (sent < 0 ? 11 : 7);
  const answers = type === 'SMTPC' ? sent < 0 : type === 'SMTPD' ? sent > 0 : isReplyText(line, textAt);
  if (answers) {
    const reply = readReply(line, textAt, sent < 0 ? 'remote' : 'server', end);
    logLine.replies = reply === undefined ? [] : [reply];
  } else if (!isDigit(line.charCodeAt(textAt))) {
    readSaid(line, textAt, end, 'unknown', logLine);
  }
  return logLine;
}

/** `"SMTPDeliverer - Message 55: Delivering message from a@example.com to b@example.net. File: …"`. */
function readDelivery(line: string, start: number): LogLine | undefined {
  const number = between(line, ' - Message ', ':', start);
  if (number === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = number;
  logLine.time = timeAt(line, start);
  logLine.sender = between(line, 'Delivering message from ', ' to ', start);
  logLine.recipient = logLine.sender && between(line, ' to ', '. File', logLine.sender.end);
  logLine.relay =
    between(line, 'Relaying to host ', '.', number.end) && between(line, 'host ', '."', number.end);
  const end = line.endsWith('"') ? line.length - 1 : line.length;
  const reply = quotedReply(
    line,
    number.end,
    end,
    ['said: ', 'Error: ', 'response: ', 'Response: ', 'replied: ', 'responded: '],
    'remote',
  );
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else if (line.includes('could not be delivered', number.end)) {
    logLine.outcome = line.includes('later delivery', number.end) ? 'delayed' : 'failed';
    logLine.words = span(number.end + 2, end);
  }
  return logLine;
}

/** The session is the third column of a line that has one. */
function sessionBefore(line: string, start: number): LogLine['queueId'] {
  const match = /^"[A-Z0-9]+"[\t ]+\d+[\t ]+(\d+)[\t ]+"/.exec(line.slice(start, start + 60));
  if (match?.[1] === undefined) {
    return undefined;
  }
  const end = start + match[0].trimEnd().length - 1;
  const at = line.lastIndexOf(match[1], end);
  return span(at, at + match[1].length);
}

/** `2026-11-23 15:39:02.970` in quotes. */
function timeAt(line: string, start: number): LogLine['time'] {
  const found = between(line, '"2', '"', start);
  return found !== undefined && found.start - start < 40 ? span(found.start - 1, found.end) : undefined;
}

/** What the quotes before `at` hold: the address of the other side. */
function lastQuoted(line: string, start: number, at: number): LogLine['relay'] {
  const close = line.lastIndexOf('"', at - 1);
  const open = close <= start ? -1 : line.lastIndexOf('"', close - 1);
  return open < start ? undefined : span(open + 1, close);
}

function statisticsReader(): ReadLine {
  const columns = new Columns('\t', 8);
  return (line, start) => {
    if (!isStatistics(line, start)) {
      return undefined;
    }
    columns.read(line, start);
    const logLine = lineFrom(columns, { time: 0, sender: 1, recipient: 2, relay: 3 });
    const reply = readReply(line, columns.start(7), 'server', columns.end(7));
    logLine.replies = reply === undefined ? [] : [reply];
    return logLine;
  };
}

function isStatistics(line: string, start: number): boolean {
  return isDigit(line.charCodeAt(start)) && /\tSMTP\t\?\t\d{3}\t\d/.test(line.slice(start, start + 800));
}

const SESSION =
  /^"(?:(?:SMTPD|SMTPC|TCPIP|DEBUG|APPLICATION|ERROR|POP3D|POP3C|IMAPD)"[\t ]+\d+[\t ]|[^"]{1,60}"[\t ]+"(?:SENT|RECEIVED): )/;
const QUOTE = 0x22;
