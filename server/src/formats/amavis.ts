import { readReply, type SmtpReply } from '../smtp/reply';
import { isReplyText, readSaid } from './dialogue';
import { always, between, GLANCE, type Glance, type LogFormat, LogLine, span, standsAt } from './format';
import { hasOwnEnhancedCode } from './reply-context';

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
  open: always(readAmavis, { glance: glanceAtAmavis, isGlanceEarly: true, isByShape: true }),
};

function readAmavis(line: string, start: number): LogLine | undefined {
  SESSION.lastIndex = start;
  if (!SESSION.test(line)) {
    return undefined;
  }
  const end = SESSION.lastIndex;
  // `(!)` and `(!!)` mark what the administrator should see.
  const at = standsAt(line, '(!', end) ? line.indexOf(')', end) + 1 : end;
  const logLine = readText(line, at) ?? new LogLine();
  const session = span(start + 1, line.indexOf(')', start));
  if (logLine.queueId === undefined) {
    logLine.queueId = session;
  } else {
    logLine.links = [session, ...logLine.links];
  }
  return logLine;
}

/** `(22838-08) Passed CLEAN {RelayedInbound}, …` tells of no delivery. */
function glanceAtAmavis(text: string, start: number, end: number): Glance {
  const at = text.indexOf(') Passed ', start);
  SESSION.lastIndex = start;
  return at > 0 && at < end && SESSION.test(text) && SESSION.lastIndex === at + 2
    ? GLANCE.quiet
    : GLANCE.unclear;
}

/** `(22838-08-2) ` */
const SESSION = /\(\d{1,10}-\d{1,6}(?:-\d{1,6})?\) /y;

function readText(line: string, at: number): LogLine | undefined {
  switch (line.charCodeAt(at)) {
    case 0x46: // FWD from <a@example.com> -> <b@example.net>, …
    case 0x53: // SEND from <> -> <a@example.com>, …
      return standsAt(line, 'FWD ', at) || standsAt(line, 'SEND ', at) ? readForward(line, at) : undefined;
    case 0x42: // Blocked SPAM …
    case 0x50: // Passed CLEAN …
      return readVerdict(line, at);
    case 0x45: // ESMTP> 250 2.1.0 …
    case 0x4c: // LMTP> 250 2.1.0 …
      return readDialogue(line, at);
    case 0x73: // smtp resp to RCPT: 250 2.1.5 …, sending SMTP response: "250 2.6.0 …"
      return readResponse(line, at);
    case 0x2e: // ...the rest of a line that was too long
      return readRest(line, at);
    default:
      return undefined;
  }
}

function readForward(line: string, at: number): LogLine | undefined {
  const arrow = line.indexOf(' -> <', at);
  const close = arrow < 0 ? -1 : line.indexOf('>', arrow + 5);
  const outer = close < 0 ? undefined : firstReply(line, close);
  if (outer === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.sender = between(line, '<', '>', at);
  logLine.recipient = span(arrow + 5, close);
  logLine.replies = withNested(line, outer);
  return logLine;
}

/** The reply follows the recipients and the parameters of the transaction, `BODY=8BITMIME ENVID=…`. */
function firstReply(line: string, from: number): SmtpReply | undefined {
  let at = line.indexOf(' ', from);
  for (let words = 0; at >= 0 && words < MOST_WORDS; words++) {
    if (hasOwnEnhancedCode(line, at + 1)) {
      return readReply(line, at + 1, 'server');
    }
    at = line.indexOf(' ', at + 1);
  }
  return undefined;
}

const MOST_WORDS = 1000;

/** Behind amavis's own reply stands that of the server it passed the mail to: `… from MTA(smtp:[127.0.0.1]:10025): 250 …`. */
function withNested(line: string, outer: SmtpReply): SmtpReply[] {
  const from = line.indexOf('rom MTA', outer.start);
  const at = from < 0 ? -1 : line.indexOf(': ', from);
  const inner =
    at < 0 || at >= outer.end || !isReplyText(line, at + 2)
      ? undefined
      : readReply(line, at + 2, 'remote', outer.end);
  return inner === undefined ? [outer] : [outer, inner];
}

/** `Blocked SPAM {DiscardedInbound}, [192.0.2.7]:25 <a@example.com> -> <b@example.net>, Queue-ID: 4F1A2B3C4D, …` */
function readVerdict(line: string, at: number): LogLine | undefined {
  const isBlocked = standsAt(line, 'Blocked ', at);
  if (!isBlocked && !standsAt(line, 'Passed ', at)) {
    return undefined;
  }
  const logLine = new LogLine();
  const arrow = line.indexOf(' -> <', at);
  const open = arrow < 0 ? -1 : line.lastIndexOf('<', arrow);
  if (open > at) {
    logLine.sender = span(open + 1, Math.max(open + 1, arrow - 1));
    logLine.recipient = between(line, '<', '>', arrow + 2);
  }
  // The queue id of the mail server before amavis ties the verdict to its lines.
  logLine.queueId = between(line, 'Queue-ID: ', ',', at);
  logLine.messageId = between(line, 'Message-ID: <', '>', at);
  const queuedAs = between(line, 'queued_as: ', ',', at);
  if (queuedAs !== undefined) {
    logLine.links = [queuedAs];
  }
  if (isBlocked) {
    const comma = line.indexOf(',', at);
    logLine.outcome = standsAt(line, 'TEMPFAIL', at + 8) ? 'delayed' : 'failed';
    logLine.words = span(at, comma < 0 ? line.length : comma);
  }
  return logLine;
}

/** At higher log levels: `ESMTP> 250 2.1.0 Sender ok` is amavis's answer, `ESMTP< RCPT TO:<…>` what it was told. */
function readDialogue(line: string, at: number): LogLine | undefined {
  const mark = line.indexOf('MTP', at) + 3;
  const sent = line.charCodeAt(mark) === 0x3e;
  if (
    mark > at + 5 ||
    mark < at + 4 ||
    line.charCodeAt(mark + 1) !== 0x20 ||
    (!sent && line.charCodeAt(mark) !== 0x3c)
  ) {
    return undefined;
  }
  const logLine = new LogLine();
  readSaid(line, mark + 2, line.length, sent ? 'server' : 'remote', logLine);
  return logLine;
}

/** `smtp resp to data-dot (pip) (<b@example.net>): 250 2.0.0 Ok`, `sending SMTP response: "250 2.6.0 Ok"` */
function readResponse(line: string, at: number): LogLine | undefined {
  const isOwn = standsAt(line, 'sending SMTP response: "', at);
  const textAt = isOwn ? at + 24 : standsAt(line, 'smtp resp to ', at) ? line.indexOf(': ', at) + 2 : 0;
  const close = isOwn ? line.lastIndexOf('"') : -1;
  const end = close > textAt ? close : line.length;
  const reply =
    textAt < at || !isReplyText(line, textAt)
      ? undefined
      : readReply(line, textAt, isOwn ? 'server' : 'remote', end);
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = isOwn ? withNested(line, reply) : [reply];
  return logLine;
}

/** Where syslog cut a line in two, the nested reply may stand in the second part. */
function readRest(line: string, at: number): LogLine | undefined {
  const from = line.indexOf('rom MTA', at);
  const textAt = from < 0 ? -1 : line.indexOf('): ', from) + 3;
  const reply = textAt < 3 || !isReplyText(line, textAt) ? undefined : readReply(line, textAt, 'remote');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}
