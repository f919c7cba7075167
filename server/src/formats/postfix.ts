import { readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span, standsAt } from './format';
import { isClient, nameBeforeBracket, readDelivery, readPassingReply } from './postfix-delivery';
import { glanceAtPostfix } from './postfix-glance';
import { hasQueueId, queueIdEnd, skipBlanks } from './postfix-queue-id';
import { readRefusal } from './postfix-refusal';
import { refusedLogin } from './refused-login';

/**
 * Postfix, all daemons. Through syslog:
 * `Nov 23 15:39:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25,
 *  delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said:
 *  550 5.1.1 No such user (in reply to RCPT TO command))`
 */
export const postfix: LogFormat = {
  id: 'postfix',
  title: 'Postfix',
  reference: 'https://www.postfix.org/DEBUG_README.html',
  programs: ['postfix'],
  recognises: (line, start) => bareStart(line, start) >= 0,
  open: always(readPostfix, { glance: glanceAtPostfix, isGlanceEarly: true, isByShape: true }),
};

function readPostfix(line: string, start: number, program: string): LogLine | undefined {
  if (program !== '') {
    return readMessage(line, skipBlanks(line, start), program);
  }
  const tagAt = line.indexOf('postfix', start);
  const messageAt = bareStart(line, start);
  return messageAt < 0
    ? undefined
    : readMessage(
        line,
        messageAt,
        tagAt < 0 || tagAt > messageAt ? '' : line.slice(tagAt, line.indexOf('[', tagAt)),
      );
}

/**
 * Where the message begins in a line that lost its syslog head, or has one that nobody knows: after
 * `postfix/smtpd[917]: `, or at `NOQUEUE: ` or `4F1A2B3C4D: to=<` itself; -1 for another program's line.
 */
function bareStart(line: string, start: number): number {
  TAG.lastIndex = line.indexOf('postfix', start);
  if (TAG.lastIndex >= start && TAG.test(line)) {
    return skipBlanks(line, TAG.lastIndex);
  }
  BARE.lastIndex = start;
  return BARE.test(line) ? start : -1;
}

const TAG = /postfix[\w.-]{0,40}\/[\w/.-]{1,60}\[\d{1,10}\]: /y;
const BARE =
  /(?:NOQUEUE: (?:reject|milter-reject|warn|hold|discard)|[0-9A-Za-z]{6,20}: (?:to=<[^>]{0,500}>, (?:orig_to=<[^>]{0,500}>, )?relay=|from=<[^>]{0,500}>, size=|client=|message-id=<|removed$))/y;

function readMessage(line: string, start: number, program: string): LogLine | undefined {
  const idEnd = queueIdEnd(line, start);
  const rest = idEnd < 0 ? start : idEnd + 2;
  const read = readBody(line, rest, program);
  if (idEnd < 0 || !hasQueueId(line, start)) {
    return read;
  }
  const logLine = read ?? new LogLine();
  logLine.queueId = span(start, idEnd);
  return logLine;
}

/** Reads what follows the queue id; its first letter tells most lines that hold nothing from the others. */
function readBody(line: string, rest: number, program: string): LogLine | undefined {
  switch (line.charCodeAt(rest)) {
    case 0x74: // to=<
      return line.charCodeAt(rest + 3) === LESS ? readDelivery(line, rest, program) : undefined;
    case 0x66: // from=< or filter:
      return line.charCodeAt(rest + 5) === LESS ? readQueued(line, rest) : readRefusal(line, rest);
    case 0x3e: // > mx.example.net[192.0.2.1]: 250 Ok
    case 0x3c:
      return readVerbose(line, rest, program);
    case 0x63: // client=mx.example.net[192.0.2.1]
      return line.charCodeAt(rest + 6) === EQUALS ? readClient(line, rest) : undefined;
    case 0x64: // discard:
    case 0x6d: // message-id=<550@example.com> or milter-reject:
      return line.charCodeAt(rest + 10) === EQUALS ? readMessageId(line, rest) : readRefusal(line, rest);
    case 0x70: // proxy-reject:, proxy-accept:, or postmaster non-delivery notification: 4F1A2B3C4E
      return readRefusal(line, rest) ?? readNotification(line, rest);
    case 0x72: // reject: or removed
      return standsAt(line, 'removed', rest) ? readRemoved() : readRefusal(line, rest);
    case 0x73: // sender non-delivery notification: 4F1A2B3C4E
      return readNotification(line, rest);
    case 0x77: // warn: or warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: …
      return standsAt(line, 'warning: ', rest) ? readLogin(line, rest + 9) : readRefusal(line, rest);
    case 0x68: // hold: or host mx.example.net[192.0.2.1] said:
      return readRefusal(line, rest) ?? readPassingReply(line, rest);
    case 0x53: // SASL authentication failed; server mx.example.net[192.0.2.1] said:
      return readPassingReply(line, rest);
    case 0x75: // uid=1000 from=<alice>
      return line.charCodeAt(rest + 3) === EQUALS ? readPickedUp(line, rest) : undefined;
    default:
      return undefined;
  }
}

