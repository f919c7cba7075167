import { always, type LogFormat, LogLine, span } from './format';

/**
 * Programs that write into the mail log and quote no reply: their lines belong to a message where they begin with its
 * queue id, and are passed over otherwise. Numbers in them are scores, process ids and byte counts.
 */
function silent(id: string, title: string, reference: string, programs: readonly string[]): LogFormat {
  return { id, title, reference, programs, open: always(readQueueId) };
}

function readQueueId(line: string, start: number): LogLine | undefined {
  QUEUE_ID.lastIndex = start;
  if (!QUEUE_ID.test(line)) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(start, QUEUE_ID.lastIndex - 2);
  return logLine;
}

/** `4F1A2B3C4D: DKIM verification successful`: a word with a digit in it, before a colon. */
const QUEUE_ID = /(?=[A-Za-z]{0,15}\d)[0-9A-Za-z]{8,20}: /y;

export const dovecot = silent('dovecot', 'Dovecot', 'https://doc.dovecot.org/2.3/admin_manual/logging/', [
  'dovecot',
]);
export const filters = silent('filters', 'Mail filters', 'https://www.postfix.org/MILTER_README.html', [
  'opendkim',
  'opendmarc',
  'rspamd',
  'spamd',
  'MailScanner',
  'clamav-milter',
  'policyd-spf',
  'postgrey',
  'milter-greylist',
]);
