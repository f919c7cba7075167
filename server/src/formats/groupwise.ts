import { isDigit, readReply } from '../smtp/reply';
import { isReplyText, quotedReply, readCommand } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * GroupWise Internet Agent (`gwia\000.prc\1123log.001`): time, a thread that may look like a reply code, engine, text.
 * `15:39:02 250 DMN: MSG 1078 Sending file: …`, then `15:39:03 250     Detected error on SMTP command`,
 * `15:39:03 250     Command: RCPT TO:<b@example.net>`, `15:39:03 250     Response: 550 5.1.1 User unknown`.
 */
export const groupwise: LogFormat = {
  id: 'groupwise',
  title: 'GroupWise Internet Agent',
  reference: 'https://www.novell.com/documentation/groupwise18/gw18_guide_admin/data/adm_gwia_log.html',
  recognises: (line, start) => HEAD.test(line.slice(start, start + 60)),
  open: always(readGroupwise),
};

/** Older versions write the date too. */
const HEAD =
  /^((?:\d\d-\d\d-\d\d )?\d\d:\d\d:\d\d) ([0-9A-F]{1,5}) +(?:DMN|POP3|IMAP4|LDAP|GW|Starting|MSG|Command|Response|Detected|Analyzing|Processing|Begin|End)/;
const LINE = /^((?:\d\d-\d\d-\d\d )?\d\d:\d\d:\d\d) ([0-9A-F]{1,5}) +/;

/** `DMN: MSG 1078 `, before what is said of the message. */
const TEXT = /(?:DMN: )?(?:MSG \d{1,9} )?/y;

function readGroupwise(line: string, start: number): LogLine | undefined {
  const match = isDigit(line.charCodeAt(start)) ? LINE.exec(line.slice(start, start + 60)) : null;
  if (match === null) {
    return undefined;
  }
  const [all, time = '', thread = ''] = match;
  const logLine = new LogLine();
  logLine.time = span(start, start + time.length);
  const threadAt = start + time.length + 1;
  logLine.queueId = span(threadAt, threadAt + thread.length);
  const engineAt = start + all.length;
  TEXT.lastIndex = engineAt;
  const at = TEXT.test(line) ? TEXT.lastIndex : engineAt;
  if (line.startsWith('Command: ', at)) {
    readCommand(line, line.charCodeAt(at + 9) === 0x3c ? at + 10 : at + 9, line.length, logLine);
    return logLine;
  }
  logLine.relay = between(line, 'onnection: [', ']', at) ?? between(line, 'session ended: [', ']', at);
  const reply = isReplyText(line, at)
    ? readReply(line, at, 'remote')
    : quotedReply(line, at, line.length, QUOTING, 'remote');
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else if (line.startsWith('Host down', at) || line.includes(' Host down', at)) {
    logLine.outcome = 'delayed';
    logLine.words = span(at, line.length);
  }
  return logLine;
}

const QUOTING = ['Response: ', 'response: ', 'rror: ', 'ailure: ', 'said: ', 'returned: ', 'replied: '];
