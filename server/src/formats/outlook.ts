import { type ClientMarks, matchAt, readClientLine } from './client-dialogue';
import { always, between, type LogFormat, type LogLine } from './format';

/**
 * Outlook 2002 to 2019, `OPMLog.log`: `2006.08.18 21:59:11 SMTP (mail.example.com): <rx> 250 Ok`.
 * The same file has POP3 and IMAP, whose numbers are no replies.
 */
export const outlook: LogFormat = {
  id: 'outlook',
  title: 'Microsoft Outlook',
  reference: 'https://support.microsoft.com/office/0fdc446d-d1d4-42c7-bd73-74ffd4034af5',
  recognises: (line, start) => matchAt(ANY_HEAD, line, start) !== undefined,
  open: always(readOutlook),
};

function readOutlook(line: string, start: number): LogLine | undefined {
  const head = matchAt(HEAD, line, start);
  const read = head && readClientLine(line, head.end, MARKS);
  if (read !== undefined) {
    read.time = matchAt(TIME, line, start);
    read.relay = between(line, '(', ')', start);
  }
  return read;
}

const TIME = /\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d/y;
const HEAD = /\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d SMTP \([^)]{0,255}\): /y;
const ANY_HEAD = /\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d (?:SMTP|POP3|IMAP|<<<< Logging)/y;
const MARKS: ClientMarks = { received: ['<rx> ', '[rx] '], sent: ['[tx] ', '<tx> '] };
