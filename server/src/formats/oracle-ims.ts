import { isDigit, readReply, type SmtpReply, type Speaker } from '../smtp/reply';
import { isReplyText, quotedReply } from './dialogue';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * Oracle Communications Messaging Server, before that Sun Java System and iPlanet Messaging Server, and PMDF
 * (`mail.log_current`, `connection.log_current`). New, an element a line:
 * `<co ts="2026-11-23T15:39:02.94" pi="72a9.3b4.3774" dr="+" ac="U" … us="bob" di="535 5.7.8 Bad username or password."/>`
 * Old: `23-Nov-2026 15:39:02.64 tcp_local l J 1 a@example.com rfc822;b@example.net … 550 5.1.1 unknown alias`.
 * The letter tells what happened.
 */
export const oracleIms: LogFormat = {
  id: 'oracle-ims',
  title: 'Oracle (Sun, iPlanet) Messaging Server, PMDF',
  reference: 'https://docs.oracle.com/cd/E63708_01/doc.801/e63711/log.htm',
  recognises: (line, start) =>
    ELEMENT.test(line.slice(start, start + 8)) || OLD.test(line.slice(start, start + 120)),
  open: always(readIms),
};

const ELEMENT = /^<[a-z]{2} ts="/;
const OLD =
  /^(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?) (?:[0-9a-f.]+ )?\S+(?: +\S+)? +([BCDEJKOQRSUVWXYZ])[A-Z]{0,3} (?=\d|\S)/;

function readIms(line: string, start: number): LogLine | undefined {
  return ELEMENT.test(line.slice(start, start + 8)) ? readElement(line, start) : readOld(line, start);
}

function readElement(line: string, start: number): LogLine {
  const logLine = new LogLine();
  logLine.time = between(line, ' ts="', '"', start);
  logLine.queueId = between(line, ' pi="', '"', start);
  logLine.sender = addressOf(line, between(line, ' fr="', '"', start));
  logLine.recipient = addressOf(line, between(line, ' to="', '"', start));
  const action = between(line, ' ac="', '"', start);
  const letter = action === undefined ? '' : line.charAt(action.start);
  logLine.outcome = OUTCOMES.get(letter);
  const text = between(line, ' di="', '"', start);
  if (text !== undefined) {
    const outgoing = line.includes(' dr="-"', start) || SENDING.has(letter);
    readDiagnostic(line, text.start, text.end, outgoing ? 'remote' : 'server', logLine);
  }
  return logLine;
}

/** `550 5.1.1 …`, or `dns;mx.example.net (banner) smtp;550 5.1.1 …` with what the other server said. */
function readDiagnostic(line: string, start: number, end: number, speaker: Speaker, into: LogLine): void {
  const reply = isReplyText(line, start)
    ? readReply(line, start, speaker, end)
    : quotedReply(line, start, end, ['smtp;', 'smtp; '], 'remote');
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = span(start, end);
  }
}

/** `rfc822;b@example.net` names its kind. */
function addressOf(line: string, found: LogLine['sender']): LogLine['sender'] {
  return found !== undefined && line.startsWith('rfc822;', found.start)
    ? span(found.start + 7, found.end)
    : found;
}

/** Dequeued, rejected, returned, could not be sent now; connections have outcomes of their own. */
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['D', 'relayed'],
  ['J', 'failed'],
  ['K', 'failed'],
  ['R', 'failed'],
  ['Q', 'delayed'],
  ['Z', 'delayed'],
]);
const SENDING = new Set(['D', 'R', 'Q', 'Z', 'Y']);

function readOld(line: string, start: number): LogLine | undefined {
  const match = isDigit(line.charCodeAt(start)) ? OLD.exec(line.slice(start, start + 120)) : null;
  if (match === null) {
    return undefined;
  }
  const [all, time = '', letter = ''] = match;
  const at = start + all.length;
  const logLine = new LogLine();
  logLine.time = span(start, start + time.length);
  // Size, sender, then the recipient with its kind.
  const recipient = line.indexOf(' rfc822;', at);
  if (recipient > 0) {
    logLine.outcome = OUTCOMES.get(letter);
    logLine.sender = lastWord(line, at, recipient);
    const end = line.indexOf(' ', recipient + 8);
    logLine.recipient = span(recipient + 8, end < 0 ? line.length : end);
  }
  const reply =
    quotedReply(line, at, line.length, ['smtp;', 'smtp; '], 'remote') ?? refusal(line, recipient, letter);
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else if (logLine.outcome === 'failed' || logLine.outcome === 'delayed') {
    logLine.words = logLine.recipient && wordsAfter(line, logLine.recipient.end);
  }
  return logLine;
}

/** Our own refusal of a client stands last: `J 1 a@example.com rfc822;b@example.net … 550 5.1.1 unknown alias`. */
function refusal(line: string, recipient: number, letter: string): SmtpReply | undefined {
  const from = letter === 'J' && recipient > 0 ? line.indexOf(' ', recipient + 1) : -1;
  for (let at = from; at >= 0; at = line.indexOf(' ', at + 1)) {
    if (isReplyText(line, at + 1)) {
      return readReply(line, at + 1, 'server');
    }
  }
  return undefined;
}

function lastWord(line: string, start: number, end: number): LogLine['sender'] {
  const blank = line.lastIndexOf(' ', end - 1) + 1;
  return blank <= start || blank >= end ? undefined : span(blank, end);
}

function wordsAfter(line: string, end: number): LogLine['words'] {
  return end + 1 < line.length ? span(end + 1, line.length) : undefined;
}
