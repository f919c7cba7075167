import { isDigit, readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * Momentum of Message Systems, before that Ecelerity (`mainlog.ec`): fields parted by `@`, which addresses and replies
 * hold too: `1064870847@10/00-25593-393A87F3@00/00-…@00/00-…@P@example.net@31@group@binding@5@1@3.89@192.0.2.7@550 No`.
 * The letter tells what happened: R received, D delivered, T transient failure, P permanent failure, B bounced later.
 * `rejectlog.ec`: `1236672125: R="203.0.113.9:42601" L="192.0.2.1:25" … P="awaiting mailfrom" E=550 M=scriptlet … text`.
 */
export const momentum: LogFormat = {
  id: 'momentum',
  title: 'Momentum, Ecelerity',
  reference: 'https://support.sparkpost.com/momentum/4/log-formats',
  recognises: (line, start) => MAIN.test(line.slice(start, start + 60)) || isRejection(line, start),
  open: always(readMomentum),
};

const MAIN = /^\d{10,16}@(?:[0-9A-F]{2}\/[0-9A-F]{2}-\d+-[0-9A-F]+@|@@@[A-Z])/;

function readMomentum(line: string, start: number): LogLine | undefined {
  if (isRejection(line, start)) {
    return readRejection(line, start);
  }
  if (!MAIN.test(line.slice(start, start + 60))) {
    return undefined;
  }
  const idAt = line.indexOf('@', start) + 1;
  const idEnd = line.indexOf('@', idAt);
  const letterAt = fieldAt(line, idAt, 3);
  const logLine = new LogLine();
  logLine.time = span(start, idAt - 1);
  logLine.queueId = idEnd > idAt ? span(idAt, idEnd) : undefined;
  const letter = line.charAt(letterAt);
  logLine.outcome = OUTCOMES.get(letter);
  if (letter === 'R' || letter === 'B') {
    readAddresses(line, fieldAt(line, letterAt, 1), logLine);
  } else if (logLine.outcome !== undefined) {
    logLine.relay = fieldSpan(line, fieldAt(line, letterAt, 1));
  }
  if (letter === 'T' || letter === 'P' || letter === 'B') {
    readLast(line, fieldAt(line, letterAt, 6), logLine);
  }
  return logLine;
}

/** The reply is the first of the last fields that reads like one; `[internal]` marks what no other server said. */
function readLast(line: string, from: number, into: LogLine): void {
  for (let at = from, field = 0; at > 0 && field < MOST_FIELDS; at = fieldAt(line, at, 1), field++) {
    if (isReplyText(line, at) && line.charCodeAt(at + 3) === 0x20) {
      const own = line.includes('[internal]', at);
      const reply = readReply(line, at, own ? 'server' : 'remote');
      into.replies = reply === undefined ? [] : [reply];
      return;
    }
  }
}

const MOST_FIELDS = 20;

/** `b@example.net@a@example.com`: recipient and sender, each of two fields. */
function readAddresses(line: string, at: number, into: LogLine): void {
  const second = fieldAt(line, at, 2);
  const end = fieldAt(line, second, 2);
  if (at > 0 && second > 0 && end > 0) {
    into.recipient = span(at, second - 1);
    into.sender = span(second, end - 1);
  }
}

function fieldSpan(line: string, at: number): LogLine['relay'] {
  const end = at > 0 ? line.indexOf('@', at) : -1;
  return end > at ? span(at, end) : undefined;
}

/** Where the field begins that stands `count` fields after the one at `from`; 0 where there is none. */
function fieldAt(line: string, from: number, count: number): number {
  let at = from;
  for (let field = 0; field < count && at > 0; field++) {
    at = line.indexOf('@', at) + 1;
  }
  return at;
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['D', 'relayed'],
  ['T', 'delayed'],
  ['P', 'failed'],
  ['B', 'failed'],
]);

/** The code stands alone, far from its text. */
function readRejection(line: string, start: number): LogLine {
  const logLine = new LogLine();
  logLine.time = span(start, line.indexOf(':', start));
  logLine.relay = between(line, ' R="', ':', start);
  logLine.queueId = between(line, ' C="', '"', start);
  const codeAt = line.indexOf(' E=', start) + 3;
  const reply = codeAt < 3 ? undefined : readReply(line, codeAt, 'server', codeAt + 3);
  logLine.replies = reply === undefined ? [] : [reply];
  return logLine;
}

/** `1236672125: R="`; the logs of web requests beside it have an address there. */
function isRejection(line: string, start: number): boolean {
  return isDigit(line.charCodeAt(start)) && /^\d{10}: R="/.test(line.slice(start, start + 16));
}
