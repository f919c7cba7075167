import { isDigit, readEnhancedCode, readReply, type SmtpReply, type Speaker } from '../smtp/reply';
import type { Span } from '../span';
import { isQuote, isReplyCode, nextCode } from './code-scan';
import { commandAt, MARK_WITHIN } from './command-scan';
import { readCommand } from './dialogue';
import { between, type FileHead, GLANCE, type LineReader, type LogFormat, LogLine, span } from './format';
import { markBefore, markFrom } from './marks';
import { speakerAt } from './reply-context';
import { replyEnd } from './reply-end';
import { findTranscript, replyAt, type Transcript } from './transcript';

/**
 * Any line that holds a reply in a place where only a reply can stand: transcripts of SMTP sessions and the logs of
 * servers that have no format of their own. Whoever says the first 220 is the server.
 */
export const plain: LogFormat = {
  id: 'plain',
  title: 'SMTP transcript',
  reference: 'https://www.rfc-editor.org/rfc/rfc5321#appendix-D',
  recognises: (line, start) => TRANSCRIPT_LINE.test(line.slice(start, start + 120)),
  open: openPlain,
};

/** `S: 250 Ok`, `<<< 250 Ok`, `>>> EHLO a`; a bare `250 Ok` may be anything. */
const TRANSCRIPT_LINE =
  /^ ?(?:[SC]: |(?:Server|Client|SERVER|CLIENT): |<<<? |>>>? |<-{1,2} {1,2}|-{1,2}> |<[*~]{1,2} )?(?:(?:[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3} )|(?:EHLO|HELO|LHLO|MAIL FROM:|RCPT TO:)|(?:[2-5]\d\d[ -].*E?SMTP))/;

function openPlain(head: FileHead): LineReader {
  const transcript = findTranscript(head);
  return {
    key: transcript === undefined ? '' : keyOf(transcript),
    ...(transcript !== undefined && { title: titleOf(transcript) }),
    glance: (text, start, end) =>
      transcript === undefined && nextCode(text, start, end) < 0 ? GLANCE.nothing : GLANCE.unclear,
    read: (line, start, program) => {
      const from = markFrom(start, program);
      const first = nextCode(line, start);
      if (first < 0) {
        return transcript === undefined ? undefined : readAsked(line, from, transcript);
      }
      const said = transcript === undefined ? [] : readMarked(line, from, first, transcript);
      if (said.length > 0) {
        return lineOf(line, from, said);
      }
      if (transcript === undefined) {
        return readQuoted(line, from, first, isLogged(line, start, program));
      }
      const quoted = isClients(line, from, first, transcript)
        ? undefined
        : readQuoted(line, from, first, true, speakerOf(transcript));
      return quoted ?? readAsked(line, from, transcript);
    },
  };
}

function titleOf({ product }: Transcript): string {
  return product === undefined ? plain.title : `${plain.title}, ${product}`;
}

function keyOf({ servers, clients, indented }: Transcript): string {
  return JSON.stringify([[...servers], [...clients], indented]);
}

/** The replies behind marks that are a server's: one in most lines, several in `<< 250 OK >> DATA << 354 Go on`. */
function readMarked(line: string, from: number, first: number, transcript: Transcript): SmtpReply[] {
  const replies: SmtpReply[] = [];
  const at = replyAt(line, from, first);
  if (at < 0) {
    return replies;
  }
  const mark = markBefore(line, at, from);
  const speaker = isBracket(line, at, mark) ? undefined : transcript.servers.get(mark);
  if (speaker !== undefined) {
    addReply(replies, line, at, transcript.indented ? sideOf(line, at) : speaker);
  }
  if (isArrow(mark)) {
    addLater(replies, line, from, at + 3, transcript);
  }
  return replies;
}

