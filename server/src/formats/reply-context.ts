import { enhancedCodeEnd, isDigit, type Speaker } from '../smtp/reply';
import { isBlank, isQuote, isReplyCode } from './code-scan';

/**
 * Who said the reply at `at`, or `undefined` where nothing proves that a reply stands there.
 * Proof is a phrase that only a reply can follow (`said: 550`, `smtp;550`), or one that may introduce other
 * things (`error: 550`, `code=550`) in a line that is about mail, or an enhanced code of the same class.
 */
export function speakerAt(line: string, at: number, isLogged: boolean): Speaker | undefined {
  if (isQuote(line.charCodeAt(at - 1)) && line.slice(at - 24, at - 1).toLowerCase() === EXCHANGE) {
    return 'remote';
  }
  const end = phraseEnd(line, at);
  const last = line.charCodeAt(end - 1);
  const endings = end > 0 ? ENDINGS.get(last) : undefined;
  if (isQuote(line.charCodeAt(at - 1)) && isLocalPart(line, at)) {
    return undefined;
  }
  if (endings !== undefined) {
    const phrase = line.slice(Math.max(0, end - LONGEST_PHRASE), end).toLowerCase();
    if (HOPED_FOR.test(phrase)) {
      return undefined;
    }
    if (isSureOf(phrase, endings.sure, end === at)) {
      return 'remote';
    }
    if ((last === PARENTHESIS && isException(line, at)) || isOfTool(line, at, phrase)) {
      return 'remote';
    }
    if (isLogged && last === COMMA) {
      return isColumn(line, at) ? 'remote' : undefined;
    }
    if (isLogged && isReplyCode(line, at) && endsWithAny(phrase, endings.inMail) && isAboutMail(line, at)) {
      return /reject/.test(phrase) ? 'server' : 'remote';
    }
  }
  return isLogged && hasOwnEnhancedCode(line, at) && mayOpen(line, at) ? speakerByWords(line, at) : undefined;
}

/** `"550 5.1.1 x"@example.net` is an address. */
function isLocalPart(line: string, at: number): boolean {
  const close = line.indexOf(line.charAt(at - 1), at);
  return close > 0 && close < at + LONGEST_LOCAL_PART && line.charCodeAt(close + 1) === AT_SIGN;
}

/** Of .NET, Gmail and mailx; what answers may be another server, unless the words are of mail. */
const WORDS_OF_MAIL = ['server response was:', 'remote server was:', 'smtp-server:'];

/**
 * `SMTP Error: Failed to add recipient 'a@example.com'. 5.1.1 no such user (Code: 550) in …` of Roundcube,
 * `delivery to a@example.com failed with code 550: 5.1.1 no such user` of Mailman, `permanent error (550): 5.1.1 no` of lettre.
 */
