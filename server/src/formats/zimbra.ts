import { readReply } from '../smtp/reply';
import { isReplyText, readSaid } from './dialogue';
import { always, type LogFormat, LogLine, span, standsAt } from './format';
import { logfmtField } from './logfmt';

/**
 * Zimbra's mailbox.log; its mail servers write Postfix's and amavis's lines elsewhere:
 * `2026-11-23 15:39:02,242 INFO  [LmtpServer-1] [ip=192.0.2.12;] lmtp - Delivering message: size=840 bytes, nrcpts=1, sender=a@example.com, msgid=<1@example.com>`
 */
export const zimbra: LogFormat = {
  id: 'zimbra',
  title: 'Zimbra mailbox',
  reference: 'https://wiki.zimbra.com/wiki/Log_Files',
  recognises: (line, start) => MAILBOX_LINE.test(line.slice(start, start + 260)),
  open: always(readZimbra),
};

const MAILBOX_LINE =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:INFO|WARN|ERROR|DEBUG|TRACE|FATAL) {1,2}\[[^\]]{1,200}\] \[/;

function readZimbra(line: string, start: number): LogLine | undefined {
  if (!MAILBOX_LINE.test(line.slice(start, start + 260))) {
    return undefined;
  }
  const textAt = line.indexOf(' - ', start) + 3;
  const categoryAt = textAt < 3 ? -1 : line.lastIndexOf(' ', textAt - 4) + 1;
  if (categoryAt <= start || !MAIL.test(line.slice(categoryAt, textAt - 3))) {
    return undefined;
  }
  const logLine = new LogLine();
  const mark = line.slice(textAt, textAt + 3);
  if (mark === 'S: ' || mark === 'C: ') {
    readSaid(line, textAt + 3, line.length, 'server', logLine);
  } else if (standsAt(line, 'rejecting message ', textAt)) {
    readRejection(line, textAt + 18, logLine);
  } else {
    readText(line, textAt, logLine);
  }
  logLine.time = span(start, start + 23);
  return logLine.sender || logLine.command || logLine.outcome || logLine.replies.length > 0
    ? logLine
    : undefined;
}

/** Categories that take in or send mail. */
const MAIL = /^(?:lmtp|smtp|mailsend|filter)$/;

/** `bob@example.com: overquota`: refused for now unless the server is told otherwise. */
function readRejection(line: string, at: number, into: LogLine): void {
  const colon = line.indexOf(': ', at);
  into.outcome = 'delayed';
  into.isRefusal = true;
  into.recipient = colon < 0 ? undefined : span(at, colon);
  into.words = span(colon < 0 ? at : colon + 2, line.length);
}

/** The sender of a message taken in, or the reply in the exception of one that could not be sent. */
function readText(line: string, at: number, into: LogLine): void {
  const sender = logfmtField(line, 'sender', at);
  if (sender !== undefined) {
    into.sender = span(sender.start, line.charCodeAt(sender.end - 1) === 0x2c ? sender.end - 1 : sender.end);
  }
  const exception = line.indexOf('Exception: ', at) + 11;
  const reply =
    exception < 11 || !isReplyText(line, exception) ? undefined : readReply(line, exception, 'remote');
  into.replies = reply === undefined ? [] : [reply];
}