/** `<550 bytes of message>` of nodemailer, `<"550 x"@example.com>`: no arrow. */
function isBracket(line: string, at: number, mark: string): boolean {
  return (
    (mark === '<' && line.charCodeAt(at - 1) === LESS) || (mark === '<"' && line.charCodeAt(at - 2) === LESS)
  );
}

/** The replies behind further arrows: other marks count only before the first code of a line. */
function addLater(
  replies: SmtpReply[],
  line: string,
  from: number,
  after: number,
  transcript: Transcript,
): void {
  for (
    let at = nextCode(line, after);
    at >= 0 && replies.length < MOST_REPLIES;
    at = nextCode(line, at + 3)
  ) {
    const mark = isReplyCode(line, at) ? markBefore(line, at, from) : '';
    const speaker = isArrow(mark) ? transcript.servers.get(mark) : undefined;
    if (speaker !== undefined) {
      addReply(replies, line, at, speaker);
    }
  }
}

function isArrow(mark: string): boolean {
  const unit = mark.charCodeAt(0);
  return (unit === LESS || unit === MORE) && mark.charCodeAt(1) === unit;
}

function addReply(replies: SmtpReply[], line: string, at: number, speaker: Speaker): void {
  const reply = readReply(line, at, speaker, replyEnd(line, at));
  if (reply !== undefined) {
    const isApart = reply.enhanced === undefined && line.charCodeAt(at + 3) !== HYPHEN;
    replies.push(isApart ? withEnhanced(line, reply) : reply);
  }
}

/** The enhanced code of a text that stands apart from its code: `code=535 message="5.7.8 no"`, `(554, b'5.7.1 no')`. */
function withEnhanced(line: string, reply: SmtpReply): SmtpReply {
  TEXT_APART.lastIndex = reply.start + 3;
  return TEXT_APART.test(line) ? { ...reply, enhanced: readEnhancedCode(line, TEXT_APART.lastIndex) } : reply;
}

