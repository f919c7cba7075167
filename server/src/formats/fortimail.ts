import { always, type LogFormat, LogLine, span } from './format';
import { logfmtField } from './logfmt';
import { readBody } from './sendmail';

/**
 * FortiMail, fields as `name=value`; the message of a delivery is Sendmail's:
 * `date=2026-11-23 time=15:39:02.931 device_id=FEVM020000000001 log_id=0003008733 type=event subtype=smtp session_id="5AN…"
 *  msg="to=<b@example.net>, delay=00:00:01, mailer=esmtp, dsn=5.1.1, stat=User unknown(Reason from remote:550 5.1.1 no)"`
 */
export const fortimail: LogFormat = {
  id: 'fortimail',
  title: 'FortiMail',
  reference: 'https://docs.fortinet.com/product/fortimail',
  recognises: isFortimail,
  open: always(readFortimail),
};

function isFortimail(line: string, start: number): boolean {
  const at = line.indexOf('device_id=F', start);
  return (
    at >= 0 && at < start + 150 && line.indexOf(' session_id=', at) > 0 && line.indexOf(' type=', at) > 0
  );
}

function readFortimail(line: string, start: number): LogLine | undefined {
  if (!isFortimail(line, start)) {
    return undefined;
  }
  const message = logfmtField(line, 'msg', start);
  const logLine =
    (message && SENDMAIL.test(line.slice(message.start, message.start + 20))
      ? readBody(line.slice(0, message.end), message.start)
      : undefined) ?? readStatistics(line, start);
  logLine.queueId = logfmtField(line, 'session_id', start);
  logLine.time = timeOf(line, start);
  return logLine;
}

const SENDMAIL = /^(?:to=|from=|ruleset=|Milter: |AUTH failure)/;

/** `from="a@example.com" to="b@example.net" … disposition="Reject" classifier="Recipient Verification"` */
function readStatistics(line: string, start: number): LogLine {
  const logLine = new LogLine();
  logLine.sender = logfmtField(line, 'from', start);
  logLine.recipient = logfmtField(line, 'to', start);
  logLine.relay = logfmtField(line, 'client_name', start);
  if (logLine.relay === undefined || logLine.relay.end === logLine.relay.start) {
    logLine.relay = logfmtField(line, 'client_ip', start);
  }
  const disposition = logfmtField(line, 'disposition', start);
  const name = disposition && line.slice(disposition.start, disposition.end).toLowerCase();
  if (name !== undefined && (name.includes('reject') || name.includes('discard') || name.includes('delay'))) {
    logLine.outcome = name.includes('delay') ? 'delayed' : 'failed';
    logLine.words = logfmtField(line, 'classifier', start) ?? disposition;
  }
  return logLine;
}

/** `2026-11-23 time=15:39:02.931`; syslog's own time stands before it, if any. */
function timeOf(line: string, start: number): LogLine['time'] {
  const date = line.indexOf('date=', start);
  const time = logfmtField(line, 'time', start);
  return time === undefined
    ? undefined
    : span(date >= 0 && date < time.start ? date + 5 : time.start, time.end);
}
