import type { LogLine, Outcome } from '../../formats/format';
import { plainReplyText, reasonTitle } from '../../smtp/explain';
import { isDiscarded } from '../discarded';
import { explainLine, textOf } from '../explanation';
import { isHandOver } from '../handover';
import { mainReply, outcomeOf, severityOf } from '../severity';
import type { TracedLine } from './gather';
import { acceptedAs } from './ids';
import type { TimedLine } from './story';

/** One try to bring the message to a recipient, and what came of it. */
export interface Attempt {
  readonly line: TimedLine;
  readonly outcome: Outcome;
  readonly relay: string | undefined;
  readonly reply: string | undefined;
  /** Of a failure: its reason as a title, such as `Greylisting`. */
  readonly reason: string | undefined;
  /** Whether this server itself refused the mail of its client. */
  readonly isOwn: boolean;
  /** A delivery to nobody. */
  readonly isDiscarded: boolean;
}

/** What became of the message for one recipient. */
export interface Fate {
  readonly address: string;
  /** The address that led to it, by an alias or a forward. */
  readonly original: string | undefined;
  /** After all retries; `undefined` where the log does not tell. */
  readonly outcome: Outcome | undefined;
  readonly attempts: readonly Attempt[];
  /** The line that handed it to a filter, or to another queue of the same site, where nothing is told after it. */
  readonly handedOver: TracedLine | undefined;
}

/** Whether the logs have lines of this queue id, so that they tell what came next. */
export type IsOwned = (queueId: string) => boolean;

interface OpenFate {
  readonly address: string;
  original: string | undefined;
  readonly attempts: Attempt[];
  handedOver: TracedLine | undefined;
}

/** The recipients of some lines of one message in the order of the log, each with its final outcome. */
export function fatesOf(lines: readonly TimedLine[], isOwned: IsOwned): Fate[] {
  const fates = new Map<string, OpenFate>();
  for (const line of lines) {
    addLine(line, fates, isOwned);
  }
  const all = [...fates.values()];
  const originals = new Set(all.flatMap(({ original }) => original?.toLowerCase() ?? []));
  return all
    .filter(({ address, attempts }) => attempts.length > 0 || !originals.has(address.toLowerCase()))
    .map((fate) => ({
      ...fate,
      handedOver: fate.attempts.length > 0 ? undefined : fate.handedOver,
      outcome: fate.attempts.at(-1)?.outcome,
    }));
}

function addLine(line: TimedLine, fates: Map<string, OpenFate>, isOwned: IsOwned): void {
  const { recipients } = line;
  const outcome = outcomeOf(line.read, severityOf(line.read, line.text));
  if (recipients.length === 0) {
    // from=<alice@example.com>, status=expired: the server gives up whoever still waits.
    const waiting = [...fates.values()].filter(({ attempts }) => attempts.at(-1)?.outcome === 'delayed');
    for (const { attempts } of outcome === 'failed' ? waiting : []) {
      attempts.push(attemptOf(line, 'failed'));
    }
    return;
  }
  const isPassedOn = isHandedOn(line, outcome, isOwned);
  for (const { address, original } of recipients) {
    const key = address.toLowerCase();
    const fate = fates.get(key) ?? { address, original, attempts: [], handedOver: undefined };
    fate.original ??= original?.toLowerCase() === key ? undefined : original;
    fates.set(key, fate);
    if (isPassedOn) {
      fate.handedOver = line;
    } else if (outcome !== undefined) {
      fate.attempts.push(attemptOf(line, outcome));
    }
  }
}

/** To the site's own content filter, or into a queue that the logs tell more of. */
export function isHandedOn(
  { text, read }: TracedLine,
  outcome: Outcome | undefined,
  isOwned: IsOwned,
): boolean {
  const isSuccess = outcome === 'relayed' || outcome === 'delivered';
  return isSuccess && (isHandOver(text, read) || acceptedAs(text, read).some(isOwned));
}

function attemptOf(line: TimedLine, outcome: Outcome): Attempt {
  const { text, read } = line;
  return {
    line,
    outcome,
    relay: textOf(text, read.relay),
    reply: replyTold(line, outcome),
    reason: isFailed(outcome) ? reasonTitle(explainLine(text, read).reason) : undefined,
    isOwn: isOwnRefusal(read),
    isDiscarded: isDiscarded(text, read),
  };
}

/** How this server refused the whole message of its client, where the line names no recipient: `rejected after DATA`. */
export function refusalOf(lines: readonly TimedLine[]): Attempt | undefined {
  const last = lines.findLast(({ read, recipients }) => recipients.length === 0 && isOwnRefusal(read));
  const outcome = last && outcomeOf(last.read, severityOf(last.read, last.text));
  return last === undefined || !isFailed(outcome) || outcome === undefined
    ? undefined
    : attemptOf(last, outcome);
}

/** Whether this server refused its client. Exim names the command of the client, and no reply where it was its own. */
export function isOwnRefusal(read: LogLine): boolean {
  const reply = mainReply(read);
  return reply === undefined
    ? read.format === 'exim' && read.command !== undefined
    : reply.speaker === 'server';
}

export function isFailed(outcome: Outcome | undefined): boolean {
  return outcome === 'failed' || outcome === 'delayed';
}

/** The reply that the line quotes; of a failure without one, the server's own words. */
export function replyTold({ text, read }: TracedLine, outcome: Outcome | undefined): string | undefined {
  const ownWords = isFailed(outcome) ? (read.words ?? read.status) : undefined;
  const words = textOf(text, mainReply(read) ?? ownWords);
  return words === undefined ? undefined : plainReplyText(words);
}
