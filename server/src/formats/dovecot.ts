import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, between, GLANCE, type Glance, type LogFormat, LogLine, span, standsAt } from './format';
import { refusedLogin } from './refused-login';
import { hasOwnEnhancedCode } from './reply-context';

/**
 * Dovecot's LMTP, LDA, Sieve and submission, through syslog or in its own file. What it answers stands in the log of
 * whoever handed it the mail; here stand its words: `lmtp(alice@example.com)<501><kM4b>: sieve: msgid=<1@example.com>:
 * failed to store into mailbox 'INBOX': Quota exceeded (mailbox for user is full)`.
 */
export const dovecot: LogFormat = {
  id: 'dovecot',
  title: 'Dovecot',
  reference: 'https://doc.dovecot.org/2.3/admin_manual/logging/',
  programs: ['dovecot'],
  // In its own file the name of the service stands where syslog has the tag: `Nov 23 15:39:02 lmtp(alice)<501><kM4b>: Info: …`.
  recognises: (line, start) =>
    LEVEL.test(line.slice(start, start + 9)) && SERVICE.test(line.slice(Math.max(0, start - 120), start)),
  open: always(readDovecot, { glance: glanceAtDovecot, isGlanceEarly: true, isByShape: true }),
};

const LEVEL = /^(?:Info|Error|Warning|Debug|Fatal|Panic): /;
const SERVICE =
  /(?:^|[ |])(?:lmtp|lda|deliver|submission|submission-login|imap|imap-login|pop3|pop3-login|managesieve|managesieve-login|auth|auth-worker|anvil|master|log|indexer-worker|doveadm|config)(?:\([^()]{0,80}\))?(?:<[^<>]{0,40}>){0,2}: $/;

function readDovecot(line: string, start: number, program: string): LogLine | undefined {
  const isTagged = DELIVERING.test(program);
  const at = isTagged ? line.lastIndexOf(program, start) : start;
  if (at < 0 || (!isTagged && !isDelivering(line, start))) {
    return undefined;
  }
  const textAt = isTagged ? start : line.indexOf(': ', start) + 2;
  if (textAt < 2) {
    return undefined;
  }
  if (standsAt(line, 'submission-login', at)) {
    return readLogin(line, textAt);
  }
  const logLine = new LogLine();
  readSession(line, at, textAt, logLine);
  readText(line, textAt, logLine);
  logLine.messageId = between(line, 'msgid=<', '>', textAt);
  return logLine.queueId || logLine.outcome || logLine.replies.length > 0 ? logLine : undefined;
}

/** Services that take in or send mail; the others of Dovecot only hand it out. */
const DELIVERING = /^(?:lmtp|lda|deliver|submission)(?:[(<:-]|$)/;

function isDelivering(line: string, at: number): boolean {
  return (
    standsAt(line, 'lmtp', at) ||
    standsAt(line, 'lda', at) ||
    standsAt(line, 'deliver(', at) ||
    standsAt(line, 'submission', at)
  );
}

/** `submission-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice>, method=PLAIN, rip=192.0.2.7, …` */
function readLogin(line: string, at: number): LogLine | undefined {
  if (!line.includes('(auth failed', at)) {
    return undefined;
  }
  const logLine = refusedLogin(line, at);
  logLine.relay = between(line, ' rip=', ',', at);
  logLine.queueId = between(line, ' session=<', '>', at);
  return logLine;
}

function glanceAtDovecot(text: string, start: number, end: number, program: string): Glance {
  const isUnclear = program !== 'dovecot' || end - start < LONGEST_SERVICE || isDelivering(text, start);
  return isUnclear ? GLANCE.unclear : GLANCE.nothing;
}

/** `submission` */
const LONGEST_SERVICE = 10;

/** `lmtp(alice@example.com)<501><kM4bHiJk>: `: the user and the session, not the process id. */
function readSession(line: string, at: number, textAt: number, into: LogLine): void {
  const open = line.indexOf('<', at);
  const second = open < 0 || open > textAt ? -1 : line.indexOf('><', open);
  const close = second < 0 || second > textAt ? -1 : line.indexOf('>', second + 2);
  if (close > 0 && close < textAt) {
    into.queueId = span(second + 2, close);
  }
  const user = between(line, '(', ')', at);
  if (user !== undefined && user.end < textAt && line.slice(user.start, user.end).includes('@')) {
    into.recipient = user;
  }
}

function readText(line: string, at: number, into: LogLine): void {
  const reply = quotedReply(line, at);
  if (reply > 0) {
    const found = readReply(line, reply, 'remote');
    into.replies = found === undefined ? [] : [found];
    return;
  }
  const failed = FAILED.map((words) => line.indexOf(words, at)).find((found) => found >= 0);
  if (failed !== undefined) {
    into.outcome = 'failed';
    into.words = span(failed, line.length);
  } else if (STORED.some((words) => line.includes(words, at))) {
    into.outcome = 'delivered';
  } else if (line.includes(': forwarded to <', at)) {
    into.outcome = 'relayed';
    into.recipient = between(line, ': forwarded to <', '>', at);
  }
}

const FAILED = [
  'failed to store into mailbox ',
  'save failed to ',
  'rejected message from ',
  'Message rejected: ',
];
const STORED = [': stored mail into mailbox ', ': saved mail to '];

/** `… failed to redirect message to <b@example.org>: smtp(mx.example.org:25): RCPT TO failed: 550 5.1.1 no (temporary failure)` */
function quotedReply(line: string, from: number): number {
  for (
    let at = line.indexOf(': ', from), tries = 0;
    at >= 0 && tries < 20;
    at = line.indexOf(': ', at + 2), tries++
  ) {
    const isAnnounced =
      line.startsWith('failed', at - 6) ||
      line.startsWith('replied', at - 7) ||
      line.startsWith('rejected', at - 8);
    if (hasOwnEnhancedCode(line, at + 2) || (isAnnounced && isReplyText(line, at + 2))) {
      return at + 2;
    }
  }
  return -1;
}
