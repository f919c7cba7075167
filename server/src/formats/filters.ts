import { readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span, standsAt } from './format';
import { hasOwnEnhancedCode } from './reply-context';

/**
 * Programs that judge mail for the mail server and write into the same log. They quote hardly any reply: their lines
 * belong to a message by its queue id, and may say that it was refused. Numbers in them are scores and counts.
 */
export const filters: LogFormat = {
  id: 'filters',
  title: 'Mail filters',
  reference: 'https://www.postfix.org/MILTER_README.html',
  programs: [
    'opendkim',
    'opendmarc',
    'rspamd',
    'spamd',
    'MailScanner',
    'clamav-milter',
    'clamsmtpd',
    'policyd-spf',
    'pyspf-milter',
    'policyd-weight',
    'postfix/policyd-weight',
    'policy-spf',
    'postfix/policy-spf',
    'postgrey',
    'postsrsd',
    'milter-greylist',
    'greylist',
  ],
  recognises: (line, start) => RSPAMD_LINE.test(line.slice(start, start + 90)),
  open: always(readFilter, { isByShape: true }),
};

/** `2026-11-23 15:39:02 #550(rspamd_proxy) <4f1a2b>; proxy; …` */
const RSPAMD_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? #\d{1,10}\([a-z_]{2,20}\) /;

function readFilter(line: string, start: number, program: string): LogLine | undefined {
  if (standsAt(line, 'Message ', start) && program === 'MailScanner') {
    const end = line.indexOf(' ', start + 8);
    return end < 0 ? undefined : ofMessage(start + 8, end);
  }
  if (program === 'rspamd' || (program === '' && RSPAMD_LINE.test(line.slice(start, start + 90)))) {
    return readRspamd(line, start, program);
  }
  if (standsAt(line, 'action=', start)) {
    return readPostgrey(line, start);
  }
  const action = ACTION.exec(line.slice(start, start + 40))?.[0];
  if (action !== undefined) {
    return readPolicy(line, start + action.length);
  }
  // policyd-spf repeats what it had the mail server say.
  const reply = hasOwnEnhancedCode(line, start) ? readReply(line, start, 'server') : undefined;
  if (reply !== undefined) {
    const logLine = new LogLine();
    logLine.replies = [reply];
    return logLine;
  }
  return readQueueId(line, start);
}

/** `decided action=550 temporarily blocked; <client=192.0.2.7> … <from=a@example.com> <to=b@example.net>; delay: 0s` */
function readPolicy(line: string, at: number): LogLine | undefined {
  const end = line.indexOf(';', at);
  const reply = readReply(line, at, 'server', end < 0 ? line.length : end);
  if (reply === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.replies = [reply];
  logLine.sender = between(line, '<from=', '>', reply.end);
  logLine.recipient = between(line, '<to=', '>', reply.end);
  // Postfix says it to the client, and logs that.
  logLine.isRepeated = true;
  return logLine;
}

const ACTION = /^(?:decided |:? ?Policy )action=/i;

/** `4F1A2B3C4D: DKIM verification successful`, `milter-greylist: 5ANEd2wX000917: addr … delayed`: a word with a digit. */
function readQueueId(line: string, start: number): LogLine | undefined {
  const at = standsAt(line, 'milter-greylist: ', start) ? start + 17 : start;
  QUEUE_ID.lastIndex = at;
  return QUEUE_ID.test(line) ? ofMessage(at, QUEUE_ID.lastIndex - 2) : undefined;
}

const QUEUE_ID = /(?=[A-Za-z]{0,15}\d)[0-9A-Za-z]{8,20}: /y;

function ofMessage(start: number, end: number): LogLine {
  const logLine = new LogLine();
  logLine.queueId = span(start, end);
  return logLine;
}

/**
 * `<4f1a2b>; task; rspamd_task_write_log: id: <1@example.com>, qid: <4F1A2B3C4D>, ip: 192.0.2.7, from: <a@example.com>,
 *  (default: T (reject): [15.10/15.00] [BAYES_SPAM(5.10){99.90%;},…], len: 2550, …, rcpts: <b@example.net>, …`
 */
function readRspamd(line: string, start: number, program: string): LogLine | undefined {
  const logLine = new LogLine();
  if (program === '') {
    logLine.time = span(start, line.indexOf(' #', start));
  }
  const queueAt = line.indexOf('qid: <', start);
  if (queueAt >= 0) {
    logLine.queueId = between(line, '<', '>', queueAt);
    logLine.sender = between(line, ', from: <', '>', queueAt);
    logLine.recipient = between(line, ', rcpts: <', '>', queueAt);
    readAction(line, line.indexOf('(default: ', queueAt), logLine);
  }
  return logLine.queueId && logLine;
}

/** `(default: F (soft reject): [5.10/15.00]` */
function readAction(line: string, at: number, into: LogLine): void {
  const action = at < 0 ? undefined : between(line, ' (', ')', at + 10);
  const name = action && line.slice(action.start, action.end);
  if (name === 'reject' || name === 'soft reject' || name === 'greylist') {
    into.outcome = name === 'reject' ? 'failed' : 'delayed';
    into.words = action;
  }
}

/** `action=greylist, reason=new, client_name=mx.example.org, client_address=192.0.2.7, sender=a@example.org, recipient=b@example.net` */
function readPostgrey(line: string, at: number): LogLine {
  const logLine = new LogLine();
  logLine.sender = between(line, ', sender=', ',', at);
  const recipientAt = line.indexOf(', recipient=', at);
  logLine.recipient = recipientAt < 0 ? undefined : span(recipientAt + 12, line.length);
  logLine.relay = between(line, ', client_name=', ',', at);
  if (standsAt(line, 'greylist', at + 7)) {
    const comma = line.indexOf(', client', at);
    logLine.outcome = 'delayed';
    logLine.words = span(at, comma < 0 ? line.length : comma);
  }
  return logLine;
}