/** `unknown[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=alice`: the client got a reply. */
function readLogin(line: string, rest: number): LogLine | undefined {
  const textAt = afterHost(line, rest);
  const failed = standsAt(line, 'SASL ', textAt) ? line.indexOf(' authentication failed', textAt) : -1;
  if (failed < 0 || failed > textAt + LONGEST_METHOD) {
    return undefined;
  }
  const logLine = refusedLogin(line, textAt);
  logLine.relay = nameBeforeBracket(line, rest, textAt);
  return logLine;
}

const LONGEST_METHOD = 110;

/** `> mx.example.net[192.0.2.1]: 250 2.1.0 Ok` (option -v): `>` is what this daemon sent, `<` what it received. */
function readVerbose(line: string, rest: number, program: string): LogLine | undefined {
  const textAt = afterHost(line, rest);
  const sent = line.charCodeAt(rest) === 0x3e;
  if (textAt < 0 || line.charCodeAt(rest + 1) !== 0x20 || sent === isClient(program)) {
    return undefined;
  }
  const reply = readReply(line, textAt, sent ? 'server' : 'remote');
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 2, textAt);
  logLine.replies = [reply];
  return logLine;
}

/** Behind `mx.example.net[192.0.2.1]: `, where the port may stand, `[192.0.2.1]:25: `; -1 without it. */
function afterHost(line: string, from: number): number {
  const bracket = line.indexOf(']', from);
  const colon = bracket < 0 ? -1 : line.indexOf(': ', bracket);
  return colon < 0 || colon > bracket + LONGEST_PORT ? -1 : colon + 2;
}

const LONGEST_PORT = 7;

/** `from=<a@example.com>, size=1234, nrcpt=1 (queue active)`, or `from=<…>, status=expired, returned to sender`, also `force-expired`. */
function readQueued(line: string, rest: number): LogLine | undefined {
  const logLine = new LogLine();
  logLine.sender = between(line, 'from=<', '>', rest);
  const after = logLine.sender === undefined ? line.length : logLine.sender.end + 1;
  if (standsAt(line, ', status=', after)) {
    logLine.outcome = 'failed';
    logLine.words = span(after + 9, line.length);
  }
  return logLine;
}

function readPickedUp(line: string, rest: number): LogLine {
  const logLine = new LogLine();
  logLine.sender = between(line, ' from=<', '>', rest);
  logLine.life = 'begins';
  return logLine;
}

function readClient(line: string, rest: number): LogLine {
  const logLine = new LogLine();
  logLine.relay = nameBeforeBracket(line, rest + 7, line.length);
  logLine.life = 'begins';
  // client=localhost[127.0.0.1], orig_queue_id=4F1A2B3C4D, orig_client=mx.example.net[192.0.2.1]
  const original = line.indexOf(', orig_queue_id=', rest);
  if (original > 0) {
    const comma = line.indexOf(',', original + 1);
    logLine.links = [span(original + 16, comma < 0 ? line.length : comma)];
  }
  return logLine;
}

function readMessageId(line: string, rest: number): LogLine {
  const logLine = new LogLine();
  const open = line.charCodeAt(rest + 11) === LESS ? rest + 12 : rest + 11;
  const end = line.endsWith('>') ? line.length - 1 : line.length;
  logLine.messageId = span(open, Math.max(open, end));
  return logLine;
}

/** `sender non-delivery notification: 4F1A2B3C4E`: the message that tells the sender. */
function readNotification(line: string, rest: number): LogLine | undefined {
  const at = line.indexOf(' notification: ', rest);
  if (at < 0 || at > rest + LONGEST_NOTIFICATION) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.links = [span(at + 15, line.length)];
  return logLine;
}

const LONGEST_NOTIFICATION = 40;

function readRemoved(): LogLine {
  const logLine = new LogLine();
  logLine.life = 'ends';
  return logLine;
}

const LESS = 0x3c;
const EQUALS = 0x3d;
