import { enhancedCodeEnd, readEnhancedCode, readReply, type SmtpReply, type Speaker } from '../smtp/reply';
import { nextCode } from './code-scan';
import { readCommand } from './dialogue';
import { type Place, tell, tellingOf, tellWords } from './dsn-telling';
import { type LogFormat, LogLine, type Outcome, span, standsAt } from './format';
import { hasOwnEnhancedCode, isMailReply, speakerAt } from './reply-context';

/**
 * Bounce messages: the fields of RFC 3464 (`Diagnostic-Code: smtp; 550 5.1.1 No such user`), and the words that mail
 * servers write around them, such as Sendmail's transcript: `<<< 550 5.1.1 <bob@example.net>... User unknown`.
 */
export const dsn: LogFormat = {
  id: 'dsn',
  title: 'Bounce message',
  reference: 'https://www.rfc-editor.org/rfc/rfc3464',
  recognises: (line, start) =>
    FIELD.test(line.slice(start, start + 200)) || OPENING.test(line.slice(start, start + 200)),
  open: (head) => {
    const telling = tellingOf(head, isRefusal);
    return {
      key: JSON.stringify(telling),
      read: (line, start) => {
        const read = readDsn(line, start);
        if (telling.words.length > 0 && telling.words.includes(line.slice(start).trim())) {
          const told = read ?? new LogLine();
          tellWords(line, start, told);
          return told;
        }
        if (read !== undefined) {
          tell(read, placeOf(line, start), telling);
        }
        return read;
      },
    };
  },
};

const FIELD =
  /^(?:(?:Final-Recipient|Original-Recipient|Reporting-MTA|Diagnostic-Code|Remote-MTA|X-Failed-Recipients): ?|Action: ?(?:failed|delayed|delivered|relayed|expanded)\b|Content-Type: multipart\/report)/i;
/** How programs begin the text of a bounce. */
const OPENING =
  /^(?:(?:From|Return-Path): .{0,80}(?:MAILER-DAEMON|postmaster@|<>)|Subject: .{0,80}(?:undeliver|non.?deliver|delivery (?:status|failure|failed|report|problem|notif)|returned mail|failure notice|delivery failed)|Hi\. This is the |Error message below:|This is the mail system at host |This message was created automatically by mail |The original message was received at |Delivery to the following recipient|Delivery has failed to these recipients|I'm afraid I wasn't able to deliver| {0,3}-{5} ?(?:Transcript of session follows|The following addresses had))/i;

function isRefusal(line: string): boolean {
  return (readDsn(line, 0)?.replies ?? []).some(({ code }) => code >= 400);
}

function placeOf(line: string, start: number): Place {
  const text = textAt(line, start);
  return (
    PLACES.find(([words]) => line.slice(text, text + words.length).toLowerCase() === words)?.[1] ?? 'text'
  );
}

const PLACES: readonly (readonly [string, Place])[] = [
  ['diagnostic-code:', 'diagnostic'],
  ['action:', 'action'],
  ['(reason: ', 'reason'],
  ['<<< ', 'session'],
];

function readDsn(line: string, start: number): LogLine | undefined {
  NAME.lastIndex = start;
  const name = NAME.exec(line);
  const logLine = new LogLine();
  if (name?.[1] !== undefined && READERS.has(name[1].toLowerCase())) {
    READERS.get(name[1].toLowerCase())?.(line, NAME.lastIndex, logLine);
  } else {
    readText(line, start, logLine);
  }
  return SOMETHING.some((field) => logLine[field] !== undefined) || logLine.replies.length > 0
    ? logLine
    : undefined;
}

const NAME = /([A-Za-z][A-Za-z-]{4,30}): */y;
const SOMETHING = [
  'recipient',
  'sender',
  'relay',
  'status',
  'outcome',
  'queueId',
  'words',
  'command',
  'time',
] as const;

type ReadField = (line: string, start: number, into: LogLine) => void;

const READERS: ReadonlyMap<string, ReadField> = new Map<string, ReadField>([
  ['diagnostic-code', readDiagnostic],
  ['status', readStatus],
  ['action', readAction],
  ['final-recipient', (line, start, into) => put(into, 'recipient', line, start)],
  ['original-recipient', (line, start, into) => put(into, 'recipient', line, start)],
  ['x-failed-recipients', (line, start, into) => put(into, 'recipient', line, start)],
  ['remote-mta', (line, start, into) => put(into, 'relay', line, start)],
  ['x-postfix-sender', (line, start, into) => put(into, 'sender', line, start)],
  ['x-postfix-queue-id', (line, start, into) => put(into, 'queueId', line, start)],
  ['last-attempt-date', (line, start, into) => put(into, 'time', line, start)],
]);

/** The value without its type: `dns; mx.example.net`, `rfc822; <bob@example.net>`. */
function put(
  into: LogLine,
  field: 'recipient' | 'relay' | 'sender' | 'queueId' | 'time',
  line: string,
  start: number,
): void {
  const end = valueEnd(line);
  const at = afterType(line, start);
  const isEnclosed = line.charCodeAt(at) === LESS && line.charCodeAt(end - 1) === MORE;
  if (at < end) {
    into[field] = isEnclosed ? span(at + 1, end - 1) : span(at, end);
  }
}

/** `smtp; 550 5.1.1 …`, `SMTP;550 …`, `550 …`, `x-unix; unknown user`, `smtp; 5.1.0 - Unknown address error 550-'5.7.1 …'`. */
function readDiagnostic(line: string, start: number, into: LogLine): void {
  const at = afterType(line, start);
  const reply = readReply(line, at, 'remote', valueEnd(line));
  if (reply !== undefined) {
    into.replies = withNested(line, reply);
  } else if (enhancedCodeEnd(line, at) > 0) {
    into.status = span(at, enhancedCodeEnd(line, at));
    const quotedAt = nextCode(line, at);
    into.replies = quotedAt < 0 ? [] : quotedReply(line, quotedAt);
  }
  if (into.replies.length === 0 && at < valueEnd(line)) {
    into.words = span(at, valueEnd(line));
  }
}

