import type { Outcome } from '../../formats/format';
import { explainLine, textOf } from '../explanation';
import { instantOf } from '../instant';
import { delayWords } from './durations';
import { type Fate, fatesOf, type IsOwned, refusalOf } from './fates';
import { gapsOf } from './gaps';
import type { TracedLine } from './gather';
import { type LineRecipient, recipientsOf } from './recipients';
import { sentenceOf } from './sentence';
import { verdictOf } from './verdict';

/** A line of a story, with its instant where the log tells it. */
export interface TimedLine extends TracedLine {
  readonly ms: number | undefined;
  /** Whom it is about; of a result of qmail's, whom its delivery was begun for. */
  readonly recipients: readonly LineRecipient[];
}

export interface Step {
  readonly log: number;
  /** From 1. */
  readonly line: number;
  /** As the log writes it. */
  readonly time: string | undefined;
  readonly queueId: string | undefined;
  /** Who did what, in a sentence. */
  readonly what: string;
  readonly reply: string | undefined;
  readonly meaning: string | undefined;
  readonly delay: string | undefined;
}

/** All that the logs tell of one message, across its queue ids. */
export interface Story {
  readonly verdict: string;
  /** The worst of its recipients' outcomes; `undefined` where the log does not tell. */
  readonly outcome: Outcome | undefined;
  readonly queueIds: readonly string[];
  readonly messageIds: readonly string[];
  readonly sender: string | undefined;
  readonly fates: readonly Fate[];
  /** The notifications sent about it, and what became of them. */
  readonly notices: readonly Fate[];
  readonly steps: readonly Step[];
  /** What the log does not show. */
  readonly gaps: readonly string[];
}

/** `reference`: see `instantOf`. `names` are those of the logs. */
export function storyOf(traced: readonly TracedLine[], names: readonly string[], reference: number): Story {
  const lines = inTimeOrder(traced, reference);
  const noticeIds = noticeIdsOf(lines);
  const isNotice = ({ ids }: TracedLine) => ids.own !== undefined && noticeIds.has(ids.own);
  const own = lines.filter((line) => !isNotice(line));
  const ownIds = new Set(lines.map(({ ids }) => ids.own));
  const isOwned: IsOwned = (id) => ownIds.has(`q:${id}`);
  const fates = fatesOf(own, isOwned);
  const notices = fatesOf(lines.filter(isNotice), isOwned);
  const senders = sendersOf(own);
  const refusal = refusalOf(own);
  return {
    verdict: verdictOf(fates, notices, new Set(senders.map((address) => address.toLowerCase())), refusal),
    outcome: fates.length === 0 ? refusal?.outcome : worst(fates),
    queueIds: idsOfKind(lines, 'q'),
    messageIds: idsOfKind(lines, 'm'),
    sender: senders.find((sender) => sender !== '') ?? senders[0],
    fates,
    notices,
    steps: lines.map((line) => stepOf(line, isOwned, isNotice(line))),
    gaps: gapsOf(lines, fates, names),
  };
}

/** Within a log as it is written, though its clock may jump; several logs are merged by their time. */
function inTimeOrder(traced: readonly TracedLine[], reference: number): TimedLine[] {
  const latest = new Map<number, number>();
  const ofDelivery = new Map<string, readonly LineRecipient[]>();
  return traced
    .map((line, index) => {
      const ms = instantOf(line.text, line.read.time, reference)?.ms;
      const before = latest.get(line.log) ?? Number.NEGATIVE_INFINITY;
      const order = Math.max(before, ms ?? before);
      latest.set(line.log, order);
      return { line: { ...line, ms, recipients: recipientsIn(line, ofDelivery) }, order, index };
    })
    .sort((a, b) => (a.order === b.order ? a.index - b.index : a.order - b.order))
    .map(({ line }) => line);
}

function recipientsIn(
  { text, read, ids }: TracedLine,
  ofDelivery: Map<string, readonly LineRecipient[]>,
): readonly LineRecipient[] {
  const recipients = recipientsOf(text, read);
  if (ids.own?.startsWith('d:') && recipients.length > 0) {
    ofDelivery.set(ids.own, recipients);
  }
  return recipients.length > 0 ? recipients : (ofDelivery.get(ids.own ?? '') ?? []);
}

/** The ids of bounces and other notifications of the message; of a message that is itself one, none. */
function noticeIdsOf(lines: readonly TracedLine[]): ReadonlySet<string> {
  const senders = new Map<string, string>();
  const announced = new Set<string>();
  for (const { text, read, ids } of lines) {
    if (ids.own !== undefined && read.sender !== undefined && !senders.has(ids.own)) {
      senders.set(ids.own, text.slice(read.sender.start, read.sender.end));
    }
    if (ANNOUNCED.test(text.slice(read.queueId?.end ?? 0, (read.queueId?.end ?? 0) + REACH))) {
      for (const id of ids.linked) {
        announced.add(id);
      }
    }
  }
  const isFromSomeone = [...senders.values()].some((sender) => sender !== '' && !NULL.test(sender));
  for (const [id, sender] of senders) {
    if (isFromSomeone && NULL.test(sender)) {
      announced.add(id);
    }
  }
  return announced;
}

const ANNOUNCED = /^: .{0,30}(?: notification: |: DSN: |: return to sender: |: postmaster notify: )/;
const REACH = 80;
const NULL = /^(?:<>|#@\[\]|MAILER-DAEMON)?$/i;

function sendersOf(lines: readonly TracedLine[]): string[] {
  return lines.flatMap(({ text, read }) => textOf(text, read.sender) ?? []);
}

function idsOfKind(lines: readonly TracedLine[], kind: 'q' | 'm'): string[] {
  const keys = lines.map(({ ids }) => (kind === 'q' ? ids.own : ids.messageId));
  return [...new Set(keys.filter((key) => key?.startsWith(`${kind}:`)).map((key) => (key ?? '').slice(2)))];
}

/** Failed for one is failed; waiting for one is waiting. */
function worst(fates: readonly Fate[]): Outcome | undefined {
  if (
    fates.some(({ outcome }) => outcome === undefined) &&
    !fates.some(({ outcome }) => outcome === 'failed')
  ) {
    return undefined;
  }
  const order: readonly Outcome[] = ['failed', 'delayed', 'expanded', 'relayed', 'delivered'];
  return order.find((outcome) => fates.some((fate) => fate.outcome === outcome));
}

function stepOf(line: TimedLine, isOwned: IsOwned, isNotice: boolean): Step {
  const { text, read, log, number } = line;
  const { what, reply, isFailure } = sentenceOf(line, isOwned, isNotice);
  return {
    log,
    line: number,
    time: textOf(text, read.time),
    queueId: textOf(text, read.queueId),
    what,
    reply,
    meaning: isFailure ? explainLine(text, read).meaning : undefined,
    delay: delayWords(text, read),
  };
}
