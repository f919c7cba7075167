import {
  enhancedCodeEnd,
  readEnhancedCode,
  readReply,
  readReplyCode,
  type SmtpReply,
  type Speaker,
} from '../smtp/reply';
import type { Span } from '../span';
import { isReplyText, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span, standsAt } from './format';
import { numberField, stringField } from './json';
import { refusedLogin } from './refused-login';

/**
 * Stalwart: `2026-11-23T15:39:02Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 3135…, from = "a@example.com",
 * to = ["b@example.net"], hostname = "mx.example.net", to = "b@example.net", code = 550, details = "5.1.1 no such user"`;
 * events as JSON; before 0.9 `smtp::inbound::session: event="write" data="220 mail.example.com Stalwart SMTP …\r\n"`.
 */
export const stalwart: LogFormat = {
  id: 'stalwart',
  title: 'Stalwart',
  reference: 'https://stalw.art/docs/telemetry/overview',
  programs: ['stalwart', 'stalwart-mail', 'stalwart-smtp'],
  recognises: (line, start) => STALWART_LINE.test(line.slice(start, start + 200)),
  open: always(readStalwart),
};

const STALWART_LINE =
  /\((?:delivery|queue|smtp|auth|eval|dsn|message-ingest|incoming-report|outgoing-report|spf|dkim|dmarc)\.[a-z-]{2,40}\) |smtp::(?:inbound|outbound|queue|core)::|^[^=]{0,80}\bqueueId = \d|"type": ?"(?:delivery|smtp|queue)\.[a-z-]{2,40}"/;

function readStalwart(line: string, start: number): LogLine | undefined {
  const logLine =
    readTraced(line, start) ?? readEvent(line, start) ?? readJson(line, start) ?? readPair(line, start);
  if (logLine !== undefined) {
    TIME.lastIndex = start;
    if (TIME.test(line)) {
      logLine.time = span(start, TIME.lastIndex);
    }
  }
  return logLine;
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?/y;

/** Before 0.9: `write` is what the server said, `read` what it was told; as a client the other way round. */
function readTraced(line: string, start: number): LogLine | undefined {
  const eventAt = line.indexOf('event="', start);
  const module = eventAt < 0 ? -1 : line.indexOf('smtp::', start);
  if (module < 0 || module > eventAt) {
    return undefined;
  }
  const isWritten = standsAt(line, 'write"', eventAt + 7);
  const data =
    isWritten || standsAt(line, 'read"', eventAt + 7) ? between(line, 'data="', '"', eventAt) : undefined;
  if (data === undefined) {
    return withStatus(line, eventAt);
  }
  const logLine = new LogLine();
  const isClient = line.startsWith('outbound', module + 6);
  if (isWritten !== isClient && isReplyText(line, data.start)) {
    const reply = readReply(line, data.start, isClient ? 'remote' : 'server', withoutBreak(line, data).end);
    logLine.replies = reply === undefined ? [] : [reply];
  } else if (isWritten === isClient) {
    readCommand(line, data.start, data.end, logLine);
  }
  return logLine.replies.length > 0 || logLine.command !== undefined ? logLine : undefined;
}

/** `… (delivery.rcpt-to-rejected) queueId = 3135…, …`: the name in parentheses stays the same from version to version. */
function readEvent(line: string, start: number): LogLine | undefined {
  const event = eventName(line, start);
  if (event === undefined) {
    return undefined;
  }
  const at = event.end;
  const logLine = new LogLine();
  logLine.queueId = numberAfter(line, ' queueId = ', at);
  logLine.sender = between(line, ' from = "', '"', at) ?? emptyAfter(line, ' from = <>', at);
  // `to` stands twice: all recipients, then the one that this line is about.
  logLine.recipient = withoutBrackets(
    line,
    between(line, ', to = "', '"', at) ?? between(line, ' to = ["', '"', at),
  );
  logLine.relay = between(line, ' hostname = "', '"', at);
  const name = line.slice(event.start, event.end);
  logLine.outcome = OUTCOMES.get(name);
  readAnswer(line, at, name, logLine);
  const refused = REFUSALS.get(name);
  if (refused !== undefined) {
    HEAD.lastIndex = start;
    logLine.outcome = refused;
    logLine.isRefusal = true;
    logLine.words = span(HEAD.test(line) ? HEAD.lastIndex : event.start, event.end);
    logLine.relay = between(line, ' remoteIp = ', ',', at);
  }
  if (name === 'auth.failed' && MAIL_LISTENER.test(line.slice(at, at + 200))) {
    refusedLogin(line, start, logLine).relay = between(line, ' remoteIp = ', ',', at);
    HEAD.lastIndex = start;
    logLine.words = span(HEAD.test(line) ? HEAD.lastIndex : event.start, event.end);
  }
  return logLine.isRefusal || logLine.queueId || logLine.replies.length > 0 ? logLine : undefined;
}

/** `2026-11-23T15:39:02Z INFO ` */
const HEAD = /[\d:.TZ-]{1,40} +[A-Z]{2,9} /y;

/** Logins to fetch mail go through listeners of other names: `listenerId = "imaptls"`. */
const MAIL_LISTENER = /^\) listenerId = "(?:smtp|submission)/;

