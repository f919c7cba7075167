import { isDigit, readReplyCode, type Speaker } from '../smtp/reply';
import { isLetter, nextCode } from './code-scan';
import type { FileHead } from './format';
import { readWrapper } from './wrappers';

/**
 * Whose words stand behind which mark in the transcript of SMTP sessions, as the head of the file shows it:
 * in `<<< 220 mx.example.net ESMTP` the mark `<<<` is the server's, so in `>>> EHLO a` the other one is the client's.
 * A mark is the word before the reply; see `markBefore`.
 */
export interface Transcript {
  /** The marks before a server's replies, and who in respect of this log that server is. */
  readonly servers: ReadonlyMap<string, Speaker>;
  /** The marks before a client's commands. */
  readonly clients: ReadonlySet<string>;
  /** email-oauth2-proxy indents what the server beyond the proxy says: `    <-- b'220 …'`. */
  readonly indented: boolean;
}

/** What the head shows, or `undefined` where it holds no SMTP session. */
export function findTranscript(head: FileHead): Transcript | undefined {
  const tally = new Map<string, Tally>();
  let before: Said | undefined;
  let isSmtp = false;
  for (const whole of head.lines) {
    const { line = whole, start = 0, program = '' } = readWrapper(whole) ?? {};
    const said = findSaid(line, start);
    if (said !== undefined) {
      const from = markFrom(start, program);
      count(tally, markBefore(line, said.at, from), line, said, before);
      isSmtp ||= isOfMail(line, said, from);
    }
    before = said;
  }
  return isSmtp ? sidesOf(tally, head) : undefined;
}

/** What may be a command or a reply. */
interface Said {
  readonly at: number;
  /** The reply code with the hyphen of one that goes on, such as `250-`; `''` for a command. */
  readonly code: string;
}

function findSaid(line: string, from: number): Said | undefined {
  const command = commandAt(line, from);
  if (command >= 0) {
    return { at: command, code: '' };
  }
  const at = replyAt(line, from);
  return at < 0 ? undefined : { at, code: line.slice(at, at + 4) };
}

/** A command that no other protocol has, a greeting that names SMTP, or words about mail behind a mark well known. */
function isOfMail(line: string, { at, code }: Said, from: number): boolean {
  if (code === '') {
    return isSmtpOnly(line, at);
  }
  const text = line.slice(at, at + LOOK_AHEAD);
  return PAIRED.has(markBefore(line, at, from))
    ? MAIL_WORDS.test(text)
    : /^2\d\d[ -][^\n]*[SL]MTP/.test(text);
}

interface Tally {
  replies: number;
  commands: number;
  /** Replies that greet, that stand in the line after a command, or that go on with the reply before. */
  proved: number;
}

function count(
  tally: Map<string, Tally>,
  mark: string,
  line: string,
  { at, code }: Said,
  before: Said | undefined,
): void {
  const seen = tally.get(mark) ?? { replies: 0, commands: 0, proved: 0 };
  tally.set(mark, seen);
  if (code === '') {
    seen.commands++;
    return;
  }
  seen.replies++;
  const goesOn = mark === '' && before?.code.endsWith('-') && code.startsWith(before.code.slice(0, 3));
  if (goesOn || before?.code === '' || GREETING.test(line.slice(at, at + LOOK_AHEAD))) {
    seen.proved++;
  }
}

function sidesOf(tally: ReadonlyMap<string, Tally>, head: FileHead): Transcript | undefined {
  const servers = new Map<string, Speaker>();
  const clients = new Set<string>();
  const toldBy = speakerByWords(head);
  for (const pair of PAIRS) {
    const lead = leadOf(tally, pair.received) - leadOf(tally, pair.sent);
    if (lead !== 0) {
      const [says, asks] = lead > 0 ? [pair.received, pair.sent] : [pair.sent, pair.received];
      const byMark = lead > 0 ? 'remote' : 'server';
      for (const mark of says) {
        servers.set(mark, pair.namesSides ? (toldBy ?? 'remote') : byMark);
      }
      for (const mark of asks) {
        clients.add(mark);
      }
    }
  }
  for (const [mark, { replies, commands, proved }] of tally) {
    if (commands > 0) {
      clients.add(mark);
    }
    if (!PAIRED.has(mark) && replies > 0 && proved > 0 && mayBeMark(mark)) {
      servers.set(mark, toldBy ?? 'remote');
    }
  }
  return servers.size === 0 ? undefined : { servers, clients, indented: head.lines.some(isThroughProxy) };
}

/** How many more replies than commands stand behind these marks. */
function leadOf(tally: ReadonlyMap<string, Tally>, marks: readonly string[]): number {
  return marks.reduce((sum, mark) => {
    const seen = tally.get(mark);
    return seen === undefined ? sum : sum + seen.replies - seen.commands;
  }, 0);
}

