import type { LogLine, Outcome } from '../../formats/format';
import { relayAsked, replyInPlace } from '../../log/explanation';
import { isHandOver } from '../../log/handover';
import { isRefusal, mainReply, outcomeOf, type Severity, severityOf } from '../../log/severity';
import type { LineShape } from '../../log/shapes/knownShapes';
import { isReplyMarked, Places, type SpanInShape } from '../../log/shapes/places';
import { plainReplyText } from '../../smtp/explain';
import { LONGEST_TEXT } from '../../smtp/replyText';
import type { Span } from '../../span';

/** What is counted of every line of a shape. */
export interface CountedShape extends LineShape {
  /** The codes of its replies. */
  readonly codes: readonly number[];
  /** What is counted of an attempt or a refusal, if it is one. */
  readonly attempt: AttemptShape | undefined;
}

/** All that an explanation of a line looks at, but for words that decide nothing. */
export interface CauseShape {
  /** The same for shapes whose lines are explained alike if their marked words are alike. */
  readonly key: string;
  /** The first mark in the text, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

export interface AttemptShape {
  /** What is counted as its outcome, and what the line itself names. */
  readonly outcome: Outcome;
  readonly severity: Severity | undefined;
  readonly addressed: Pick<LogLine, 'outcome' | 'isRefusal'>;
  readonly recipient: SpanInShape | undefined;
  readonly relay: SpanInShape | undefined;
  /** Whether the relay is counted among the hosts delivered to. */
  readonly isRelayCounted: boolean;
  readonly queueId: SpanInShape | undefined;
  /** What tells the reason of a failure; of a line that records none, nothing. */
  readonly cause: CauseShape | undefined;
  /** Whether the other side's name may decide the reason. */
  readonly isRelayAsked: boolean;
}

/**
 * The shape of a line whose message begins at `start`; `undefined` where another line of it may have to be read
 * otherwise: what is counted, or the reason of a failure, then depends on a marked word.
 */
export function countedShapeOf(
  line: string,
  start: number,
  read: LogLine,
  marked: readonly Span[],
): CountedShape | undefined {
  if (isReplyMarked(read, marked)) {
    return undefined;
  }
  const codes = read.replies.map(({ code }) => code);
  const severity = severityOf(read, line);
  const outcome = outcomeOf(read, severity);
  if (outcome === undefined || isHandOver(line, read)) {
    // A failure always has an outcome.
    return { format: read.format, isQuiet: codes.length === 0, codes, attempt: undefined };
  }
  const places = new Places(start, marked);
  const isRelayCounted = !isRefusal(read);
  const isRelayAsked = severity !== undefined && relayAsked(read) !== undefined;
  const relay = isRelayCounted || isRelayAsked ? read.relay : undefined;
  const [recipientIn, relayIn, queueIdIn] = [read.recipient, relay, read.queueId].map((span) =>
    places.of(span),
  );
  const cause = severity === undefined ? undefined : causeOf(line, read, marked);
  if (recipientIn === null || relayIn === null || queueIdIn === null || cause === null) {
    return undefined;
  }
  const attempt = {
    outcome,
    severity,
    addressed: { outcome: read.outcome, isRefusal: read.isRefusal },
    recipient: recipientIn,
    relay: relayIn,
    queueId: queueIdIn,
    cause,
    isRelayCounted,
    isRelayAsked,
  };
  return { format: read.format, isQuiet: false, codes, attempt };
}

/**
 * `null` where the text is not seen in the line as the explanation sees it, or where something else that the explanation
 * looks at has a mark.
 */
function causeOf(line: string, read: LogLine, marked: readonly Span[]): CauseShape | null {
  const text = mainReply(read) ?? read.words ?? read.status;
  const others = [read.status, read.command].filter((span) => span !== undefined);
  if (
    text === undefined ||
    text.end - text.start > LONGEST_TEXT ||
    others.some((span) => touches(span, marked))
  ) {
    return null;
  }
  const from = marked.findIndex(({ end }) => end > text.start);
  const behind = marked.findIndex(({ start }) => start >= text.end);
  const [first, last] = [from < 0 ? marked.length : from, behind < 0 ? marked.length : behind];
  const inside = marked.slice(first, last);
  const isCut = inside.some(({ start, end }) => start < text.start || end > text.end);
  if (isCut || !standAsInLine(line, text, inside)) {
    return null;
  }
  const { code, enhanced, command, outcome } = replyInPlace(line, read);
  const words = [...inside.map(({ start }) => start), text.end].map((end, at) =>
    line.slice(inside[at - 1]?.end ?? text.start, end),
  );
  // An address is no word of a reply.
  const addresses = inside.map(({ start, end }) => line.slice(start, end).includes('@'));
  const isAsked = relayAsked(read) !== undefined;
  return {
    key: JSON.stringify([words, addresses, code, enhanced, command, outcome, isAsked]),
    from: first,
    to: last,
  };
}

function touches(span: Span, marked: readonly Span[]): boolean {
  return marked.some(({ start, end }) => start < span.end && end > span.start);
}

/** Whether what stands around each marked word is the same in the reply's plain text. */
function standAsInLine(line: string, text: Span, marked: readonly Span[]): boolean {
  const raw = line.slice(text.start, text.end);
  const plain = plainReplyText(raw);
  let from = 0;
  for (const { start, end } of marked) {
    const around = raw.slice(Math.max(0, start - text.start - REACH), end - text.start + REACH).trim();
    const at = plain.indexOf(around, from);
    if (at < 0) {
      return false;
    }
    from = at;
  }
  return true;
}

/** How far beside a word a pattern's piece that touches it is looked for: see `addTouched`. */
const REACH = 5;