/** `delivery.rcpt-to-rejected` between the first parentheses that hold nothing else. */
function eventName(line: string, start: number): Span | undefined {
  EVENT.lastIndex = start;
  const found = EVENT.exec(line.length > start + 300 ? line.slice(0, start + 300) : line);
  return found === null ? undefined : span(found.index + 1, EVENT.lastIndex - 1);
}

const EVENT = /\([a-z-]{2,30}\.[a-z-]{2,40}\)/g;

function readAnswer(line: string, at: number, event: string, into: LogLine): void {
  const speaker: Speaker = event.startsWith('delivery.')
    ? line.includes(' hostname = "localhost"', at)
      ? 'unknown'
      : 'remote'
    : 'server';
  const reply = readContents(line, at, event) ?? readCode(line, at, speaker) ?? displayed(line, at, speaker);
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = between(line, ' details = "', '"', at) ?? between(line, ' reason = "', '"', at);
  }
}

/** The code and its text are fields of their own; the text may begin with the enhanced code. */
function readCode(line: string, from: number, speaker: Speaker): SmtpReply | undefined {
  const at = line.indexOf(' code = ', from) + 8;
  const code = at < 8 ? 0 : readReplyCode(line, at);
  if (code === 0) {
    return undefined;
  }
  const details = between(line, ' details = "', '"', at);
  const enhanced = details && readEnhancedCode(line, details.start);
  return { start: at, end: details?.end ?? at + 3, code, enhanced, speaker };
}

/** Raw dialogue: `(smtp.raw-output) … contents = "250 2.1.0 OK\r\n"`, `(delivery.raw-input) … contents = "250 …"`. */
function readContents(line: string, from: number, event: string): SmtpReply | undefined {
  const isServer = event === 'smtp.raw-output';
  if (!isServer && event !== 'delivery.raw-input') {
    return undefined;
  }
  const contents = between(line, ' contents = "', '"', from);
  return contents && isReplyText(line, contents.start)
    ? readReply(line, contents.start, isServer ? 'server' : 'remote', withoutBreak(line, contents).end)
    : undefined;
}

/** A reply as Stalwart prints one within a text: `Code: 550, Enhanced code: 5.1.1, Message: no such user`. */
function displayed(line: string, from: number, speaker: Speaker): SmtpReply | undefined {
  const start = line.indexOf('Code: ', from) + 6;
  const code = start < 6 || !standsAt(line, ', Enhanced code: ', start + 3) ? 0 : readReplyCode(line, start);
  if (code === 0) {
    return undefined;
  }
  const end = enhancedCodeEnd(line, start + 20);
  const quote = line.indexOf('"', start);
  const enhanced = end < 0 ? undefined : line.slice(start + 20, end);
  return { start, end: quote < 0 ? line.length : quote, code, enhanced, speaker };
}