/** Where a mark names a side instead of a direction, other lines tell whether this log is a server's or a client's. */
function speakerByWords(head: FileHead): Speaker | undefined {
  for (const line of head.lines) {
    if (SERVER_WORDS.test(line)) {
      return 'server';
    }
    if (CLIENT_WORDS.test(line)) {
      return 'remote';
    }
  }
  return undefined;
}

const SERVER_WORDS =
  /\b(?:server (?:\S+ )?started|(?:new |incoming )?connection from|connect(?:ed)? from|accepted (?:connection )?from|client connected|session from|listening on)\b/i;
const CLIENT_WORDS =
  /\b(?:connecting to|trying|connected to|connection (?:opened|established)|resolved|nc|telnet|s_client)\b/i;

/** `SMTP ([internal]:38533-{[internal]:25}-mx.example.net:587) <-- b'220 …'` */
function isThroughProxy(line: string): boolean {
  return /^[^({]{0,40}SMTP \([^({]{1,60}\{[^}]{1,60}\}-[^)]{1,80}\) {1,8}<--/.test(line);
}

/** Behind a syslog tag the tag itself may be the mark, other wrappers are no part of the line. */
export function markFrom(start: number, program: string): number {
  return program === '' ? start : 0;
}

/**
 * The word that stands before the place `at`: `<<<`, `S:`, `tag[0]:` or `''` at the beginning of a line. A quote
 * between them is added to it (`reply:"` for `reply: b'250 …'`). So that two lines of one kind have one mark, digits
 * are written `0` and what stands in brackets is left out unless it consists of letters, such as `[rx]`.
 */
export function markBefore(line: string, at: number, from: number): string {
  let end = at;
  let quote = '';
  if (end > from && isQuote(line.charCodeAt(end - 1))) {
    quote = '"';
    end -= line.charCodeAt(end - 2) === LETTER_B && end - 2 >= from ? 2 : 1;
  }
  while (end > from && isBlank(line.charCodeAt(end - 1))) {
    end--;
  }
  let start = end;
  while (start > from && end - start < LONGEST_MARK && !isBlank(line.charCodeAt(start - 1))) {
    start--;
  }
  return start === end ? quote : normalMark(line.slice(start, end)) + quote;
}

function normalMark(word: string): string {
  let mark = knownMarks.get(word);
  if (mark === undefined) {
    mark = withoutNumbers(word);
    if (knownMarks.size >= MOST_MARKS) {
      knownMarks.clear();
    }
    // The detour makes a copy: a mere slice would keep the whole log in memory.
    knownMarks.set(` ${word}`.slice(1), mark);
  }
  return mark;
}

const MOST_MARKS = 500;
const knownMarks = new Map<string, string>();

function withoutNumbers(word: string): string {
  return word
    .replace(/[[({](?![A-Za-z]{1,8}[\])}])[^\])}]*[\])}]/g, '[]')
    .replace(/\d+/g, '0')
    .toLowerCase();
}

/** Marks come from strangers' files: a size, a port or an address before three digits is none. */
function mayBeMark(mark: string): boolean {
  return (
    mark === '' ||
    (/^[^@="'(]*[:>\])|~*─-]$/.test(mark) &&
      !/(?:size|port|time|bytes|delay|length|count|code|status|said):$/.test(mark))
  );
}

/** Where a reply stands that could be one side's words, or -1: the first code of the line with room for a mark. */
function replyAt(line: string, from: number): number {
  for (let at = nextCode(line, from); at >= 0 && at < from + MARK_WITHIN; at = nextCode(line, at + 3)) {
    if (isReplyCode(line, at)) {
      return at;
    }
  }
  return -1;
}

/** A code as servers say it: what follows is a blank, a hyphen or nothing, and the second digit is one in use. */
export function isReplyCode(line: string, at: number): boolean {
  const after = line.charCodeAt(at + 3);
  return (
    readReplyCode(line, at) > 0 &&
    line.charCodeAt(at + 1) <= 0x35 &&
    !isPartOfNumbers(line, at + 3) &&
    (isBlank(after) || after === HYPHEN || at + 3 === line.length || isQuote(after) || after === 0x5c)
  );
}

/** `211-75-6-133.dsl.example.net` is a name, `220-230 of them` a range, `250-8BITMIME` a reply that goes on. */
function isPartOfNumbers(line: string, after: number): boolean {
  let at = after;
  if (line.charCodeAt(at) === HYPHEN) {
    while (isDigit(line.charCodeAt(++at)));
  }
  const unit = line.charCodeAt(at);
  return at > after + 1 && (unit === HYPHEN || isBlank(unit));
}

/** Where a command of SMTP stands in the beginning of a line, or -1. */
export function commandAt(line: string, from: number): number {
  let at = from;
  while (at < line.length && at < from + MARK_WITHIN) {
    if (isLetter(line.charCodeAt(at + 3)) && VERBS.has(fourLetters(line, at))) {
      COMMAND.lastIndex = at;
      if (COMMAND.test(line)) {
        return at;
      }
    }
    at = nextWord(line, at);
  }
  return -1;
}

/** Four letters of either case as one number. */
function fourLetters(line: string, at: number): number {
  const first = (line.charCodeAt(at) & 0xdf) | ((line.charCodeAt(at + 1) & 0xdf) << 8);
  return first | ((line.charCodeAt(at + 2) & 0xdf) << 16) | ((line.charCodeAt(at + 3) & 0xdf) << 24);
}

const VERBS = new Set(
  'EHLO HELO LHLO MAIL RCPT AUTH BDAT VRFY EXPN ETRN DATA RSET QUIT NOOP STAR'
    .split(' ')
    .map((verb) => fourLetters(verb, 0)),
);

/** After a blank, or after the quote that a blank or a mark precedes: `send: 'EHLO a'`, `└──EHLO a`. */
function nextWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !endsWord(line.charCodeAt(at))) {
    at++;
  }
  return at + 1;
}

