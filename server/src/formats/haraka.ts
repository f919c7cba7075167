import { readReply, type Speaker } from '../smtp/reply';
import type { Span } from '../span';
import { isReplyText, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, span, standsAt } from './format';
import { stringField } from './json';

/**
 * Haraka, in its three outputs:
 * `[PROTOCOL] [4384CC9C-A6A5-4301-8DC4-E6897F7B4E0E.1] [core] S: 250 sender <a@example.com> OK`,
 * `level=PROTOCOL uuid=4384… source=core message="S: 354 go ahead"`, and the same as JSON.
 */
export const haraka: LogFormat = {
  id: 'haraka',
  title: 'Haraka',
  reference: 'https://haraka.github.io/core/Logging/',
  programs: ['haraka'],
  recognises: (line, start) => HARAKA_LINE.test(line.slice(start, start + 120)),
  open: always(readHaraka),
};

const LEVELS = '(?:DATA|PROTOCOL|DEBUG|INFO|NOTICE|WARN|ERROR|CRIT|ALERT|EMERG)';
const HARAKA_LINE = new RegExp(
  `^(?:[\\dTZ:.-]{19,24} )?(?:\\[${LEVELS}\\] \\[[-0-9A-F.]{1,60}\\] \\[|level=${LEVELS} uuid=|\\{"level":"${LEVELS}","uuid":)`,
);

/** What all three outputs tell of a line. */
interface Entry {
  readonly id: Span | undefined;
  readonly isOutbound: boolean;
  /** Where the message itself stands. */
  readonly start: number;
  readonly end: number;
}

