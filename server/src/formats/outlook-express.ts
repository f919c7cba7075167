import { readReply } from '../smtp/reply';
import { type ClientMarks, matchAt, readClientLine } from './client-dialogue';
import { always, type LogFormat, LogLine, span } from './format';

/**
 * Outlook Express and Internet Mail, `Smtp.log`: `SMTP: 15:32:19 [rx] 250 Ok`; the gateway of Microsoft Mail writes the
 * same without the time. Also the text of the error box: `Server Response: '550 5.1.1 No such user', Port: 25, …`.
 */
export const outlookExpress: LogFormat = {
  id: 'outlook-express',
  title: 'Outlook Express',
  reference: 'https://support.microsoft.com/kb/155455',
  recognises: (line, start) => matchAt(HEAD, line, start) !== undefined || responseAt(line, start) > 0,
  open: always(readOutlookExpress),
};

function readOutlookExpress(line: string, start: number): LogLine | undefined {
  const head = matchAt(HEAD, line, start);
  if (head === undefined) {
    return readErrorBox(line, start);
  }
  const read = readClientLine(line, start, MARKS);
  if (read !== undefined && head.end > start + 10) {
    read.time = span(start + 6, start + 14);
  }
  return read;
}

/** `…, Protocol: SMTP, Server Response: '550 …', Port: 25, Secure(SSL): No, Server Error: 550, Error Number: …` */
function readErrorBox(line: string, start: number): LogLine | undefined {
  const at = responseAt(line, start);
  const end = line.indexOf("', Port: ", at);
  const reply = at < 0 ? undefined : readReply(line, at, 'remote', end < 0 ? line.length : end);
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

function responseAt(line: string, start: number): number {
  const at = line.indexOf(RESPONSE, start);
  return at < 0 ? -1 : at + RESPONSE.length;
}

const RESPONSE = "Server Response: '";
const HEAD = /(?:SMTP: \d\d:\d\d:\d\d )?\[(?:rx|tx|db)\] /y;
const MARKS: ClientMarks = { received: ['[rx] '], sent: ['[tx] '] };
