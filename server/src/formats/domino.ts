import { readReply, type Speaker } from '../smtp/reply';
import { isReplyText, quotedReply, readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';
import { refusedLogin } from './refused-login';

/**
 * Domino of HCL, before that IBM and Lotus (`console.log`, or `log.nsf` exported), dates as the country has them:
 * `[0D14:0027-1334] 11/23/2026 03:39:02 PM  Router: Message 0064E1A5 NOT transferred via SMTP to EXAMPLE.NET for
 *  b@example.net from a@example.com Size: 124K Error transferring to mx.example.net; SMTP Protocol Returned a Permanent
 *  Error 550 5.1.1 User unknown`
 */
export const domino: LogFormat = {
  id: 'domino',
  title: 'HCL Domino, IBM and Lotus Domino',
  reference: 'https://help.hcl-software.com/domino/14.0.0/admin/conf_smtpinboundconnectionsmessages_c.html',
  recognises: (line, start) => headOf(line, start) !== null,
  open: always(readDomino),
};

/** Process and thread, date and time may each be missing; the task must not. */
const HEAD =
  /^(\[[0-9A-Fa-fx:-]+\] +)?(\d\d[-/.]\d\d[-/.]\d{4} \d\d[:.]\d\d[:.]\d\d(?: [AP]M)?|\d{4}[-/.]\d\d[-/.]\d\d \d\d[:.]\d\d[:.]\d\d(?: [AP]M)?)?( *)(SMTP ?Server|Router|RouterSMTP|SMTP ?Client|smtp)(?::|( ?\[[0-9A-Fa-f:-]+\]):?) /;

/** Others write `smtp:` and `Router:` too, but not behind such a date, nor of SMTP. */
function headOf(line: string, start: number): RegExpExecArray | null {
  const match = HEAD.exec(line.slice(start, start + 120));
  if (match === null || match[1] !== undefined || match[2] !== undefined) {
    return match;
  }
  return match[4] === 'smtp' || (match[4] === 'Router' && !line.includes('SMTP')) ? null : match;
}

function readDomino(line: string, start: number): LogLine | undefined {
  const match = headOf(line, start);
  if (match === null) {
    return undefined;
  }
  const [all, bracket = '', time = '', , task = '', session = ''] = match;
  const logLine = new LogLine();
  if (time !== '') {
    logLine.time = span(start + bracket.length, start + bracket.length + time.length);
  }
  const at = start + all.length;
  if (session !== '') {
    const open = line.indexOf('[', at - session.length - 3);
    logLine.queueId = span(open + 1, open + session.trimStart().length - 1);
  }
  if (line.startsWith('Message ', at)) {
    readMessage(line, at, logLine);
  } else if (task === 'Router' || task === 'RouterSMTP' || /^SMTP ?Client$/.test(task)) {
    readReplies(line, at, 'remote', logLine);
  } else {
    readServer(line, at, logLine);
  }
  return logLine;
}

/** `Message 0064E1A5 …`: received, delivered, transferred, NOT transferred. */
function readMessage(line: string, at: number, into: LogLine): void {
  const idEnd = line.indexOf(' ', at + 8);
  into.queueId = span(at + 8, idEnd < 0 ? line.length : idEnd);
  const forAt = line.indexOf(' for ', at);
  into.recipient = between(line, forAt < 0 ? ' delivered to ' : ' for ', ' from ', at);
  into.sender = between(line, ' from ', ' ', into.recipient?.end ?? line.length);
  if (line.includes(' NOT transferred ', at)) {
    into.relay = between(line, ' via SMTP to ', ' for ', at);
    readReplies(line, at, 'remote', into);
    into.outcome = line.includes('Transient', at) ? 'delayed' : 'failed';
    if (into.replies.length === 0) {
      const size = line.indexOf(' Size: ', at);
      const words = size < 0 ? -1 : line.indexOf(' ', size + 7);
      into.words = words < 0 ? undefined : span(words + 1, line.length);
    }
  } else if (line.includes(' transferred to ', at)) {
    into.relay = between(line, ' transferred to ', ' for ', at);
    into.outcome = 'relayed';
  } else if (line.includes(' delivered to ', at)) {
    into.outcome = 'delivered';
  } else if (line.includes(' received from ', at)) {
    into.relay = between(line, ' received from ', ' ', at);
    into.recipient = undefined;
    into.sender = undefined;
  } else if (line.includes(' rejected', at)) {
    into.outcome = 'failed';
    into.words = span(at, line.length);
  }
}

/** `Connection from [203.0.113.9] rejected for policy reasons. …`, `Message rejected. …`. */
function readServer(line: string, at: number, into: LogLine): void {
  readReplies(line, at, 'server', into);
  if (into.replies.length === 0 && REFUSED_LOGIN.test(line.slice(at, at + LONGEST_LOGIN))) {
    refusedLogin(line, at, into).relay =
      between(line, ' [', ']', at) ?? lastAfter(line, 'connecting host ', at);
    return;
  }
  into.relay = between(line, 'onnection from [', ']', at) ?? between(line, 'connecting host ', ' ', at);
  if (into.replies.length === 0 && (line.includes(' rejected', at) || line.includes(' refused', at))) {
    into.outcome = 'failed';
    into.words = span(at, line.length);
  }
}

/** `Authentication failed for user alice ; connecting host 192.0.2.7`, `alice [192.0.2.7] authentication failure using …` */
const REFUSED_LOGIN =
  /^(?:Authentication failed for user |[^[]{1,200} \[[\d.:A-Fa-f]{2,45}\] authentication failure )/;
const LONGEST_LOGIN = 300;

function lastAfter(line: string, words: string, from: number): LogLine['relay'] {
  const at = line.indexOf(words, from);
  return at < 0 ? undefined : span(at + words.length, line.length);
}

/** The quoted reply, or the dialogue of a debug trace: `S: ` is what this server sent, `R: ` what it received. */
function readReplies(line: string, at: number, speaker: Speaker, into: LogLine): void {
  const sent = line.indexOf('S: ', at);
  const mark = sent < 0 || sent > at + 40 ? line.indexOf('R: ', at) : sent;
  if (mark >= 0 && mark <= at + 40 && (mark === at || line.charCodeAt(mark - 1) === 0x20)) {
    readSaid(line, mark + 3, line.length, mark === sent ? 'server' : 'remote', into);
    return;
  }
  const reply = isReplyText(line, at)
    ? readReply(line, at, speaker)
    : quotedReply(line, at, line.length, QUOTING, speaker);
  into.replies = reply === undefined ? [] : [reply];
}

const QUOTING = [
  'Permanent Error ',
  'Transient Error ',
  'Permanent Error: ',
  'Transient Error: ',
  'via SMTP: ',
  'Response: ',
  'response: ',
  'Reason: ',
  '; ',
  'said: ',
];
