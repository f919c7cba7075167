import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, type LogFormat, LogLine, span } from './format';
import { logfmtField } from './logfmt';

/**
 * msmtp, one line a mail, in its own file or through syslog:
 * `Nov 23 15:39:02 host=mx.example.net tls=on auth=off from=a@example.com recipients=b@example.net mailsize=412
 *  smtpstatus=550 smtpmsg='550 5.1.1 no such user' errormsg='recipient address b@example.net not accepted by the server' exitcode=EX_NOUSER`
 */
export const msmtp: LogFormat = {
  id: 'msmtp',
  title: 'msmtp',
  reference: 'https://marlam.de/msmtp/msmtp.html#Logging',
  programs: ['msmtp'],
  recognises: (line, start) => line.indexOf(' exitcode=EX_', start) > 0 && line.indexOf('host=', start) >= 0,
  open: always(readMsmtp),
};

function readMsmtp(line: string, start: number): LogLine | undefined {
  const exit = logfmtField(line, 'exitcode', start);
  const hostAt = line.indexOf('host=', start);
  if (exit === undefined || hostAt < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = logfmtField(line, 'host', hostAt);
  logLine.sender = logfmtField(line, 'from', hostAt);
  const recipients = logfmtField(line, 'recipients', hostAt);
  if (recipients !== undefined) {
    const comma = line.indexOf(',', recipients.start);
    logLine.recipient = comma > 0 && comma < recipients.end ? span(recipients.start, comma) : recipients;
  }
  const code = line.slice(exit.start, exit.end);
  logLine.outcome = code === 'EX_OK' ? 'relayed' : code === 'EX_TEMPFAIL' ? 'delayed' : 'failed';
  readAnswer(line, hostAt, logLine);
  if (hostAt > start && start === 0) {
    logLine.time = span(0, hostAt - 1);
  }
  return logLine;
}

/** The whole reply is in `smtpmsg`; `smtpstatus` repeats its code. */
function readAnswer(line: string, from: number, into: LogLine): void {
  const text = logfmtField(line, 'smtpmsg', from);
  const status = logfmtField(line, 'smtpstatus', from);
  const at = text !== undefined && isReplyText(line, text.start) ? text : status;
  const reply = at && readReply(line, at.start, 'remote', at.end);
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome !== 'relayed') {
    into.words = logfmtField(line, 'errormsg', from);
  }
}
