import type { SmtpReply } from '../smtp/reply';
import { matchAt } from './client-dialogue';
import { nextCode } from './code-scan';
import { readStatus } from './exchange-status';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';
import { hasOwnEnhancedCode } from './reply-context';

/**
 * Exchange Online: message trace and queue listings, as CSV, text or what PowerShell prints:
 * `Reason: [{LED=450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail]
 *  [LastAttemptedServerName=mail.example.net]};{MSG=};{FQDN=mail.example.net};{IP=192.0.2.10}]`.
 * In an exported row stands what became of each recipient: `"bob@example.net##Receive, Fail"`.
 * `LED` (last error detail) is Exchange's verdict, `[Message=` what the other server really said.
 */
export const m365: LogFormat = {
  id: 'm365',
  title: 'Microsoft 365 message trace',
  reference:
    'https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac',
  recognises: (line, start) =>
    /\{?LED=[245]\d\d[ -]|^(?:(?:Recipient)?Status|LastError) +: |^"?origin_timestamp|\[LastAttemptedServerName=/.test(
      line.slice(start, start + 4000),
    ),
  open: always(readTrace),
};

function readTrace(line: string, start: number): LogLine | undefined {
  SUBJECT.lastIndex = start;
  if (SUBJECT.test(line)) {
    // No other format is to look for replies in it.
    return new LogLine();
  }
  const at = line.indexOf('LED=', start);
  const rowAt = ROW.test(line) ? line.indexOf('##', start) : -1;
  // The subject of a row may be any text.
  const replies =
    at >= 0 ? readStatus(line, at, line.length, 'remote') : rowAt > 0 ? [] : readProved(line, start);
  const logLine = new LogLine();
  if (rowAt > 0) {
    readRow(line, rowAt, logLine);
  }
  if (replies.length === 0 && logLine.outcome === undefined) {
    return undefined;
  }
  logLine.replies = replies;
  logLine.relay =
    filled(between(line, '{FQDN=', '}', start)) ??
    filled(between(line, '[LastAttemptedServerName=', ']', start));
  return logLine;
}

/** `MessageSubject   : 550 5.1.1`, as PowerShell lists it. */
const SUBJECT = /(?:Message)?Subject\s{0,20}:/iy;
/** `…##` ends the words of a bounce. */
const ROW = /[^\s#]##[A-Za-z]/;

/** `bob@example.net##Receive, Fail;carol@example.net##Receive, Send`: tells of the first that failed, or the first. */
function readRow(line: string, first: number, into: LogLine): void {
  for (let at = first; at >= 0 && into.outcome !== 'failed'; at = line.indexOf('##', at + 2)) {
    STEPS.lastIndex = at + 2;
    const outcome = OUTCOMES.get(STEPS.exec(line)?.[1] ?? '');
    if (outcome === 'failed' || (outcome !== undefined && into.outcome === undefined)) {
      into.outcome = outcome;
      into.recipient = span(addressStart(line, at), at);
      into.words = outcome === 'failed' || outcome === 'delayed' ? span(at + 2, STEPS.lastIndex) : undefined;
    }
  }
  into.time = matchAt(TIME, line, line.charCodeAt(0) === 0x22 ? 1 : 0);
}

function addressStart(line: string, end: number): number {
  let start = end;
  while (start > 0 && /[^\s",;]/.test(line.charAt(start - 1))) {
    start--;
  }
  return start;
}

const STEPS = /(?:[A-Za-z]{1,30}, ?){0,20}([A-Za-z]{1,30})(?=[",;]|$)/y;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?/y;
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['Fail', 'failed'],
  ['Failed', 'failed'],
  ['Defer', 'delayed'],
  ['Deliver', 'delivered'],
  ['Send', 'relayed'],
  ['SendExternal', 'relayed'],
  ['Expand', 'expanded'],
]);

function filled(span: LogLine['relay']): LogLine['relay'] {
  return span !== undefined && span.end > span.start ? span : undefined;
}

/**
 * Replies with an enhanced code of their class: `The message was deferred. 450 4.4.316 Connection refused [Message=…`,
 * `Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'`, lines of a reply that goes on.
 */
function readProved(line: string, start: number): SmtpReply[] {
  let tried = 0;
  for (let at = nextCode(line, start); at >= 0 && tried < MOST_TRIED; at = nextCode(line, at + 3), tried++) {
    if (hasOwnEnhancedCode(line, at)) {
      const close = line.indexOf('};', at);
      return readStatus(line, at, close < 0 ? line.length : close, 'remote');
    }
  }
  return [];
}

/** A line may be a whole file. */
const MOST_TRIED = 1000;