/** `550-'5.7.1 No relaying'` */
function quotedReply(line: string, at: number): SmtpReply[] {
  const close = line.indexOf("'", at + 5);
  const reply =
    close < 0 || line.charCodeAt(at + 4) !== QUOTE ? undefined : readReply(line, at, 'remote', close);
  return reply === undefined ? [] : [{ ...reply, enhanced: readEnhancedCode(line, at + 5) }];
}

/** The reply that another one quotes: `550 5.1.1 Failed, id=1-02, from MTA([127.0.0.1]:10025): 550 5.1.1 …`. */
function withNested(line: string, reply: SmtpReply): SmtpReply[] {
  const from = line.indexOf(' from MTA(', reply.start);
  const at = from < 0 ? -1 : line.indexOf('): ', from);
  const nested = at < 0 ? undefined : readReply(line, at + 3, 'remote', reply.end);
  return nested === undefined ? [reply] : [reply, nested];
}

function readStatus(line: string, start: number, into: LogLine): void {
  const end = enhancedCodeEnd(line, start);
  if (end > 0) {
    into.status = span(start, end);
  }
}

function readAction(line: string, start: number, into: LogLine): void {
  ACTION.lastIndex = start;
  const action = ACTION.exec(line)?.[0];
  if (action !== undefined) {
    into.outcome = action.toLowerCase() as Outcome;
    into.words = span(start, start + action.length);
  }
}

const ACTION = /(?:failed|delayed|delivered|relayed|expanded)/iy;

/** `<<< 550 …` and `>>> RCPT To:<…>` of a session, a reply in a line of its own, or one that is quoted. */
function readText(line: string, start: number, into: LogLine): void {
  const at = textAt(line, start);
  if (standsAt(line, '>>> ', at)) {
    readCommand(line, at + 4, line.length, into);
    return;
  }
  // Exim: `SMTP error from remote mail server after RCPT TO:<bob@example.net>:`, the reply in a line of its own.
  const after = line.indexOf(' after ', at);
  if (after > 0 && line.charCodeAt(line.length - 1) === COLON) {
    readCommand(line, after + 7, line.length, into);
  }
  const own = readAlone(line, standsAt(line, '<<< ', at) ? at + 4 : at, at, start);
  into.replies = own === undefined ? readQuoted(line, start) : withNested(line, own);
  // qmail's own verdict: `Unable to contact the server. (#4.4.1)`.
  const hash = into.replies.length > 0 ? -1 : line.indexOf('(#', at);
  if (hash >= 0) {
    readStatus(line, hash + 2, into);
  }
}

function readAlone(line: string, at: number, from: number, start: number): SmtpReply | undefined {
  const isMarked = at > from;
  if (!isMarked && !hasOwnEnhancedCode(line, at) && !isMailReply(line, at)) {
    return undefined;
  }
  // Sendmail's own verdict has the address first: `550 5.1.1 <bob@example.net>... User unknown`.
  const speaker: Speaker =
    !isMarked && from === start && OWN_VERDICT.test(line.slice(at, at + 300)) ? 'server' : 'remote';
  return readReply(line, at, speaker, valueEnd(line));
}

const OWN_VERDICT = /^\d{3} (?:\d\.\d{1,3}\.\d{1,3} )?[^ ]{1,255}\.\.\. /;

/** `(reason: 550 5.1.1 …)`, `bob@example.net: 550 5.1.1 …`, `#550 5.7.1 RESOLVER…`. */
function readQuoted(line: string, start: number): SmtpReply[] {
  let tried = 0;
  for (let at = nextCode(line, start); at >= 0 && tried < MOST_TRIED; at = nextCode(line, at + 3), tried++) {
    const speaker = speakerAt(line, at, true);
    const reply = speaker && readReply(line, at, 'remote', quotedEnd(line, at));
    if (reply !== undefined) {
      return withNested(line, reply);
    }
  }
  return [];
}

function quotedEnd(line: string, at: number): number {
  const end = valueEnd(line);
  const command = line.indexOf(' (in reply to ', at);
  const isEnclosed = line.charCodeAt(end - 1) === CLOSE && line.lastIndexOf('(reason: ', at) >= 0;
  return command > 0 ? command : isEnclosed ? end - 1 : end;
}

/** After blanks, `#` and `(reason: `. */
function textAt(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === BLANK || line.charCodeAt(at) === TAB || line.charCodeAt(at) === HASH) {
    at++;
  }
  return at;
}

function afterType(line: string, start: number): number {
  TYPE.lastIndex = start;
  return TYPE.test(line) ? TYPE.lastIndex : start;
}

/** `dns; `, `x-unix; `. */
const TYPE = /[A-Za-z][A-Za-z0-9-]{1,20}; */y;

/** Without blanks, and without the `=` that goes on with the line in quoted-printable text. */
function valueEnd(line: string): number {
  let end = line.length;
  while (
    end > 0 &&
    (line.charCodeAt(end - 1) <= BLANK || (line.charCodeAt(end - 1) === EQUALS && end === line.length))
  ) {
    end--;
  }
  return end;
}

/** A line may be a whole file. */
const MOST_TRIED = 1000;
const BLANK = 0x20;
const TAB = 0x09;
const HASH = 0x23;
const QUOTE = 0x27;
const COLON = 0x3a;
const CLOSE = 0x29;
const LESS = 0x3c;
const EQUALS = 0x3d;
const MORE = 0x3e;
