import { isDigit, readReply } from '../smtp/reply';
import { quotedReply, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * CommuniGate Pro (`SystemLogs/2026-11-23.log`), with the time alone, a level and the component:
 * `15:39:02.111 4 SMTPI-004929([203.0.113.9]) rsp: 550 5.7.1 relaying denied`: a client's session with this server;
 * `15:39:02.111 4 SMTP-004930(example.net) rsp: 250 2.1.5 ok`: ours with another;
 * `15:39:02.111 2 SMTP-004930(example.net) [113457753] sent [192.0.2.1]:44905 -> [192.0.2.7]:25, got:250 ok`;
 * `15:39:02.111 2 DEQUEUER [113457753] SMTP(example.net)b@example.net relayed: relayed via mx.example.net`.
 */
export const communigate: LogFormat = {
  id: 'communigate',
  title: 'CommuniGate Pro',
  reference: 'https://support.communigate.com/communigate/Logs.html',
  recognises: (line, start) => {
    const end = timeEnd(line, start);
    return end > 0 && COMPONENT.test(line.slice(end + 1, start + 200));
  },
  open: always(readCommunigate),
};

const COMPONENT = /^\d [A-Z][A-Z0-9]{2,}(?:-\d+)?(?:\([^)]*\)|\(\[[^\]]*\]\))?[ :]/;

function readCommunigate(line: string, start: number): LogLine | undefined {
  const end = timeEnd(line, start);
  if (end < 0) {
    return undefined;
  }
  const at = end + 3;
  const logLine = new LogLine();
  logLine.time = span(start, end);
  const numbered = messageId(line, at);
  logLine.queueId = numbered ?? session(line, at);
  if (line.startsWith('SMTP', at)) {
    logLine.relay = line.indexOf('([', at) > 0 ? between(line, '([', '])', at) : between(line, '(', ')', at);
    readSession(line, at, logLine);
  } else if (line.startsWith('DEQUEUER', at) && numbered !== undefined) {
    readResult(line, numbered.end + 2, logLine);
  }
  return logLine;
}

/** `rsp: ` is the reply of whoever serves; `got:250 ok` sums a transfer up. */
function readSession(line: string, at: number, into: LogLine): void {
  const bare = line.indexOf(') ', at) + 2;
  const speaker = line.startsWith('SMTPI', at) ? 'server' : 'remote';
  const got = line.indexOf(', got:', at);
  // Level 5 shows the bytes: `out: ` is what this server sent.
  const raw = line.startsWith('SMTPI', at) ? 'out' : 'inp';
  MARK.lastIndex = bare;
  const mark = MARK.exec(line)?.[1];
  if (mark === 'rsp' || mark === raw || got > 0) {
    const reply = readReply(line, got > 0 ? got + 6 : MARK.lastIndex, speaker);
    into.replies = reply === undefined ? [] : [reply];
  } else if (mark === 'cmd') {
    readCommand(line, MARK.lastIndex, line.length, into);
  } else {
    const reply = quotedReply(line, bare, line.length, QUOTING, speaker);
    into.replies = reply === undefined ? [] : [reply];
  }
}

/** At level 5 some versions count the bytes. */
const MARK = /(rsp|cmd|out|inp)(?:\(\d{1,9}\))?: /y;

/** `SMTP(example.net)b@example.net relayed: relayed via mx.example.net`. */
function readResult(line: string, at: number, into: LogLine): void {
  const close = line.indexOf(')', at);
  const wordAt = close < 0 ? -1 : line.indexOf(' ', close);
  const colon = wordAt < 0 ? -1 : line.indexOf(':', wordAt);
  const outcome = colon < 0 ? undefined : OUTCOMES.get(line.slice(wordAt + 1, colon));
  if (outcome === undefined) {
    return;
  }
  into.outcome = outcome;
  into.recipient = span(close + 1, wordAt);
  const via = line.indexOf('relayed via ', colon);
  into.relay = via < 0 ? undefined : span(via + 12, line.length);
  const textAt = colon + 2;
  const reply = readReply(line, textAt, 'remote') ?? quotedReply(line, colon, line.length, QUOTING, 'remote');
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (outcome === 'failed' || outcome === 'delayed') {
    into.words = span(Math.min(textAt, line.length), line.length);
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['relayed', 'relayed'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
  ['rejected', 'failed'],
  ['delayed', 'delayed'],
  ['suspended', 'delayed'],
]);
const QUOTING = [
  'says: ',
  'said: ',
  'esponse: ',
  'rror: ',
  'reports: ',
  'send: ',
  'ailed: ',
  'rejected: ',
  'refused: ',
];

/** `[113457753]` or `QUEUE([113457753])`: digits alone are a message's number. */
function messageId(line: string, at: number): LogLine['queueId'] {
  const found = between(line, '[', ']', at);
  if (found === undefined) {
    return undefined;
  }
  for (let digit = found.start; digit < found.end; digit++) {
    if (!isDigit(line.charCodeAt(digit))) {
      return undefined;
    }
  }
  return found;
}

/** `SMTPI-004929` of `SMTPI-004929([203.0.113.9])`. */
function session(line: string, at: number): LogLine['queueId'] {
  const dash = line.indexOf('-', at);
  if (dash < 0 || dash > at + 12 || !isDigit(line.charCodeAt(dash + 1))) {
    return undefined;
  }
  let end = dash + 1;
  while (isDigit(line.charCodeAt(end))) {
    end++;
  }
  return span(at, end);
}

/** Where the time of `15:39:02.111 4 ` ends, or -1; older versions write hundredths. The level is one digit. */
function timeEnd(line: string, start: number): number {
  const end = line.charCodeAt(start + 11) === BLANK ? start + 11 : start + 12;
  return isDigit(line.charCodeAt(start)) &&
    line.charCodeAt(start + 2) === 0x3a &&
    line.charCodeAt(start + 8) === 0x2e &&
    line.charCodeAt(end) === BLANK &&
    line.charCodeAt(end + 2) === BLANK &&
    isDigit(line.charCodeAt(end + 1))
    ? end
    : -1;
}

const BLANK = 0x20;
