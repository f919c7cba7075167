import type { SmtpReply } from '../smtp/reply';
import type { Span } from '../span';

/** What became of a message for a recipient, as a delivery status notification says it (RFC 3464, 2.3.3). */
export type Outcome = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/**
 * What one line of a log says, as places in that line. Fields that the line does not hold stay `undefined`.
 * A class, so that every format's answer has the same hidden shape and reading them stays fast.
 */
export class LogLine {
  /** The id of the format that read the line; the registry fills it in. */
  format = '';
  time: Span | undefined = undefined;
  /** The queue id, or the session id where a log has no queue id: what ties lines together. */
  queueId: Span | undefined = undefined;
  /** The envelope sender's address without `<>`; an empty span for the null sender `<>`. */
  sender: Span | undefined = undefined;
  /** The envelope recipient's address without `<>`. */
  recipient: Span | undefined = undefined;
  /** The host at the other end, as a name where the log has one, such as `mx.example.net`. */
  relay: Span | undefined = undefined;
  /** The SMTP command that was answered, such as `RCPT TO` or `end of DATA`. */
  command: Span | undefined = undefined;
  /** What the log itself says became of the message; `undefined` where only a reply tells. */
  outcome: Outcome | undefined = undefined;
  /** Whether the outcome is that of a client that was turned away, before there was a message. */
  isRefusal = false;
  /** Whether another line records the same failure, and counts: a bounce says in words what its fields say. */
  isRepeated = false;
  /** An enhanced status code that stands without a reply code: `dsn=5.1.1`, `Status: 4.4.1`. */
  status: Span | undefined = undefined;
  /** The server's own words on a failure for which there is no reply, such as `User unknown`. */
  words: Span | undefined = undefined;
  /** How long it took, as the log splits it: `1.2/0/0.6/0.5` of Postfix's `delays=`, `3s` of Exim's `QT=`. */
  delay: Span | undefined = undefined;
  /** The message's `Message-ID`, without `<>`. */
  messageId: Span | undefined = undefined;
  /**
   * Other ids that this line ties to its own: of the message that this one was made of, of the bounce that was made of
   * it, of the filter's session.
   */
  links: readonly Span[] = NO_SPANS;
  /** Whether an id comes into use with this line, or goes out of use: many servers use their ids again. */
  life: 'begins' | 'ends' | undefined = undefined;
  /** In the order of the line; a reply folded from several lines is one. */
  replies: readonly SmtpReply[] = NO_REPLIES;
}

const NO_REPLIES: readonly SmtpReply[] = [];
const NO_SPANS: readonly Span[] = [];

/** The first lines of a file, from which a format learns how its other lines are to be read. */
export interface FileHead {
  readonly lines: readonly string[];
  /** The file's name without folders; `''` where it has none. Some servers tell the direction only there. */
  readonly name: string;
}

/**
 * Reads the line from `start` on (what stands before belongs to a wrapper such as syslog).
 * `program` is the syslog tag, `postfix/smtpd` for one, or `''`. Never throws; `undefined` for a line it cannot read.
 */
export type ReadLine = (line: string, start: number, program: string) => LogLine | undefined;

/** What a look at a line tells of it. */
export const GLANCE = {
  /** Only reading it can tell. */
  unclear: 0,
  /** `read` would find nothing. */
  nothing: 1,
  /** `read` would find something, but no reply and no outcome: nothing that is counted, nothing that failed. */
  quiet: 2,
} as const;

/**
 * Looks at the line whose message stands from `start` to `end` of a text, behind a syslog head. Most lines of a log
 * tell nothing that is counted, and can be told from the others by a few units.
 */
export type GlanceAtLine = (text: string, start: number, end: number, program: string) => Glance;
export type Glance = (typeof GLANCE)[keyof typeof GLANCE];

export interface LineReader {
  /** What the head of the file decided. Readers of one format with equal keys read every line alike. */
  readonly key: string;
  readonly read: ReadLine;
  /** For formats that are read by the gigabyte; must never disagree with `read`. */
  readonly glance?: GlanceAtLine;
  /** Whether `glance` says of a line's beginning only what is true whatever follows. */
  readonly isGlanceEarly?: boolean;
  /**
   * Whether lines of one shape (server/kernel/shape.ts) are read alike: whatever `read` looks for, it looks for in what a
   * shape keeps.
   */
  readonly isByShape?: boolean;
  /** Set where the head shows that this is a log of the format, although no line of it was recognised by itself. */
  readonly title?: string;
}

/** One mail server's way of writing its log. */
export interface LogFormat {
  /** Such as `postfix`: stays the same for ever, settings and the command line show it. */
  readonly id: string;
  readonly title: string;
  /** Where the format is documented. */
  readonly reference: string;
  /** The syslog tags of its programs, up to the first `/`: `postfix` for `postfix/smtpd`. */
  readonly programs?: readonly string[];
  /** Whether a line that came through no syslog has the shape of this format. Cheap: called for many lines. */
  readonly recognises?: (line: string, start: number) => boolean;
  readonly open: (head: FileHead) => LineReader;
}

/** For a format whose lines need nothing from the head of the file. */
export function always(read: ReadLine, more: Omit<LineReader, 'key' | 'read'> = {}): LogFormat['open'] {
  const reader: LineReader = { key: '', read, ...more };
  return () => reader;
}

/** The span between `before` and `after` at or after `from`, such as `to=<` and `>`. */
export function between(line: string, before: string, after: string, from: number): Span | undefined {
  const found = line.indexOf(before, from);
  if (found < 0) {
    return undefined;
  }
  const start = found + before.length;
  const end = line.indexOf(after, start);
  return end < 0 ? undefined : { start, end };
}

/** Whether `words` stand at `at`. Short words only: many times faster there than `startsWith`. */
export function standsAt(line: string, words: string, at: number): boolean {
  for (let index = 0; index < words.length; index++) {
    if (line.charCodeAt(at + index) !== words.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

export function span(start: number, end: number): Span {
  return { start, end };
}
