import { isDiscarded } from '../discarded';
import { textOf } from '../explanation';
import { outcomeOf, severityOf } from '../severity';
import { type IsOwned, isFailed, isHandedOn, isOwnRefusal, replyTold } from './fates';
import type { TimedLine } from './story';

export interface Sentence {
  readonly what: string;
  /** The reply or the server's own words that the line quotes. */
  readonly reply: string | undefined;
  readonly isFailure: boolean;
}

/** Who did what, as this line tells it. */
export function sentenceOf(line: TimedLine, isOwned: IsOwned, isNotice: boolean): Sentence {
  const { text, read } = line;
  const outcome = outcomeOf(read, severityOf(read, text));
  const said = { reply: replyTold(line, outcome), isFailure: isFailed(outcome) };
  const who = nameRecipients(line.recipients.map(({ address }) => address));
  const relay = textOf(text, read.relay);
  if (outcome !== undefined) {
    const result = isHandedOn(line, outcome, isOwned)
      ? 'handed on within the site'
      : `${isDiscarded(text, read) ? 'discarded' : RESULTS[outcome]}${byRelay(outcome, relay, isOwnRefusal(read))}`;
    return { ...said, what: `${who === '' ? 'The message' : who}: ${result}` };
  }
  return { ...said, what: otherWords(line, who, relay, isNotice) };
}

const RESULTS = {
  failed: 'failed',
  delayed: 'put off',
  delivered: 'delivered',
  relayed: 'passed on',
  expanded: 'expanded to other addresses',
} as const;

function byRelay(outcome: string, relay: string | undefined, isOwn: boolean): string {
  if (relay === undefined || outcome === 'delivered' || outcome === 'expanded') {
    return '';
  }
  return isOwn ? `, when ${relay} brought it` : outcome === 'relayed' ? ` to ${relay}` : `, says ${relay}`;
}

function nameRecipients(addresses: readonly string[]): string {
  const [first, second] = addresses;
  return addresses.length > 2
    ? `${first} and ${addresses.length - 1} others`
    : second === undefined
      ? (first ?? '')
      : `${first} and ${second}`;
}

/** A line without an outcome: an arrival, a link, an end, or else the log's own words. */
function otherWords(
  { text, read, ids }: TimedLine,
  who: string,
  relay: string | undefined,
  isNotice: boolean,
): string {
  const sender = textOf(text, read.sender);
  if (read.life === 'ends' && read.queueId !== undefined) {
    return 'Done with; the server forgets this id';
  }
  if (ids.own?.startsWith('d:')) {
    return `${who}: a delivery begins`;
  }
  if (read.life === undefined && sender !== undefined && sender !== '' && read.links.length === 0) {
    return `From ${sender}${relay === undefined ? '' : ` by way of ${relay}`}`;
  }
  if (read.life === 'begins' || (sender !== undefined && read.links.length === 0)) {
    const from = sender === undefined ? '' : ` from ${sender === '' ? '<>' : sender}`;
    const by = relay === undefined ? '' : ` by way of ${relay}`;
    return isNotice && sender === '' ? `A notification about it${by}` : `Taken in${from}${by}`;
  }
  return restOf(text, read.queueId?.end ?? read.time?.end ?? 0);
}

function restOf(text: string, from: number): string {
  const rest = text.slice(from).replace(/^[:,\])>\s]+/, '');
  return rest.length > LONGEST_REST ? `${rest.slice(0, LONGEST_REST)}…` : rest;
}

const LONGEST_REST = 160;
