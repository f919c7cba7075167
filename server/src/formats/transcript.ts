import type { Speaker } from '../smtp/reply';
import { isReplyCode, nextCode } from './code-scan';
import { commandAt, MARK_WITHIN } from './command-scan';
import type { FileHead } from './format';
import { productOf } from './greeting';
import { markBefore, markFrom, mayBeMark, PAIRED, PAIRS } from './marks';
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
  /** The mail server that greets with the words of the first greeting. */
  readonly product: string | undefined;
}

/** What the head shows, or `undefined` where it holds no SMTP session. */
export function findTranscript(head: FileHead): Transcript | undefined {
  const tally = new Map<string, Tally>();
  let before: Said | undefined;
  let isSmtp = false;
  let product: string | undefined;
  for (const whole of head.lines) {
    const { line = whole, start = 0, program = '' } = readWrapper(whole) ?? {};
    const said = findSaid(line, start);
    if (said !== undefined) {
      const from = markFrom(start, program);
      count(tally, markBefore(line, said.at, from), line, said, before);
      isSmtp ||= isOfMail(line, said, from);
      product ??= said.code === '' ? undefined : productOf(line.slice(said.at, said.at + LOOK_AHEAD));
    }
    before = said;
  }
  return isSmtp ? sidesOf(tally, head, product) : undefined;
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

function sidesOf(
  tally: ReadonlyMap<string, Tally>,
  head: FileHead,
  product: string | undefined,
): Transcript | undefined {
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
  return servers.size === 0
    ? undefined
    : { servers, clients, indented: head.lines.some(isThroughProxy), product };
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
  /\b(?:server (?:\S+ )?started|(?:new |incoming )?connection from|connect(?:ed)? from|(?<!not )accepted (?:connection )?from|client connected|session from|listening on|handling connection|client address|smtp\.server)\b/i;
const CLIENT_WORDS =
  /\b(?:connecting to|trying|connected to|connection (?:opened|established)|resolved|nc|telnet|s_client)\b/i;

/** `SMTP ([internal]:38533-{[internal]:25}-mx.example.net:587) <-- b'220 …'` */
function isThroughProxy(line: string): boolean {
  return /^[^({]{0,40}SMTP \([^({]{1,60}\{[^}]{1,60}\}-[^)]{1,80}\) {1,8}<--/.test(line);
}

/**
 * Where a reply stands that could be one side's words, or -1: the first code behind a mark well known, as in
 * `SMTPRA 550 192.0.2.1 S: 250 Ok`, or else the first code of the line with room for a mark.
 */
export function replyAt(line: string, from: number, start = from): number {
  let first = -1;
  for (let at = nextCode(line, start); at >= 0 && at < from + MARK_WITHIN; at = nextCode(line, at + 3)) {
    if (isReplyCode(line, at)) {
      if (PAIRED.has(markBefore(line, at, from))) {
        return at;
      }
      first = first < 0 ? at : first;
    }
  }
  return first;
}

function isSmtpOnly(line: string, at: number): boolean {
  return /^(?:EHLO|HELO|LHLO|MAIL|RCPT)/i.test(line.slice(at, at + 4));
}
const GREETING = /^2\d\d[ -][^\n]*(?:smtp|lmtp|mail|ready|postfix|exim)/i;
const MAIL_WORDS =
  /^\d\d\d(?:[ -][245]\.\d{1,3}\.\d{1,3}:? [A-Za-z<]|[ -][^\n]*(?:smtp|lmtp|mail|recipient|relay|spam|sender|helo|pipelining))/i;
/** So much of a reply tells whether it is about mail. */
const LOOK_AHEAD = 400;
