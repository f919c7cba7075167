import { readReply, type Speaker } from '../smtp/reply';
import type { Span } from '../span';
import { isReplyText } from './dialogue';
import { LogLine, span, standsAt } from './format';

/**
 * `to=<a@example.net>,<b@example.net>, delay=00:00:01, mailer=esmtp, relay=mx.example.net. [192.0.2.1], dsn=4.0.0,
 * reply=421 too busy, stat=Deferred: 421 too busy`; `reply=` stands there since 8.16. Also part of FortiMail's lines.
 */
export function readSendmailDelivery(
  line: string,
  start: number,
  end: number = line.length,
): LogLine | undefined {
  const logLine = new LogLine();
  let isLocal = false;
  for (let at = start; at < end; ) {
    if (standsAt(line, 'stat=', at)) {
      readStatus(line, at + 5, end, isLocal, logLine);
      return logLine;
    }
    const comma = line.indexOf(', ', at);
    const fieldEnd = comma < 0 || comma > end ? end : comma;
    if (standsAt(line, 'to=', at)) {
      logLine.recipient ??= firstAddress(line, at + 3, fieldEnd);
    } else if (standsAt(line, 'delay=', at)) {
      logLine.delay = span(at + 6, fieldEnd);
    } else if (standsAt(line, 'mailer=', at)) {
      isLocal = !isSmtp(line, at + 7, fieldEnd);
    } else if (standsAt(line, 'relay=', at)) {
      logLine.relay = relaySpan(line, at + 6);
    } else if (standsAt(line, 'dsn=', at)) {
      logLine.status = span(at + 4, fieldEnd);
    } else if (standsAt(line, 'reply=', at)) {
      const replyEnd = replyFieldEnd(line, at, end);
      const by = isLocal && logLine.relay === undefined ? 'server' : speakerOf(line, at + 6, replyEnd);
      const reply = isReplyText(line, at + 6) ? readReply(line, at + 6, by, replyEnd) : undefined;
      logLine.replies = reply === undefined ? [] : [reply];
      at = replyEnd + 2;
      continue;
    }
    at = fieldEnd + 2;
  }
  return undefined;
}

/** The text of `reply=` may hold `, `: it ends at the next field that is known, `ntries=` or `stat=`. */
function replyFieldEnd(line: string, at: number, end: number): number {
  const statusAt = line.indexOf(', stat=', at);
  const fieldAt = statusAt < 0 || statusAt > end ? end : statusAt;
  const triesAt = line.lastIndexOf(', ntries=', fieldAt);
  return triesAt > at ? triesAt : fieldAt;
}

/** `Sent (Ok: queued)`, `Deferred: 421 too busy`, `User unknown`, FortiMail's `User unknown(Reason from remote:550 no)`. */
function readStatus(line: string, at: number, end: number, isLocal: boolean, into: LogLine): void {
  if (standsAt(line, 'Sent', at)) {
    into.outcome = isLocal ? 'delivered' : 'relayed';
    return;
  }
  if (standsAt(line, 'queued', at)) {
    return;
  }
  const isDeferred = standsAt(line, 'Deferred', at);
  const class_ = into.status === undefined ? 0 : line.charCodeAt(into.status.start);
  into.outcome =
    isDeferred || class_ === 0x34 || standsAt(line, 'quarantined', at)
      ? 'delayed'
      : class_ === 0x32
        ? 'delivered'
        : 'failed';
  const textAt = standsAt(line, 'Deferred: ', at) ? at + 10 : at;
  if (into.replies.length === 0) {
    readStatusText(line, textAt, end, into);
  }
}

/** The first line of a reply, cut short, or Sendmail's own words. */
function readStatusText(line: string, at: number, end: number, into: LogLine): void {
  const quoted = line.indexOf(REMOTE_REASON, at);
  const isQuoted = quoted > 0 && quoted < end;
  const replyAt = isQuoted ? quoted + REMOTE_REASON.length : at;
  const close = isQuoted ? line.lastIndexOf(')', end) : -1;
  const reply = isReplyText(line, replyAt)
    ? readReply(line, replyAt, speakerOf(line, replyAt, end), close > replyAt ? close : end)
    : undefined;
  if (reply === undefined) {
    into.words = span(at, Math.max(at, end));
  } else {
    into.replies = [reply];
  }
}

/** `421 4.4.1 Connection reset by mx.example.net.`: what Sendmail puts in the place of a reply that never came. */
function speakerOf(line: string, at: number, end: number): Speaker {
  const wordsAt = at + CODES_OF_MADE_UP;
  return wordsAt < end && MADE_UP.some((words) => standsAt(line, words, wordsAt)) ? 'server' : 'remote';
}

const MADE_UP = ['Connection reset by ', 'reply: read error from '];
const CODES_OF_MADE_UP = 'xyz 4.4.1 '.length;

const REMOTE_REASON = '(Reason from remote:';

/** `esmtp`, `smtp8`, `relay`: mailers that speak SMTP; `local`, `procmail`, `cyrus` and others deliver here. */
function isSmtp(line: string, at: number, end: number): boolean {
  const smtp = line.indexOf('smtp', at);
  return (smtp >= 0 && smtp < end) || standsAt(line, 'relay', at);
}

/** The first of `<a@example.net>,<b@example.net>`. */
function firstAddress(line: string, at: number, end: number): Span {
  if (line.charCodeAt(at) === LESS) {
    const close = line.indexOf('>', at);
    return close < 0 || close > end ? span(at + 1, Math.max(at + 1, end)) : span(at + 1, close);
  }
  const comma = line.charCodeAt(at) === QUOTE ? -1 : line.indexOf(',', at);
  return span(at, comma < 0 || comma > end ? end : comma);
}

/** `mx.example.net` of `mx.example.net. [192.0.2.1]`, else the address; a local user such as `root@localhost` is no relay. */
export function relaySpan(line: string, start: number): Span | undefined {
  if (line.charCodeAt(start) === BRACKET) {
    const close = line.indexOf(']', start);
    const address = standsAt(line, 'IPv6:', start + 1) ? start + 6 : start + 1;
    return close < address ? undefined : span(address, close);
  }
  let end = start;
  for (let unit = line.charCodeAt(end); unit > 0x20 && unit !== 0x2c; unit = line.charCodeAt(end)) {
    if (unit === 0x40) {
      return undefined;
    }
    end++;
  }
  return end === start ? undefined : span(start, line.charCodeAt(end - 1) === 0x2e ? end - 1 : end);
}

const QUOTE = 0x22;
const LESS = 0x3c;
const BRACKET = 0x5b;
