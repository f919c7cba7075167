import { readReply } from '../smtp/reply';
import { always, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * qmail-send and what runs beside it, through multilog or splogger. Blanks are `_`, line ends are `/`:
 * `delivery 251: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_no_such_user/Giving_up_on_192.0.2.1./`
 */
export const qmail: LogFormat = {
  id: 'qmail',
  title: 'qmail',
  reference: 'https://cr.yp.to/qmail.html',
  programs: ['qmail', 'rblsmtpd', 'splogger'],
  recognises: (line, start) => QMAIL_LINE.test(line.slice(start, start + 60)),
  open: always(readQmail),
};

const QMAIL_LINE =
  /^(?:starting delivery \d{1,12}: msg |delivery \d{1,12}: (?:success|failure|deferral): |status: local \d|(?:new|end|info|bounce) msg \d|triple bounce|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (?:resp|cmd), |\d{2,10} [<>] |rblsmtpd: )/;

function readQmail(line: string, start: number, program: string): LogLine | undefined {
  const at = afterSplogger(line, start);
  return (
    readResult(line, at) ??
    readStart(line, at) ??
    readMessage(line, at) ??
    readBlockList(line, at, program) ??
    readSession(line, at)
  );
}

/** splogger puts seconds since 1970 in front: `1157520813.485077 `. */
function afterSplogger(line: string, start: number): number {
  SPLOGGER.lastIndex = start;
  return SPLOGGER.test(line) ? SPLOGGER.lastIndex : start;
}

const SPLOGGER = /\d{9,11}\.\d{6} /y;

function readResult(line: string, at: number): LogLine | undefined {
  RESULT.lastIndex = at;
  if (!RESULT.test(line)) {
    return undefined;
  }
  const textAt = RESULT.lastIndex;
  const word = line.slice(line.lastIndexOf(' ', textAt - 3) + 1, textAt - 2);
  const logLine = new LogLine();
  logLine.queueId = span(at + 9, line.indexOf(':', at));
  const saidAt = line.indexOf('Remote_host_said:_', textAt);
  logLine.outcome = OUTCOMES[word === 'success' && saidAt < 0 ? 'local' : word];
  const reply = saidAt < 0 ? undefined : readReply(line, saidAt + 18, 'remote');
  if (reply !== undefined) {
    logLine.replies = [reply];
    logLine.relay = addressAt(line, textAt);
  } else if (word !== 'success') {
    logLine.words = span(textAt, line.length);
  }
  return logLine;
}

const RESULT = /delivery \d{1,12}: (?:success|failure|deferral): /y;

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'relayed',
  local: 'delivered',
  failure: 'failed',
  deferral: 'delayed',
};

/** `192.0.2.1_accepted_message.`, `Connected_to_192.0.2.1_but_…`: the other end's address. */
function addressAt(line: string, at: number): LogLine['relay'] {
  ADDRESS.lastIndex = at;
  if (!ADDRESS.test(line)) {
    return undefined;
  }
  const end = ADDRESS.lastIndex - 1;
  return span(line.lastIndexOf('_', end - 1) < at ? at : line.lastIndexOf('_', end - 1) + 1, end);
}

const ADDRESS = /(?:Connected_to_)?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}_/y;

/** `starting delivery 251: msg 2638346 to remote bob@example.net` */
function readStart(line: string, at: number): LogLine | undefined {
  START.lastIndex = at;
  if (!START.test(line)) {
    return undefined;
  }
  const logLine = new LogLine();
  const toAt = START.lastIndex;
  logLine.queueId = span(at + 18, line.indexOf(':', at));
  logLine.recipient = span(toAt, line.length);
  return logLine;
}

const START = /starting delivery \d{1,12}: msg \d{1,20} to (?:remote|local) /y;

/** `info msg 2638346: bytes 10712 from <alice@example.com> qp 54945 uid 82` */
function readMessage(line: string, at: number): LogLine | undefined {
  MESSAGE.lastIndex = at;
  if (!MESSAGE.test(line)) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(line.lastIndexOf(' ', MESSAGE.lastIndex - 1) + 1, MESSAGE.lastIndex);
  const fromAt = line.indexOf(' from <', at);
  const end = fromAt < 0 ? -1 : line.indexOf('>', fromAt);
  logLine.sender = end < 0 ? undefined : span(fromAt + 7, end);
  return logLine;
}

const MESSAGE = /(?:new|end|info|bounce) msg \d{1,20}/y;

/** `rblsmtpd: 192.0.2.77 pid 19597 bl.example.org: 451 https://bl.example.org/?ip=192.0.2.77` */
function readBlockList(line: string, at: number, program: string): LogLine | undefined {
  if (program !== 'rblsmtpd' && !line.startsWith('rblsmtpd: ', at)) {
    return undefined;
  }
  const textAt = line.indexOf(': ', line.indexOf(' pid ', at)) + 2;
  const reply = textAt < 2 ? undefined : readReply(line, textAt, 'server');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  return logLine;
}

/** `2026-11-23 15:39:02, resp, 250 ok`, or recordio's `19597 > 250 ok`. */
function readSession(line: string, at: number): LogLine | undefined {
  SESSION.lastIndex = at;
  const reply = SESSION.test(line) ? readReply(line, SESSION.lastIndex, 'server') : undefined;
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  if (line.charCodeAt(at + 4) === 0x2d) {
    logLine.time = span(at, at + 19);
  }
  return logLine;
}

const SESSION = /(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, resp, |\d{2,10} > )/y;
