import { isDigit } from '../smtp/reply';
import type { Span } from '../span';
import { readSaid } from './dialogue';
import { LogLine } from './format';

/** The marks of a mail client's log: what stands behind `received` is the server's, behind `sent` the client's. */
export interface ClientMarks {
  readonly received: readonly string[];
  readonly sent: readonly string[];
  /** What ends the text in the line: ` SmtpClient.jsm:429:17`, `\0D\0A"`. */
  readonly ends?: readonly string[];
}

/** What a mail client heard or said in this line; `undefined` where no mark stands near its beginning. */
export function readClientLine(line: string, start: number, marks: ClientMarks): LogLine | undefined {
  const at = textAfter(line, start, marks.received) ?? textAfter(line, start, marks.sent);
  if (at === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  // Each side says only what it can: a message's text that begins with `250` is no reply.
  if (isDigit(line.charCodeAt(at)) === (textAfter(line, start, marks.received) === at)) {
    readSaid(line, at, textEnd(line, at, marks.ends ?? []), 'remote', logLine);
  }
  return logLine.replies.length > 0 || logLine.command !== undefined ? logLine : undefined;
}

/** Where the text behind one of the marks begins. */
function textAfter(line: string, start: number, marks: readonly string[]): number | undefined {
  const head = line.slice(start, start + MARK_WITHIN);
  for (const mark of marks) {
    const at = head.indexOf(mark);
    if (at >= 0) {
      return start + at + mark.length;
    }
  }
  return undefined;
}

export function textEnd(line: string, from: number, ends: readonly string[]): number {
  let end = line.length;
  for (const mark of ends) {
    const at = line.lastIndexOf(mark);
    if (at > from && at < end) {
      end = at;
    }
  }
  return end;
}

/** The span that `pattern`, sticky, matches at `start`. */
export function matchAt(pattern: RegExp, line: string, start: number): Span | undefined {
  pattern.lastIndex = start;
  return pattern.test(line) ? { start, end: pattern.lastIndex } : undefined;
}

const MARK_WITHIN = 160;
