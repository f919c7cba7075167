import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * Apache James: `15:39:02.123 [INFO ] o.a.j.t.m.r.d.MailDelivrer - SMTP SEND FAILED: Command [RCPT TO:<b@example.net>]
 *  RetCode: [550] Response[550 5.1.1 no such user]`
 */
export const james: LogFormat = {
  id: 'james',
  title: 'Apache James',
  reference: 'https://james.apache.org/server/',
  recognises: (line, start) => isJames(line, start),
  open: always(readJames),
};

/** The class that logs a line is one of James's, in short or in full. */
function isJames(line: string, start: number): boolean {
  const head = line.slice(start, start + 200);
  return head.includes(' o.a.j.') || head.includes('org.apache.james.');
}

function readJames(line: string, start: number): LogLine | undefined {
  if (!isJames(line, start)) {
    return undefined;
  }
  const logLine = new LogLine();
  readFailed(line, start, logLine);
  TIME.lastIndex = start;
  if (TIME.test(line)) {
    logLine.time = span(start, TIME.lastIndex);
  }
  return logLine.outcome || logLine.replies.length > 0 ? logLine : undefined;
}

const TIME = /(?:\d{4}-\d\d-\d\d[ T])?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?/y;

function readFailed(line: string, start: number, into: LogLine): void {
  const failed = line.indexOf('SMTP SEND FAILED: ', start);
  if (failed > 0) {
    into.command = commandOf(line, failed, into);
    setReply(line, line.indexOf('Response[', failed) + 9, line.lastIndexOf(']'), into);
    return;
  }
  if (line.includes('Permanent exception delivering mail', start)) {
    into.outcome = 'failed';
  } else if (line.includes('Temporary exception delivering mail', start)) {
    into.outcome = 'delayed';
  } else if (line.includes('Rejected message from ', start)) {
    into.outcome = 'failed';
    into.words = span(line.indexOf('Rejected message', start), line.length);
    return;
  }
  const exception = line.indexOf('Exception: ', start);
  setReply(line, exception < 0 ? 0 : exception + 11, line.length, into);
  const textAt = line.indexOf(' - ', start);
  if (into.outcome !== undefined && into.replies.length === 0 && textAt > 0) {
    into.words = span(textAt + 3, line.length);
  }
}

/** `RCPT TO` of `Command [RCPT TO:<b@example.net>]`, and its address. */
function commandOf(line: string, from: number, into: LogLine): LogLine['command'] {
  const command = between(line, 'Command [', ']', from);
  const colon = command === undefined ? -1 : line.indexOf(':', command.start);
  if (command === undefined || colon < 0 || colon > command.end) {
    return command;
  }
  const address = between(line, '<', '>', colon);
  if (address !== undefined && address.end < command.end) {
    into[line.startsWith('RCPT', command.start) ? 'recipient' : 'sender'] = address;
  }
  return span(command.start, colon);
}

function setReply(line: string, at: number, end: number, into: LogLine): void {
  const stop = end > at ? end : line.length;
  const reply = at < 9 || !isReplyText(line, at) ? undefined : readReply(line, at, 'remote', stop);
  into.replies = reply === undefined ? [] : [reply];
}
