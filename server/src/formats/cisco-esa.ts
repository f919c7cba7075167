import { enhancedCodeEnd, isDigit, readEnhancedCode, readReplyCode } from '../smtp/reply';
import { readSaid } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';
import { refusedLogin } from './refused-login';

/**
 * Cisco Secure Email Gateway, before that ESA, IronPort (`mail_logs`, `bounces`, and debug logs):
 * `Mon Nov 23 15:39:02 2026 Info: Bounced: DCID 8413043 MID 19851 From: <a@example.com> To: <b@example.net> RID 0 -
 *  5.1.0 - Unknown address error ('550', ['5.1.1 <b@example.net>: Recipient address rejected'])`
 * Through syslog the date is the wrapper's, `Info: …` remains.
 */
export const ciscoEsa: LogFormat = {
  id: 'cisco-esa',
  title: 'Cisco Secure Email Gateway, IronPort',
  reference:
    'https://www.cisco.com/c/en/us/td/docs/security/esa/esa14-0/user_guide/b_ESA_Admin_Guide_14-0/b_ESA_Admin_Guide_12_1_chapter_0100111.html',
  recognises: (line, start) => {
    const match = HEAD.exec(line.slice(start, start + 60));
    return match !== null && (match[1] !== undefined || OWN.test(line.slice(start, start + 400)));
  },
  open: always(readCisco),
};

const HEAD =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} )?(?:Info|Warning|Critical|Debug|Trace|Notice|Alert): /;
const OWN = /\b(?:[ID]?CID|MID) \d|SMTP (?:Error|response)/;

function readCisco(line: string, start: number): LogLine | undefined {
  const match = HEAD.exec(line.slice(start, start + 60));
  if (match === null) {
    return undefined;
  }
  const [all, time] = match;
  const at = start + all.length;
  const logLine = new LogLine();
  if (time !== undefined) {
    const timeAt = start + all.indexOf(time);
    logLine.time = span(timeAt, timeAt + time.length - 1);
  }
  logLine.queueId = numberAfter(line, 'MID ', at) ?? numberAfter(line, 'CID ', at);
  logLine.sender = between(line, ' From: <', '>', at);
  logLine.recipient = between(line, ' To: <', '>', at) ?? between(line, ' for recipient ', ':', at);
  readConversation(line, at, logLine);
  readResult(line, at, logLine);
  return logLine;
}

/** `Bounced: …`, `Delayed: …`, `Message done …`, `… Rejected by …`. */
function readResult(line: string, at: number, into: LogLine): void {
  into.outcome = OUTCOMES.find(([words]) => line.startsWith(words, at))?.[1];
  const rejected = line.indexOf(' Rejected by ', at);
  if (rejected > 0) {
    into.outcome = 'failed';
    into.words = span(rejected + 1, line.length);
  }
  if (REFUSED_CLIENT.test(line.slice(at, at + 60))) {
    into.outcome = 'failed';
    into.isRefusal = true;
    into.words = span(line.indexOf('REJECT', at), line.length);
    return;
  }
  if (REFUSED_LOGIN.test(line.slice(at, at + 60))) {
    refusedLogin(line, at, into);
    return;
  }
  if (into.outcome === 'failed' || into.outcome === 'delayed') {
    readStatus(line, at, into);
  }
  const tuple = line.indexOf(" ('", at);
  const unexpected = line.indexOf('SMTP response ', at);
  if (tuple > 0 && standsQuoted(line, tuple + 3)) {
    addReply(line, tuple + 3, line.indexOf("['", tuple), into);
  } else if (unexpected > 0) {
    addReply(line, unexpected + 14, line.indexOf("['", unexpected), into);
  }
  if (into.replies.length > 0) {
    into.words = undefined;
  }
}

/** `ICID 800 REJECT SG BLOCKED_LIST match sbrs[-10:-3] SBRS -5.5` */
const REFUSED_CLIENT = /^ICID \d{1,12} REJECT /;

/** `SMTP Auth: (ICID 800) failed for user: alice using AUTH mechanism: PLAIN with profile: Auth` */
const REFUSED_LOGIN = /^SMTP Auth: \(ICID \d{1,12}\) failed for user: /;

const OUTCOMES: readonly (readonly [string, Outcome])[] = [
  ['Bounced: ', 'failed'],
  ['Delayed: ', 'delayed'],
  ['Message done ', 'relayed'],
];

/** `RID 0 - 5.1.0 - Unknown address error`, or `RID 0 - Bounced by destination server: 5.1.0 - Unknown …`. */
function readStatus(line: string, at: number, into: LogLine): void {
  const dash = line.indexOf(' - ', at);
  if (dash < 0) {
    return;
  }
  const colon = line.indexOf(': ', dash);
  const plain = enhancedCodeEnd(line, dash + 3) > 0 ? dash + 3 : colon + 2;
  const end = enhancedCodeEnd(line, plain);
  if (end > 0) {
    into.status = span(plain, end);
    into.words = span(plain, line.length);
  }
}

/** The code, and the enhanced code that begins the text in `['5.1.1 …'])` or `['#5.1.8 …']`. */
function addReply(line: string, start: number, list: number, into: LogLine): void {
  const code = readReplyCode(line, start);
  if (code === 0) {
    return;
  }
  const close = list < 0 ? -1 : line.indexOf("']", list);
  const textAt = line.charCodeAt(list + 2) === 0x23 ? list + 3 : list + 2;
  const enhanced = list < 0 ? undefined : readEnhancedCode(line, textAt);
  into.replies = [{ start, end: close < 0 ? line.length : close, code, enhanced, speaker: 'remote' }];
}

function standsQuoted(line: string, at: number): boolean {
  return readReplyCode(line, at) > 0 && line.charCodeAt(at + 3) === 0x27;
}

/** Debug logs: `Sent to '203.0.113.9': '220 …'` to a client, `Sent: '…'` and `Rcvd: '…'` with another server. */
function readConversation(line: string, at: number, into: LogLine): void {
  const sent = line.indexOf('Sent', at);
  const mark = sent < 0 || sent > at + 24 ? line.indexOf('Rcvd', at) : sent;
  const quote = mark < 0 || mark > at + 24 ? -1 : line.indexOf(": '", mark);
  if (quote < 0) {
    return;
  }
  const toClient = line.startsWith(' to ', mark + 4);
  const fromClient = line.startsWith(' from ', mark + 4);
  const answers = toClient || (mark !== sent && !fromClient);
  const end = line.endsWith("'") ? line.length - 1 : line.length;
  const textAt = quote + 3;
  if (answers || !isDigit(line.charCodeAt(textAt))) {
    readSaid(line, textAt, Math.max(textAt, end), toClient ? 'server' : 'remote', into);
  }
}

function numberAfter(line: string, name: string, at: number): LogLine['queueId'] {
  const start = line.indexOf(name, at) + name.length;
  let end = start;
  while (start >= name.length && isDigit(line.charCodeAt(end))) {
    end++;
  }
  return end === start ? undefined : span(start, end);
}
