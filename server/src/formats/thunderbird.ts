import { isDigit, readReply } from '../smtp/reply';
import { type ClientMarks, matchAt, readClientLine, textEnd } from './client-dialogue';
import { always, type LogFormat, LogLine } from './format';

/**
 * Thunderbird. To version 90, `MOZ_LOG=SMTP:4` and before it NSPR: `[1234:Main Thread]: D/SMTP SMTP Response: 250 Ok`;
 * from 91 on the error console: `mailnews.smtp: S: 250 Ok`, where a reply of several lines has one mark only.
 */
export const thunderbird: LogFormat = {
  id: 'thunderbird',
  title: 'Thunderbird',
  reference: 'https://wiki.mozilla.org/MailNews:Logging',
  recognises: (line, start) =>
    /mailnews\.smtp: |\bSMTP (?:Response|Send|entering state): /.test(line.slice(start, start + 120)),
  open: always(readThunderbird),
};

function readThunderbird(line: string, start: number): LogLine | undefined {
  return readClientLine(line, start, MARKS) ?? readFailed(line, start) ?? readContinued(line, start);
}

/** `mailnews.smtp: Command failed: 550 5.1.1 No such user; currentAction=_actionRCPT` */
function readFailed(line: string, start: number): LogLine | undefined {
  const at = line.slice(start, start + 200).indexOf(FAILED);
  const action = line.indexOf('; currentAction=', start);
  if (at < 0) {
    return undefined;
  }
  const end = action < 0 ? textEnd(line, start, SOURCES) : action;
  const reply = readReply(line, start + at + FAILED.length, 'remote', end);
  return reply && lineWith(line, start, reply);
}

/** `250-PIPELINING` in the lines after `S: 250-mx.example.net`. */
function readContinued(line: string, start: number): LogLine | undefined {
  const after = line.charCodeAt(start + 3);
  const mayBe = isDigit(line.charCodeAt(start)) && (after === 0x20 || after === 0x2d);
  const reply = mayBe ? readReply(line, start, 'remote', textEnd(line, start, SOURCES)) : undefined;
  return reply && lineWith(line, start, reply);
}

function lineWith(line: string, start: number, reply: LogLine['replies'][number]): LogLine {
  const logLine = new LogLine();
  logLine.replies = [reply];
  logLine.time = matchAt(TIME, line, start);
  return logLine;
}

const FAILED = 'Command failed: ';
/** Where in Thunderbird's source the line comes from: the console's last column. */
const SOURCES = [' SmtpClient.jsm:', ' SmtpClient.sys.mjs:', '" {'];
const MARKS: ClientMarks = {
  received: ['SMTP Response: ', 'mailnews.smtp: S: '],
  sent: ['SMTP Send: ', 'mailnews.smtp: C: '],
  ends: SOURCES,
};
const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}(?: UTC)?/y;
