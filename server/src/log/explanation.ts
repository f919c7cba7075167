import type { LogLine } from '../formats/format';
import { type Explanation, explain, type ReplyInPlace } from '../smtp/explain';
import type { SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { isRefusal, mainReply } from './severity';

/** What a line's failure or reply means in its place: who said it, after which command. */
export function explainLine(line: string, read: LogLine, reply = mainReply(read)): Explanation {
  return explain(replyInPlace(line, read, reply));
}

/** All that an explanation of the line looks at. */
export function replyInPlace(line: string, read: LogLine, reply = mainReply(read)): ReplyInPlace {
  return {
    text: explainedText(line, read, reply),
    code: reply?.code,
    enhanced: reply?.enhanced ?? textOf(line, read.status),
    relay: textOf(line, relayAsked(read, reply)),
    command: textOf(line, read.command),
    outcome: read.outcome,
  };
}

/** The host that said it, whose provider may have words of its own; no client is asked. */
export function relayAsked(read: LogLine, reply = mainReply(read)): Span | undefined {
  const isOwn = reply === undefined ? isRefusal(read) : reply.speaker === 'server';
  return isOwn ? undefined : read.relay;
}

/** The reply's text, or the server's own words where it quotes no reply. */
function explainedText(line: string, read: LogLine, reply: SmtpReply | undefined): string {
  return textOf(line, reply ?? read.words ?? read.status) ?? '';
}

/** The text of a span; `undefined` where there is no span. */
export function textOf(line: string, span: Span | undefined): string | undefined {
  return span === undefined ? undefined : line.slice(span.start, span.end);
}
