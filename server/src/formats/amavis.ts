import { readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * amavis, through syslog:
 * `(22838-08) FWD via SMTP: <a@example.com> -> <b@example.net>,BODY=8BITMIME 250 2.6.0 Ok, id=22838-08,
 *  from MTA([127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F1A2B3C4D`
 */
export const amavis: LogFormat = {
  id: 'amavis',
  title: 'amavis',
  reference: 'https://www.amavis.org/',
  programs: ['amavis', 'amavisd'],
  open: always(readAmavis),
};

function readAmavis(line: string, start: number): LogLine | undefined {
  SESSION.lastIndex = start;
  if (!SESSION.test(line)) {
    return undefined;
  }
  const at = SESSION.lastIndex;
  const logLine =
    line.startsWith('FWD ', at) || line.startsWith('SEND ', at)
      ? readForward(line, at)
      : readVerdict(line, at);
  if (logLine === undefined) {
    return undefined;
  }
  logLine.queueId = span(start + 1, at - 2);
  return logLine;
}

/** `(22838-08-2) ` */
const SESSION = /\(\d{1,10}-\d{1,6}(?:-\d{1,6})?\) /y;

function readForward(line: string, at: number): LogLine | undefined {
  const arrow = line.indexOf(' -> <', at);
  const outerAt = arrow < 0 ? -1 : outerReply(line, line.indexOf('>', arrow + 5));
  const outer = outerAt < 0 ? undefined : readReply(line, outerAt, 'server');
  if (outer === undefined) {
    return undefined;
  }
  const innerAt = line.indexOf(': ', line.indexOf(' from MTA', outerAt));
  const inner = innerAt < outerAt ? undefined : readReply(line, innerAt + 2, 'remote');
  const logLine = new LogLine();
  logLine.replies = inner === undefined ? [outer] : [outer, inner];
  logLine.sender = between(line, '<', '>', at);
  logLine.recipient = between(line, ' -> <', '>', at);
  return logLine;
}

/** The reply follows the last recipient and the parameters of the transaction, `BODY=8BITMIME ENVID=…`. */
function outerReply(line: string, from: number): number {
  OUTER.lastIndex = from;
  return OUTER.test(line) ? OUTER.lastIndex - 5 : -1;
}

const OUTER =
  />[^\s]{0,2000}(?:[ ,](?:BODY|ENVID|RET|SIZE|NOTIFY|ORCPT|SMTPUTF8)[^\s]{0,500}){0,6} [2-5]\d\d \d/y;

/** `Blocked SPAM {DiscardedInbound}, [192.0.2.7]:25 <a@example.com> -> <b@example.net>, Queue-ID: 4F1A2B3C4D, …` */
function readVerdict(line: string, at: number): LogLine {
  const logLine = new LogLine();
  if (line.startsWith('Blocked ', at)) {
    logLine.outcome = 'failed';
    logLine.words = span(at, line.indexOf(',', at) < 0 ? line.length : line.indexOf(',', at));
    logLine.recipient = between(line, ' -> <', '>', at);
  }
  return logLine;
}
