import { isDigit, readReply } from '../smtp/reply';
import { quotedReply } from './dialogue';
import { always, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * Barracuda Email Security Gateway (Spam Firewall), through syslog:
 * `… inbound/pass1[27564]: 203.0.113.9 1126226282-27564-2-0 1126226286 1126226328 RECV a@example.com b@example.net 2 5 why`
 * `… outbound/smtp[20150]: 127.0.0.1 1127150097-20148-1-0 0 0 SEND - 1 B40D820136 250 2.0.0 Ok: queued as 1AA7620136`
 * Actions and reasons are small numbers; only what was sent on ends in a reply.
 */
export const barracuda: LogFormat = {
  id: 'barracuda',
  title: 'Barracuda Email Security Gateway',
  reference:
    'https://campus.barracuda.com/product/emailsecuritygateway/doc/12193950/syslog-and-the-barracuda-email-security-gateway/',
  recognises: (line, start) => LINE.test(line.slice(start, start + 200)),
  open: always(readBarracuda),
};

/** The client, the message, when it began and ended, and the service. */
const LINE = /^(\S{2,120}) (\d{6,12}-\d+-\d+-\d+) \d+ \d+ (RECV|SCAN|SEND) /;

function readBarracuda(line: string, start: number): LogLine | undefined {
  const match = LINE.exec(line.slice(start, start + 200));
  if (match === null) {
    return undefined;
  }
  const [all, client = '', message = '', service] = match;
  const messageAt = start + client.length + 1;
  const at = start + all.length;
  const logLine = new LogLine();
  logLine.queueId = span(messageAt, messageAt + message.length);
  const bracket = client.indexOf('[');
  logLine.relay = bracket > 0 ? span(start, start + bracket) : span(start, messageAt - 1);
  if (service === 'SEND') {
    readSent(line, at, logLine);
  } else {
    // What was received: sender, recipient, action; what was scanned has `ENC` or a dash before and a score between.
    readJudged(line, service === 'SCAN' ? wordEnd(line, at) + 1 : at, service === 'SCAN' ? 1 : 0, logLine);
  }
  return logLine;
}

/** `- 1 B40D820136 250 2.0.0 Ok`: encryption, action, queue id, reply. */
function readSent(line: string, at: number, into: LogLine): void {
  const actionAt = wordEnd(line, at) + 1;
  const queueAt = wordEnd(line, actionAt) + 1;
  const replyAt = wordEnd(line, queueAt) + 1;
  into.outcome = SENT.get(line.slice(actionAt, queueAt - 1));
  const reply =
    readReply(line, replyAt, 'remote') ?? quotedReply(line, replyAt, line.length, ['said: '], 'remote');
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = span(Math.min(replyAt, line.length), line.length);
  }
}

function readJudged(line: string, senderAt: number, scores: number, into: LogLine): void {
  const recipientAt = wordEnd(line, senderAt) + 1;
  let actionAt = wordEnd(line, recipientAt) + 1;
  const at = line.indexOf('@', recipientAt);
  if (at < 0 || at >= actionAt || actionAt >= line.length) {
    return;
  }
  into.sender =
    line.charCodeAt(senderAt) === DASH ? span(senderAt, senderAt) : span(senderAt, recipientAt - 1);
  into.recipient = span(recipientAt, actionAt - 1);
  for (let skipped = 0; skipped < scores; skipped++) {
    actionAt = wordEnd(line, actionAt) + 1;
  }
  const actionEnd = wordEnd(line, actionAt);
  into.outcome = isDigit(line.charCodeAt(actionAt)) ? JUDGED.get(line.slice(actionAt, actionEnd)) : undefined;
  if (into.outcome !== undefined) {
    into.words = span(Math.min(actionEnd + 1, line.length), line.length);
  }
}

/** Delivered, rejected, deferred, expired. */
const SENT: ReadonlyMap<string, Outcome> = new Map([
  ['1', 'relayed'],
  ['2', 'failed'],
  ['3', 'delayed'],
  ['4', 'failed'],
]);
/** Blocked, deferred. */
const JUDGED: ReadonlyMap<string, Outcome> = new Map([
  ['2', 'failed'],
  ['5', 'delayed'],
]);

function wordEnd(line: string, at: number): number {
  const blank = line.indexOf(' ', at);
  return blank < 0 ? line.length : blank;
}

const DASH = 0x2d;