function endsWord(unit: number): boolean {
  return isBlank(unit) || isQuote(unit) || unit === 0x3a || unit === 0x3e || unit === 0x2500;
}

function isSmtpOnly(line: string, at: number): boolean {
  return /^(?:EHLO|HELO|LHLO|MAIL|RCPT)/i.test(line.slice(at, at + 4));
}

const COMMAND =
  /(?:(?:EHLO|HELO|LHLO) [^\s]|MAIL FROM: ?[^\s]|RCPT TO: ?[^\s]|AUTH (?:LOGIN|PLAIN|CRAM-|DIGEST-|NTLM|XOAUTH|GSSAPI|SCRAM)|BDAT \d|(?:VRFY|EXPN|ETRN) [^\s]|(?:DATA|RSET|QUIT|NOOP|STARTTLS)\s{0,8}(?:$|["'\\]))/iy;
const GREETING = /^2\d\d[ -][^\n]*(?:smtp|lmtp|mail|ready|postfix|exim)/i;
const MAIL_WORDS =
  /^\d\d\d(?:[ -][245]\.\d{1,3}\.\d{1,3}:? [A-Za-z<]|[ -][^\n]*(?:smtp|lmtp|mail|recipient|relay|spam|sender|helo|pipelining))/i;

interface MarkPair {
  readonly received: readonly string[];
  readonly sent: readonly string[];
  /** `S:` and `C:` say which side speaks but not which side writes the log. */
  readonly namesSides?: true;
}

/** Marks that come in pairs; a mark of the pair is known even if the head shows only the other. */
const PAIRS: readonly MarkPair[] = [
  {
    received: ['s', 's:', 'server:', 's:"', 'server:"'],
    sent: ['c', 'c:', 'client:', 'c:"', 'client:"'],
    namesSides: true,
  },
  { received: ['<<<', '<<<"'], sent: ['>>>', '>>>"'] },
  { received: ['<<', '<<"'], sent: ['>>', '>>"'] },
  { received: ['<--', '<--"', '<---'], sent: ['-->', '-->"', '--->'] },
  // swaks: errors are starred, what goes through TLS has tildes.
  { received: ['<-', '<**', '<~', '<~*'], sent: ['->', '**>', '~>', '*~>'] },
  { received: ['<-"'], sent: ['->"'], namesSides: true },
  { received: ['<=', '<="'], sent: ['=>', '=>"'] },
  { received: ['<', '<"'], sent: ['>', '>"'] },
  { received: ['[rx]', '<rx>', '(rx)', 'rx:'], sent: ['[tx]', '<tx>', '(tx)', 'tx:'] },
  {
    received: ['received:', 'rcvd:', 'recv:', 'received:"', 'rcvd:"', 'recv:"'],
    sent: ['sent:', 'send:', 'sending:', 'sent:"', 'send:"'],
  },
  { received: ['read:', 'read'], sent: ['write:', 'wrote:', 'write', 'wrote'] },
  { received: ['in:', 'i:'], sent: ['out:', 'o:'] },
  { received: ['smtp<', 'esmtp<', '0<'], sent: ['smtp>', 'esmtp>', '0>'] },
  { received: ['reply:"', 'reply:'], sent: ['command:', 'command:"'] },
];
const PAIRED = new Set(PAIRS.flatMap(({ received, sent }) => [...received, ...sent]));

export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

export function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27;
}

/** So much of a reply tells whether it is about mail. */
const LOOK_AHEAD = 400;
const HYPHEN = 0x2d;
const LETTER_B = 0x62;
const LONGEST_MARK = 24;
/** Marks and what they mark stand at the beginning of a line, behind a time stamp and the like. */
export const MARK_WITHIN = 160;
