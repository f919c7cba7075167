import { readReply } from '../smtp/reply';
import { isReplyText, readSaid } from './dialogue';
import { between, type FileHead, type LogFormat, LogLine, span } from './format';

/**
 * Winmail Server, of AMAX (`server\logs\smtp.log`): date and time, thread, text,
 * `2026-11-23 15:39:02	4711	553 you don't authenticate or the domain is not allowed relay. #ER`, where its greeting
 * names it; and its letters: `<bob@example.net>, remote server said: 550 5.1.1 No such user`.
 */
export const winmail: LogFormat = {
  id: 'winmail',
  title: 'Winmail Server',
  reference: 'https://www.winmail.cn/ndr/',
  recognises: (line, start) =>
    line.startsWith(OPENING, start) || saidAt(line, start) > 0 || isGreeting(line, start),
  open: (head) => {
    const isLog = isOwnLog(head);
    return {
      key: String(isLog),
      read: (line, start) => (isLog ? readRecord(line, start) : undefined) ?? readLetter(line, start),
    };
  },
};

const OPENING = 'Hi. This is the smtp delivery program.';

function isOwnLog({ lines }: FileHead): boolean {
  return lines.some((line) => isGreeting(line, 0));
}

function isGreeting(line: string, start: number): boolean {
  const at = textStart(line, start);
  return at > 0 && GREETING.test(line.slice(at, at + LONGEST_GREETING));
}

const GREETING = /^\d{3}[ -].*\bWinmail (?:Mail )?Server\b/;
const LONGEST_GREETING = 200;

/** Where the text begins behind date, time and thread; -1 for a line of another shape. */
function textStart(line: string, start: number): number {
  RECORD.lastIndex = start;
  return RECORD.test(line) ? RECORD.lastIndex : -1;
}

const RECORD = /\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,6})?[\t ,]{1,4}\[?\d{1,10}\]?[\t ,:]{1,4}/y;

/** The thread stays the same for a session. */
function readRecord(line: string, start: number): LogLine | undefined {
  const at = textStart(line, start);
  if (at < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  readSaid(line, at, line.length, 'server', logLine);
  if (logLine.replies.length === 0 && logLine.command === undefined) {
    return undefined;
  }
  logLine.time = span(start, start + 19);
  THREAD.lastIndex = start + 19;
  const thread = THREAD.exec(line);
  logLine.queueId =
    thread === null ? undefined : span(THREAD.lastIndex - (thread[1]?.length ?? 0), THREAD.lastIndex);
  return logLine;
}

const THREAD = /(?:[.,]\d{1,6})?[\t ,]{1,4}\[?(\d{1,10})/y;

/** `<bob@example.net>, remote server said: 550 5.1.1 No such user`, or the server's own words in place of a reply. */
function readLetter(line: string, start: number): LogLine | undefined {
  const at = saidAt(line, start);
  if (at < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.recipient = between(line, '<', '>', start);
  const reply = isReplyText(line, at) ? readReply(line, at, 'remote') : undefined;
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else {
    logLine.words = span(at, line.length);
  }
  // The letter comes when nothing more is tried.
  logLine.outcome = 'failed';
  return logLine;
}

/** Behind `<…>, remote server said: `. */
function saidAt(line: string, start: number): number {
  const close = line.charCodeAt(start) === LESS ? line.indexOf('>', start) : -1;
  return close > 0 && line.startsWith(SAID, close + 1) ? close + 1 + SAID.length : -1;
}

const SAID = ', remote server said: ';
const LESS = 0x3c;
