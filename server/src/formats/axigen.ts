import { quotedReply, readSaid } from './dialogue';
import { always, type LogFormat, LogLine, span } from './format';

/**
 * Axigen (`/var/opt/axigen/log/everything.txt`):
 * `2026-11-23 15:39:02 +0100 08 mx1 SMTP-IN:000000A1: >> 550 Mailbox not found`. `>>` is what Axigen sent, `<<` what it
 * received; replies are its own in `SMTP-IN`, the other side's in `SMTP-OUT`.
 */
export const axigen: LogFormat = {
  id: 'axigen',
  title: 'Axigen',
  reference: 'https://www.axigen.com/documentation/log-service-p65437764',
  programs: ['axigen'],
  recognises: (line, start) => JOB.test(line.slice(start, start + 160)),
  open: always(readAxigen),
};

function readAxigen(line: string, start: number): LogLine | undefined {
  const head = line.slice(start, start + 160);
  const match = JOB.exec(head);
  if (match === null) {
    return undefined;
  }
  const [all, job] = match;
  const jobAt = start + match.index;
  const textAt = jobAt + all.length;
  const logLine = new LogLine();
  logLine.queueId = span(jobAt, textAt - 2);
  const time = TIME.exec(head)?.[1];
  if (time !== undefined) {
    const timeAt = start + head.indexOf(time);
    logLine.time = span(timeAt, timeAt + time.length);
  }
  const sent = line.startsWith('>> ', textAt);
  if (sent || line.startsWith('<< ', textAt)) {
    // `<< 250 bytes and final dot read` is no reply.
    const answers = job === 'SMTP-OUT' ? !sent : sent;
    if (answers || !/\d/.test(line.charAt(textAt + 3))) {
      readSaid(line, textAt + 3, line.length, sent ? 'server' : 'remote', logLine);
    }
  } else if (job === 'PROCESSING' || job === 'DELIVERY' || job === 'RELAY') {
    const reply = quotedReply(line, textAt, line.length, QUOTING, 'remote');
    logLine.replies = reply === undefined ? [] : [reply];
  }
  return logLine;
}

/** Time, level and host, in brackets or not, or nothing at all may stand before the job. */
const JOB = /\b(SMTP-IN|SMTP-OUT|PROCESSING|DELIVERY|RELAY|POP3|IMAP|RPOP|WEBMAIL):[0-9A-Fa-f]{6,16}: /;
const QUOTING = ['ailed: ', 'rror: ', 'esponse: ', 'said: ', 'ejected: ', 'ailed with: '];
const TIME = /^\[?((?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?(?: [+-]\d{4})?)/;
