import { readEnhancedCode, readReply, readReplyCode, type SmtpReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * Stalwart: `2026-11-23T15:39:02Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 3135…, from = "a@example.com",
 * to = ["b@example.net"], hostname = "mx.example.net", to = "b@example.net", code = 550, details = "5.1.1 no such user"`;
 * before 0.9: `smtp::inbound::session: event="write" data="220 mail.example.com Stalwart SMTP …\r\n"`.
 */
export const stalwart: LogFormat = {
  id: 'stalwart',
  title: 'Stalwart',
  reference: 'https://stalw.art/docs/telemetry/overview',
  recognises: (line, start) => STALWART_LINE.test(line.slice(start, start + 160)),
  open: always(readStalwart),
};

const STALWART_LINE =
  /\((?:delivery|queue|smtp|session|eval|dsn|message-ingest|auth)\.[a-z-]{2,40}\) |smtp::(?:inbound|outbound|queue)::|^[^=]{0,80}\bqueueId = \d/;

function readStalwart(line: string, start: number): LogLine | undefined {
  const written = readWritten(line, start);
  if (written !== undefined) {
    return written;
  }
  const logLine = new LogLine();
  logLine.queueId = between(line, 'queueId = ', ',', start);
  logLine.sender = between(line, 'from = "', '"', start);
  // `to` stands twice: all recipients, then the one that this line is about.
  logLine.recipient = between(line, ', to = "', '"', start) ?? between(line, 'to = ["', '"', start);
  logLine.relay = between(line, 'hostname = "', '"', start);
  logLine.outcome = outcomeOf(line, start);
  const reply = readCode(line, start);
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else if (logLine.outcome === 'failed' || logLine.outcome === 'delayed') {
    logLine.words = between(line, 'details = "', '"', start) ?? between(line, 'reason = "', '"', start);
  }
  readTime(line, start, logLine);
  return logLine.queueId || reply ? logLine : undefined;
}

/** The code and its text are fields of their own; the text may begin with the enhanced code. */
function readCode(line: string, start: number): SmtpReply | undefined {
  const at = line.indexOf(', code = ', start) + 9;
  const code = at < 9 ? 0 : readReplyCode(line, at);
  if (code === 0) {
    return undefined;
  }
  const details = between(line, 'details = "', '"', at);
  const speaker = line.includes('hostname = "localhost"', start) ? 'unknown' : 'remote';
  const enhanced = details && readEnhancedCode(line, details.start);
  return { start: at, end: details?.end ?? at + 3, code, enhanced, speaker };
}

function readWritten(line: string, start: number): LogLine | undefined {
  const eventAt = line.indexOf('event="write" data="', start);
  const data = eventAt < 0 ? undefined : between(line, 'data="', '"', eventAt);
  const reply =
    data && readReply(line, data.start, line.includes('::outbound', start) ? 'unknown' : 'server', data.end);
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  readTime(line, start, logLine);
  return logLine;
}

/** The event's name in parentheses stays the same from version to version. */
function outcomeOf(line: string, start: number): Outcome | undefined {
  const event = between(line, '(', ')', start);
  return event === undefined ? undefined : OUTCOMES[line.slice(event.start, event.end)];
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'delivery.delivered': 'relayed',
  'delivery.dsn-success': 'relayed',
  'delivery.dsn-perm-fail': 'failed',
  'delivery.dsn-temp-fail': 'delayed',
  'delivery.double-bounce': 'failed',
};

function readTime(line: string, start: number, into: LogLine): void {
  TIME.lastIndex = start;
  if (TIME.test(line)) {
    into.time = span(start, TIME.lastIndex);
  }
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?/y;