function readHaraka(line: string, start: number): LogLine | undefined {
  TIME.lastIndex = start;
  const at = TIME.test(line) ? TIME.lastIndex : start;
  const entry = readEntry(line, at);
  if (entry === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  readMessage(line, entry, logLine);
  logLine.queueId = entry.id;
  if (at > start) {
    logLine.time = span(start, at - 1);
  }
  return logLine.queueId || logLine.replies.length > 0 || logLine.outcome ? logLine : undefined;
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z? /y;

function readEntry(line: string, at: number): Entry | undefined {
  switch (line.charCodeAt(at)) {
    case 0x5b: // [NOTICE] [4384…] [core] …
      return readClassic(line, at);
    case 0x6c: // level=NOTICE uuid=4384… source=core message="…"
      return readLogfmt(line, at);
    case 0x7b: // {"level":"NOTICE","uuid":"4384…","source":"core","message":"…"}
      return readJson(line, at);
    default:
      return undefined;
  }
}

function readClassic(line: string, at: number): Entry | undefined {
  const idAt = line.indexOf('] [', at) + 3;
  const idEnd = idAt < 3 ? -1 : line.indexOf('] [', idAt);
  const sourceEnd = idEnd < 0 ? -1 : line.indexOf(']', idEnd + 3);
  if (sourceEnd < 0 || idAt > at + 20 || idEnd > idAt + 60) {
    return undefined;
  }
  const isOutbound = standsAt(line, '[outbound]', idEnd + 2);
  // Outbound lines may name the connection as well: `[outbound] [FAEFC4FA-…] recipient …`.
  let start = sourceEnd + 2;
  if (isOutbound && line.charCodeAt(start) === 0x5b) {
    start = Math.max(start, line.indexOf('] ', start) + 2);
  }
  return {
    id: sessionId(line, idAt, idEnd),
    isOutbound,
    start: Math.min(start, line.length),
    end: line.length,
  };
}

function readLogfmt(line: string, at: number): Entry | undefined {
  const uuid = between(line, ' uuid=', ' ', at);
  const messageAt = line.indexOf(' message=', at);
  if (!standsAt(line, 'level=', at) || messageAt < 0) {
    return undefined;
  }
  const start = line.charCodeAt(messageAt + 9) === QUOTE ? messageAt + 10 : messageAt + 9;
  const close = line.charCodeAt(messageAt + 9) === QUOTE ? quoteEnd(line, start) : line.indexOf(' ', start);
  return {
    id: uuid && sessionId(line, uuid.start, uuid.end),
    isOutbound: line.indexOf(' source=outbound', at) > 0,
    start,
    end: close < 0 ? line.length : close,
  };
}

function readJson(line: string, at: number): Entry | undefined {
  const message = stringField(line, 'message', at);
  if (message === undefined || !standsAt(line, '{"level":', at)) {
    return undefined;
  }
  const uuid = stringField(line, 'uuid', at);
  const source = stringField(line, 'source', at);
  return {
    id: uuid && sessionId(line, uuid.start, uuid.end),
    isOutbound: source !== undefined && standsAt(line, 'outbound"', source.start),
    ...message,
  };
}

/** `4384CC9C-A6A5-4301-8DC4-E6897F7B4E0E` of `….1.1`: what follows counts transactions and attempts. */
function sessionId(line: string, start: number, end: number): Span | undefined {
  const dot = line.indexOf('.', start);
  const stop = dot > 0 && dot < end ? dot : end;
  return stop - start > 1 ? span(start, stop) : undefined;
}

function readMessage(line: string, entry: Entry, into: LogLine): void {
  const { start, end, isOutbound } = entry;
  if (standsAt(line, 'S: ', start) && isReplyText(line, start + 3)) {
    setReply(line, start + 3, end, isOutbound ? 'remote' : 'server', into);
  } else if (standsAt(line, 'C: ', start)) {
    readCommand(line, start + 3, end, into);
  } else if (isOutbound) {
    readOutbound(line, start, end, into);
  } else if (standsAt(line, 'disconnect ', start)) {
    readNamed(line, ' lr="', start, 'server', into);
    into.isRepeated = into.replies.length > 0;
  } else {
    readDecision(line, start, into);
  }
}

/** `response="250 2.0.0 Ok"` of a delivery, `lr="550 no"`, the last refusal, when a client leaves. */
function readNamed(line: string, name: string, start: number, speaker: Speaker, into: LogLine): void {
  const at = line.indexOf(name, start) + name.length;
  if (at >= name.length && isReplyText(line, at)) {
    const end = quoteEnd(line, at);
    setReply(line, at, end < 0 ? line.length : end, speaker, into);
  }
}

/** `recipient <b@example.net> rejected: 550 no`, `bouncing mail: 550 no`, `Temp failing … for 64 seconds: …`, `delivered file=… host=…` */
function readOutbound(line: string, start: number, end: number, into: LogLine): void {
  if (standsAt(line, 'delivered', start)) {
    into.outcome = 'relayed';
    into.relay = stringField(line, 'host', start) ?? between(line, ' host=', ' ', start);
    readNamed(line, ' response="', start, 'remote', into);
    return;
  }
  if (standsAt(line, 'bouncing mail: ', start)) {
    into.outcome = 'failed';
  } else if (standsAt(line, 'Temp failing ', start)) {
    into.outcome = 'delayed';
  }
  if (standsAt(line, 'recip', start)) {
    into.recipient = between(line, '<', '>', start);
  }
  for (const phrase of QUOTING) {
    const at = line.indexOf(phrase, start);
    if (at >= 0 && at < end && isReplyText(line, at + phrase.length)) {
      setReply(line, at + phrase.length, end, 'remote', into);
      return;
    }
  }
  if (into.outcome !== undefined) {
    into.words = span(start, end);
  }
}

const QUOTING = [
  ' rejected: ',
  ' deferred: ',
  'bouncing mail: ',
  'pstream error: ',
  'bounce err: ',
  ' response: ',
];

/** `recipient <b@example.net> code=DENY msg="no such user"`: the client got a reply of the class that the word stands for. */
function readDecision(line: string, start: number, into: LogLine): void {
  if (standsAt(line, 'hook=', start)) {
    readHook(line, start, into);
    return;
  }
  const isRecipient = standsAt(line, 'recipient ', start);
  const isSender = standsAt(line, 'sender ', start);
  if (!isRecipient && !isSender && !standsAt(line, 'queue ', start)) {
    return;
  }
  if (isRecipient) {
    into.recipient = between(line, '<', '>', start);
  } else if (isSender) {
    into.sender = between(line, '<', '>', start);
  }
  const code = stringField(line, 'code', start) ?? between(line, ' code=', ' ', start);
  if (code !== undefined) {
    readVerdict(line, start, code, into);
  }
}

/** `hook=rcpt plugin=access params="<b@example.net>" retval=DENY msg="550 no"`; some of what hooks decide is told again. */
function readHook(line: string, start: number, into: LogLine): void {
  const code = between(line, ' retval=', ' ', start);
  if (code !== undefined) {
    readVerdict(line, start, code, into);
    into.isRepeated = TOLD_AGAIN.test(line.slice(start, start + 12));
    if (standsAt(line, 'hook=rcpt', start)) {
      into.recipient = between(line, ' params="<', '>', start);
    }
  }
}

const TOLD_AGAIN = /^hook=(?:rcpt|mail|queue)\b/;

/** `DENY` and its like: the client got a reply of the class that the word stands for. */
function readVerdict(line: string, start: number, code: Span, into: LogLine): void {
  if (!standsAt(line, 'DENY', code.start)) {
    return;
  }
  const text = stringField(line, 'msg', start) ?? between(line, ' msg="', '"', start);
  if (text !== undefined && isReplyText(line, text.start)) {
    setReply(line, text.start, text.end, 'server', into);
  } else {
    into.outcome = standsAt(line, 'DENYSOFT', code.start) ? 'delayed' : 'failed';
    into.words = text !== undefined && text.end > text.start ? text : code;
  }
}

function setReply(line: string, at: number, end: number, speaker: Speaker, into: LogLine): void {
  // Outbound lines keep the `\r\n` of the other side, written out.
  const reply = readReply(line, at, speaker, standsAt(line, '\\r\\n', end - 4) ? end - 4 : end);
  into.replies = reply === undefined ? [] : [reply];
}

/** The quote that ends a text; quotes in it are written `\"`. */
function quoteEnd(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at > 0 && line.charCodeAt(at - 1) === 0x5c) {
    at = line.indexOf('"', at + 1);
  }
  return at;
}

const QUOTE = 0x22;