const TEXT_APART =
  /\)?[;,]? ?(?:"?(?:message|msg|text|smtp_enchcode)"?[:=] ?)?b?["']| Additional SMTP info: |\)?: (?=\d\.)/iy;

/** `    <-- b'220 …'` comes from beyond the proxy, `<-- b'220 …'` is what the proxy passes on. */
function sideOf(line: string, at: number): Speaker {
  const markAt = line.lastIndexOf('<--', at);
  return markAt > 4 && line.startsWith('    ', markAt - 4) ? 'remote' : 'server';
}

/** `C: RCPT TO:<a@example.com>`: what a client asked. */
function readAsked(line: string, from: number, transcript: Transcript): LogLine | undefined {
  const at = commandAt(line, from);
  if (at < 0 || !transcript.clients.has(markBefore(line, at, from))) {
    return undefined;
  }
  const logLine = new LogLine();
  readCommand(line, at, commandEnd(line, at), logLine);
  logLine.time = timeOf(line, from);
  return logLine.command === undefined ? undefined : logLine;
}

/**
 * Whether the first mark before a code is the client's: in `-> Subject: 550 5.1.1` it sends a message.
 * `SMTP -> FROM SERVER: 250` and `CLIENT -> SERVER: DATA` are of one tool.
 */
function isClients(line: string, from: number, before: number, { clients, servers }: Transcript): boolean {
  const end = Math.min(before, from + MARK_WITHIN);
  for (let at = line.indexOf(' ', from); at >= 0 && at < end; at = line.indexOf(' ', at + 1)) {
    const mark = markBefore(line, at, from);
    if (mark !== '' && (clients.has(mark) || servers.has(mark))) {
      return (
        clients.has(mark) && !servers.has(mark) && line.slice(at - 12, at).toLowerCase() !== 'from server:'
      );
    }
  }
  return false;
}

/** Who says every reply of a transcript, if that is one side. */
function speakerOf({ servers }: Transcript): Speaker | undefined {
  const speakers = new Set(servers.values());
  return speakers.size === 1 ? [...speakers][0] : undefined;
}

/** A command ends at the quote that encloses it: `<- "EHLO example.com\r\n"`. */
function commandEnd(line: string, at: number): number {
  const quote = line.charCodeAt(at - 1);
  const close = isQuote(quote) ? line.indexOf(String.fromCharCode(quote), at) : -1;
  return close < 0 ? line.length : close;
}

/** Replies that a line of any log quotes; `told` is who says them all. */
function readQuoted(
  line: string,
  from: number,
  first: number,
  logged: boolean,
  told?: Speaker,
): LogLine | undefined {
  const replies: SmtpReply[] = [];
  let tried = 0;
  for (let at = first; at >= 0 && tried < MOST_TRIED; at = nextCode(line, at + 3), tried++) {
    const last = replies.at(-1);
    // The same code with a hyphen, in the text of a reply: the reply goes on.
    const goesOn = last !== undefined && at < last.end && isSameReply(line, last.start, at);
    const speaker = goesOn ? undefined : speakerAt(line, at, logged);
    if (speaker !== undefined) {
      addReply(replies, line, at, told ?? speaker);
    }
  }
  return replies.length === 0 ? undefined : withAddresses(line, lineOf(line, from, replies));
}

function isSameReply(line: string, start: number, at: number): boolean {
  return line.charCodeAt(at + 3) === HYPHEN && line.startsWith(line.slice(start, start + 3), at);
}

function lineOf(line: string, from: number, replies: readonly SmtpReply[]): LogLine {
  const logLine = new LogLine();
  logLine.replies = replies;
  logLine.time = timeOf(line, from);
  return logLine;
}

/** Many a log names them `from=` and `to=` before it quotes a reply. */
function withAddresses(line: string, logLine: LogLine): LogLine {
  const before = logLine.replies[0]?.start ?? 0;
  logLine.recipient = addressOf(line, ' to=', before);
  logLine.sender = addressOf(line, ' from=', before);
  return logLine;
}

/** `to=<a@example.com>` or `to=a@example.com` before a reply. */
function addressOf(line: string, name: string, before: number): Span | undefined {
  const at = before < SHORTEST_FIELDS ? -1 : line.slice(0, Math.min(before, LONGEST_FIELDS)).indexOf(name);
  if (at < 0) {
    return undefined;
  }
  const start = at + name.length;
  return line.charCodeAt(start) === LESS ? between(line, '<', '>', start) : between(line, name, ' ', at);
}

/** Whether a program wrote this line: it came through syslog, begins with a time, or with `tag[123]: `. */
function isLogged(line: string, start: number, program: string): boolean {
  return (
    start > 0 || program !== '' || /^[\w.-]{1,40}\[\d{1,10}\]: |^.{0,32}\d\d:\d\d/.test(line.slice(0, 64))
  );
}

/** The time stamp that begins a line, or stands there in brackets or quotes. */
function timeOf(line: string, from: number): Span | undefined {
  const first = line.charCodeAt(from);
  const start = first === BRACKET || isQuote(first) ? from + 1 : from;
  TIME.lastIndex = start;
  return mayBeginTime(line, start) && TIME.test(line) ? span(start, TIME.lastIndex) : undefined;
}

/** A digit, or a month: `Nov 23 15:39:02`. */
function mayBeginTime(line: string, start: number): boolean {
  return isDigit(line.charCodeAt(start)) || line.charCodeAt(start + 3) === 0x20;
}

const TIME =
  /(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T,]{1,2}|[A-Z][a-z]{2} [ \d]\d )?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?(?:Z|[+-]\d\d:?\d\d)?/y;
/** One line may hold a whole session, or be a whole file. */
const MOST_REPLIES = 200;
const MOST_TRIED = 1000;
const SHORTEST_FIELDS = 12;
const LONGEST_FIELDS = 4000;
const HYPHEN = 0x2d;
const LESS = 0x3c;
const MORE = 0x3e;
const BRACKET = 0x5b;
