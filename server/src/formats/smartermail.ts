import { isDigit } from '../smtp/reply';
import { readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * SmarterMail. `2026.11.23-smtpLog.log` has clients' sessions, with address and session in brackets:
 * `15:39:02.123 [203.0.113.9][4066437] rsp: 550 <a@example.com> No such user here`.
 * `2026.11.23-delivery.log` has our sessions with others, with the message's number alone:
 * `15:39:02.123 [65432] RSP: 550 5.1.1 User unknown`. Newer versions put the date before the time: `[2026.11.23] `.
 */
export const smartermail: LogFormat = {
  id: 'smartermail',
  title: 'SmarterMail',
  reference:
    'https://help.smartertools.com/smartermail/current/topics/SystemAdmin/Troubleshooting/ViewLogs.aspx',
  recognises: (line, start) => HEAD.test(line.slice(start, start + 120)),
  open: always(readSmartermail),
};

const HEAD =
  /^(?:\[\d{4}\.\d\d\.\d\d\] )?\d\d:\d\d:\d\d(?:\.\d{3})? (?:\[[\d.a-fA-F:]+\]\[\w+\] |\[\w+\] (?:RSP|CMD|Sending|Delivery|Initiating|Connecti|Attempting|Starting)\b)/;

function readSmartermail(line: string, start: number): LogLine | undefined {
  const isDated = line.charCodeAt(start) === 0x5b && line.charCodeAt(start + 11) === 0x5d;
  const clock = isDated ? start + 13 : start;
  const timeStop = line.charCodeAt(clock + 8) === 0x2e ? clock + 12 : clock + 8;
  if (!isDigit(line.charCodeAt(clock)) || !line.startsWith(' [', timeStop)) {
    return undefined;
  }
  const first = between(line, '[', ']', timeStop);
  if (first === undefined) {
    return undefined;
  }
  const inSession = line.charCodeAt(first.end + 1) === 0x5b;
  const second = inSession ? between(line, '[', ']', first.end) : undefined;
  const logLine = new LogLine();
  logLine.time = span(start, timeStop);
  logLine.queueId = second ?? first;
  logLine.relay = inSession ? first : undefined;
  const at = (second ?? first).end + 2;
  const word = line.slice(at, at + 5).toLowerCase();
  if (word === 'rsp: ') {
    readSaid(line, at + 5, line.length, inSession ? 'server' : 'remote', logLine);
  } else if (word === 'cmd: ') {
    // A command that looks like a reply is a client's nonsense.
    if (!isDigit(line.charCodeAt(at + 5))) {
      readSaid(line, at + 5, line.length, 'unknown', logLine);
    }
  } else if (!inSession) {
    readDelivery(line, at, logLine);
  }
  return logLine;
}

/** `Delivery for a@example.com to b@example.net has completed (Bounced)`. */
function readDelivery(line: string, at: number, into: LogLine): void {
  if (!line.startsWith('Delivery for ', at)) {
    return;
  }
  into.sender = between(line, 'Delivery for ', ' to ', at);
  into.recipient = between(line, ' to ', ' has completed (', at);
  const end = between(line, ' has completed (', ')', at);
  const word = end === undefined ? '' : line.slice(end.start, end.end);
  if (word === 'Bounced') {
    into.outcome = 'failed';
    into.words = end;
  } else if (word === 'Delivered') {
    into.outcome = 'delivered';
  }
}
