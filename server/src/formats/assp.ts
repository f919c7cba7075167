import { readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * ASSP, a proxy before a mail server (`maillog.txt`): session, tags, client, sender, recipient, remark.
 * `Nov-23-26 15:39:02 m1-25391-06124 [Worker_1] [TLS-out] 203.0.113.9 <a@example.com> to: b@example.net [SMTP Error] 535 …`
 */
export const assp: LogFormat = {
  id: 'assp',
  title: 'ASSP',
  reference: 'https://sourceforge.net/p/assp/wiki/Home/',
  recognises: (line, start) => TIME.test(line.slice(start, start + 20)),
  open: always(readAssp),
};

const TIME = /^[A-Z][a-z]{2}-\d\d-\d\d \d\d:\d\d:\d\d /;
const SESSION = /^(?:m\d+-)?\d{5}-\d{5} /;

function readAssp(line: string, start: number): LogLine | undefined {
  if (!TIME.test(line.slice(start, start + 20))) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = span(start, start + 18);
  const session = SESSION.exec(line.slice(start + 19, start + 45));
  if (session !== null) {
    logLine.queueId = span(start + 19, start + 18 + session[0].length);
  }
  logLine.sender = between(line, ' <', '> ', start + 18);
  logLine.recipient = between(line, '> to: ', ' ', start + 18);
  readRemark(line, start + 18, logLine);
  return logLine;
}

function readRemark(line: string, at: number, into: LogLine): void {
  for (const phrase of QUOTING) {
    const found = line.indexOf(phrase, at);
    if (found >= 0) {
      // ASSP hands the mail server's replies on to the client.
      const end = line.endsWith(';') ? line.length - 1 : line.length;
      const reply = readReply(line, found + phrase.length, 'server', end);
      into.replies = reply === undefined ? [] : [reply];
      return;
    }
  }
  const spam = line.indexOf('[spam found] ', at);
  const relay = line.indexOf('relay attempt blocked for', at);
  if (spam > 0 || relay > 0) {
    into.outcome = 'failed';
    into.words = span(spam > 0 ? spam + 13 : relay, line.length);
  }
}

const QUOTING = ['[SMTP Error] ', '[SMTP Reply] ', '[SMTP Response] ', '[SMTP Status] ', '- after reply: '];