function withStatus(line: string, at: number): LogLine | undefined {
  const reply = displayed(line, at, 'remote');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

/** `{"id":"…","createdAt":"…","type":"delivery.dsn-perm-fail","data":{"code":550,"details":"…","hostname":"…","queueId":…}}` */
function readJson(line: string, start: number): LogLine | undefined {
  const type = line.charCodeAt(start) === 0x7b ? stringField(line, 'type', start) : undefined;
  if (type === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  const name = line.slice(type.start, type.end);
  logLine.outcome = OUTCOMES.get(name);
  logLine.queueId = numberField(line, 'queueId', start);
  logLine.sender = stringField(line, 'from', start);
  logLine.relay = stringField(line, 'hostname', start);
  logLine.time = stringField(line, 'createdAt', start);
  const code = numberField(line, 'code', start);
  const details = stringField(line, 'details', start);
  const reply =
    code && readReply(line, code.start, name.startsWith('delivery.') ? 'remote' : 'server', code.end);
  if (reply !== undefined) {
    const enhanced = details && readEnhancedCode(line, details.start);
    logLine.replies = [{ ...reply, enhanced, end: Math.max(reply.end, details?.end ?? 0) }];
  }
  return logLine.queueId || reply ? logLine : undefined;
}

/** The console spreads the pairs of an event over lines of their own, `    code = 550,`, as tools do with JSON. */
function readPair(line: string, start: number): LogLine | undefined {
  PAIR.lastIndex = start;
  const reply = PAIR.test(line) ? readReply(line, PAIR.lastIndex, 'unknown', PAIR.lastIndex + 3) : undefined;
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

const PAIR = /[\t ]{1,16}(?:code = |"code": )(?=\d{3},?$)/y;

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['delivery.delivered', 'relayed'],
  ['delivery.dsn-success', 'relayed'],
  ['delivery.dsn-perm-fail', 'failed'],
  ['delivery.dsn-temp-fail', 'delayed'],
  ['delivery.double-bounce', 'failed'],
]);

/** The client got a reply that only the raw dialogue would show. */
const REFUSALS: ReadonlyMap<string, Outcome> = new Map([
  ['smtp.mailbox-does-not-exist', 'failed'],
  ['smtp.relay-not-allowed', 'failed'],
  ['smtp.mail-from-unauthorized', 'failed'],
  ['smtp.message-too-large', 'failed'],
  ['smtp.loop-detected', 'failed'],
  ['smtp.too-many-recipients', 'delayed'],
  ['smtp.too-many-messages', 'delayed'],
  ['smtp.rate-limit-exceeded', 'delayed'],
  ['smtp.concurrency-limit-exceeded', 'delayed'],
]);

function numberAfter(line: string, name: string, from: number): Span | undefined {
  const at = line.indexOf(name, from) + name.length;
  let end = at;
  while (at >= name.length && line.charCodeAt(end) >= 0x30 && line.charCodeAt(end) <= 0x39) {
    end++;
  }
  return end > at ? span(at, end) : undefined;
}

function emptyAfter(line: string, name: string, from: number): Span | undefined {
  const at = line.indexOf(name, from);
  return at < 0 ? undefined : span(at + name.length - 1, at + name.length - 1);
}

/** `"<b@example.net>"` in some versions. */
function withoutBrackets(line: string, address: Span | undefined): Span | undefined {
  return address !== undefined &&
    line.charCodeAt(address.start) === 0x3c &&
    line.charCodeAt(address.end - 1) === 0x3e
    ? span(address.start + 1, address.end - 1)
    : address;
}

/** A text without the `\r\n` written at its end. */
function withoutBreak(line: string, { start, end }: Span): Span {
  return span(start, standsAt(line, '\\r\\n', end - 4) ? end - 4 : end);
}
