import type { LogLine } from '../formats/format';
import { mainReply } from '../log/severity';
import { enhancedCodeEnd } from '../smtp/reply';
import type { Span } from '../span';

/** The part of a failing line to mark: reply code and enhanced code, else the server's words, else the line. */
export function failureSpan(line: string, read: LogLine): Span {
  const reply = mainReply(read);
  if (reply !== undefined) {
    return codeSpan(line, reply.start);
  }
  return read.words ?? read.status ?? { start: 0, end: line.length };
}

/** `550 5.1.1` of `550 5.1.1 No such user`; `550` where no enhanced code follows. */
function codeSpan(line: string, start: number): Span {
  for (let at = start + 4; at <= start + 6; at++) {
    const end = enhancedCodeEnd(line, at);
    if (end > 0) {
      return { start, end };
    }
  }
  return { start, end: start + 3 };
}