function isOfTool(line: string, at: number, phrase: string): boolean {
  const after = line.charCodeAt(at + 3);
  return (
    (after === CLOSE && phrase.endsWith('(code:') && standsBefore(line, at, 'SMTP Error')) ||
    (after === CLOSE && /nent error \($|ient error \($/.test(phrase) && enhancedCodeEnd(line, at + 6) > 0) ||
    (endsWithAny(phrase, WORDS_OF_MAIL) && (hasOwnEnhancedCode(line, at) || isMailReply(line, at))) ||
    (after === COLON && phrase.endsWith(' failed with code') && standsBefore(line, at, 'delivery to '))
  );
}

function standsBefore(line: string, at: number, words: string): boolean {
  return line.slice(Math.max(0, at - LOOK_AROUND), at).includes(words);
}

/** Python's: `smtplib.SMTPDataError: (554, b'5.7.1 Refused')`, `{'a@example.com': (550, b'No')}`. */
function isException(line: string, at: number): boolean {
  REST_OF_PAIR.lastIndex = at + 3;
  return (
    REST_OF_PAIR.test(line) &&
    /SMTP[A-Za-z]{0,40}(?:Error|Refused|Exception|Disconnected)|smtp error: \($|@[^@'"\s]{1,255}['"]: \($/.test(
      line.slice(Math.max(0, at - LOOK_AROUND), at),
    )
  );
}

const REST_OF_PAIR = /, b?["']/y;

/** A column of its own in a table about mail: `"SMTP","550 not here"`. */
function isColumn(line: string, at: number): boolean {
  const gap = line.charCodeAt(at + 3);
  return (
    (isBlank(gap) || gap === 0x2d) &&
    isReplyCode(line, at) &&
    isQuote(line.charCodeAt(at - 1)) &&
    isAboutMail(line, at)
  );
}

/** Where the phrase before a code ends: before the quote, its `\` or the `b` of bytes, and blanks or `_` between them. */
function phraseEnd(line: string, at: number): number {
  let end = at;
  if (isQuote(line.charCodeAt(end - 1))) {
    const mark = line.charCodeAt(end - 2);
    end -= mark === 0x62 || mark === BACKSLASH ? 2 : 1;
  }
  for (let blanks = 0; blanks < 3 && end > 0 && isGap(line.charCodeAt(end - 1)); blanks++) {
    end--;
  }
  return end;
}

function isGap(unit: number): boolean {
  return isBlank(unit) || unit === 0x5f;
}

/** `Remote host said: `, `smtp; `, `SMTP error from … after RCPT TO:<a@example.com>: ` stand before replies only. */
function isSureOf(phrase: string, endings: readonly string[], isAdjacent: boolean): boolean {
  if (endsWithAny(phrase, endings) || JAVA.test(phrase)) {
    return true;
  }
  // `Net::SMTPFatalError: 550`, `"smtp_code":550`, `smtp_status=550`
  const word = phrase.slice(phrase.lastIndexOf(' ') + 1);
  return (
    word.includes('smtp') &&
    (/(?:error|exception|refused|disconnected|failed|denied|response|reply)"?:$/.test(word) ||
      (isAdjacent && /smtp[_-]?(?:code|status|reply|response)"?[:=]$/.test(word)))
  );
}

/** `Could not connect to SMTP host: mx.example.net, port: 25, response: 421` */
const JAVA = /, port: \d{1,5}, response:$/;

/** An enhanced code of the same class after the code is as good as proof: `550 5.1.1 `, `421-4.7.0 `, `550 #5.1.0 `. */
export function hasOwnEnhancedCode(line: string, at: number): boolean {
  const gap = line.charCodeAt(at + 3);
  const start = line.charCodeAt(at + 4) === 0x23 ? at + 5 : at + 4;
  const end = isBlank(gap) || gap === 0x2d || gap === 0x5f ? enhancedCodeEnd(line, start) : -1;
  const after = line.charCodeAt(end);
  return (
    end > 0 &&
    line.charCodeAt(start) === line.charCodeAt(at) &&
    // Columns of numbers have more digits there.
    ((isGap(after) && !isDigit(line.charCodeAt(end + 1))) || after === 0x3a || end === line.length)
  );
}

/** `: 550 5.1.1`, `(550 5.1.1`, `"550 5.1.1`, `550 5.1.1` at the beginning; not `about 550 5.1.1`. */
function mayOpen(line: string, at: number): boolean {
  const end = phraseEnd(line, at);
  return end === 0 || ENDINGS.has(line.charCodeAt(end - 1));
}

/** `<a@example.com> failed: 500 internal` could be any program's; `RCPT TO:<a@example.com> failed: 550 unknown` not. */
function isAboutMail(line: string, at: number): boolean {
  if (hasOwnEnhancedCode(line, at)) {
    return true;
  }
  const before = line.slice(Math.max(0, at - LOOK_AROUND), at);
  const text = line.slice(at + 3, at + LOOK_AROUND);
  return (
    (MAIL.test(before) || (/^[ -][A-Za-z<]/.test(text) && MAIL_REPLY.test(text))) &&
    !OTHER_PROTOCOL.test(before)
  );
}

/** A reply without an enhanced code that speaks of mail: `550 Mailbox unavailable`. */
export function isMailReply(line: string, at: number): boolean {
  return (
    isReplyCode(line, at) &&
    /^[ -] ?(?:- )?[A-Za-z<]/.test(line.slice(at + 3, at + 8)) &&
    MAIL_REPLY.test(line.slice(at + 3, at + LOOK_AROUND))
  );
}

function speakerByWords(line: string, at: number): Speaker {
  const before = line.slice(Math.max(0, at - LOOK_AROUND), at);
  if (/\b(?:relay=|to=|deliver|defer|bounce|remote|outbound|sent\b|response)/i.test(before)) {
    return 'remote';
  }
  return /\b(?:reject|client|inbound|incoming|refus)/i.test(before) ? 'server' : 'unknown';
}

function endsWithAny(phrase: string, endings: readonly string[]): boolean {
  return endings.some((ending) => phrase.endsWith(ending));
}

const SURE_PHRASES = [
  'host said:',
  'host_said:',
  'server said:',
  '] said:',
  ') said:',
  'mta said:',
  'refused to talk to me:',
  'smtp;',
  'smtp error:',
  // curl's.
  '* rcpt failed:',
  ') rcpt failed:',
  '* mail failed:',
  ') mail failed:',
  '* data failed:',
  '* command failed:',
  'smtp error from remote mail server:',
  'smtp error from remote mailer:',
  'smtp response:',
  'smtp reply:',
  'smtp server response:',
  // PHPMailer's.
  'smtp code:',
  // Mutt's.
  'smtp session failed:',
  // Java's.
  'authenticationfailedexception:',
  'smtp server said:',
  'smtp -> from server:',
  'server -> client:',
  '[smtp error]',
  '[smtp reply]',
  'unexpected smtp response',
  'but got code',
  'with message',
  'retcode (',
  '$str is',
  '$data is',
  '$data was',
];

/** `Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'`: no other phrase ends so. */
const EXCHANGE = 'remote server returned ';

/** What may introduce the reply of a mail server, or the answer of any other program. */
const PHRASES_IN_MAIL = [
  'said:',
  'was:',
  'got:',
  'with:',
  'response:',
  'responded:',
  'replied:',
  'returned:',
  'answered:',
  'error:',
  'failed:',
  'failure:',
  'rejected:',
  'refused:',
  'deferred:',
  'bounced:',
  'reply:',
  'reason:',
  'message:',
  'code:',
  'status:',
  'result:',
  'exception:',
  'diagnostic-code:',
  'response=',
  'reply=',
  'reply_code=',
  'code=',
  'error=',
  'reason=',
  'status=',
  'result=',
  'stat=',
  'msg=',
  'message=',
  'diag=',
  'reject=',
  'code [',
  'code (',
  'sent (',
  'deferred (',
  'bounced (',
  'failed (',
  'rejected (',
  'error (',
  'code',
  // A session told in one line: `<< 250 OK >> DATA << 354 Go on`.
  ' <<',
  ' <<<',
];

/** `Expected response code 354 but got code "503"`: the first code was never said. */
const HOPED_FOR = /(?:expect|want|instead of|should)[^"':]{0,30}$/;
const MAIL = /[SL]MTP|\bsmtp|rcpt to|mail from|\brelay=|\bto=</i;
const MAIL_REPLY =
  /smtp|mailbox|recipient|(?:user|address) unknown|(?:unknown|no such) user|relay|sender|greylist|spam/i;
const OTHER_PROTOCOL = /\bHTTP[/ ]|\bFTP\b|"(?:GET|POST|PUT|HEAD) /;
/** What may stand before a reply by its last unit; other units that may stand there end no phrase. */
const ENDINGS = new Map(
  [...':;=([]"\'|<,es'].map((unit) => [
    unit.charCodeAt(0),
    {
      sure: SURE_PHRASES.filter((phrase) => phrase.endsWith(unit)),
      inMail: PHRASES_IN_MAIL.filter((phrase) => phrase.endsWith(unit)),
    },
  ]),
);
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const AT_SIGN = 0x40;
const LONGEST_LOCAL_PART = 66;
const [PARENTHESIS, CLOSE, COLON] = [0x28, 0x29, 0x3a];
const LONGEST_PHRASE = 40;
const LOOK_AROUND = 1000;
