import type { LogLine, Outcome } from '../formats/format';
import { lowerAscii } from './nameCounts';
import { isRefusal, type Severity } from './severity';

/**
 * What became of each recipient of each message, counted once: a delivery put off fourteen times and then made is one
 * delivery, and the way through a content filter is none.
 */
export interface Recipients {
  /** By the last that the log says of them. Who is still waiting is not among them. */
  readonly ended: Record<Exclude<Outcome, 'delayed'>, number>;
  /** Recipients whose delivery was put off and has not ended, by `keyOf`. */
  readonly waiting: Set<number>;
  /** A bit for some of the bits of each key that ever waited: most that are settled never did, and sets are slow to ask. */
  readonly everWaited: Uint32Array;
  /** Waiting ones that found no room in the set. */
  waitingBeside: number;
  /** The keys of those that failed: an alias may lead one message to a mailbox twice. */
  readonly failed: Set<number>;
  /** Commands of clients that were refused; what these send is no message yet. */
  readonly refused: Record<Severity, number>;
  /** The keys of those that ended in this stretch of the log: they may have waited since an earlier one. */
  readonly settled: Keys;
}

/** The first so many values. In one piece of memory, since a thread hands hundreds of thousands to another. */
interface Keys {
  values: Float64Array;
  length: number;
}

export function noRecipients(): Recipients {
  return {
    ended: { delivered: 0, relayed: 0, expanded: 0, failed: 0 },
    waiting: new Set(),
    everWaited: new Uint32Array(WAITED_WORDS),
    waitingBeside: 0,
    failed: new Set(),
    refused: { permanent: 0, temporary: 0 },
    settled: { values: new Float64Array(64), length: 0 },
  };
}

/**
 * Adds what a line says that has an outcome, or a severity of its own where the log names no outcome. The way through a
 * filter of the site's own is not for it: see `isHandOver`.
 */
export function addRecipient(
  recipients: Recipients,
  line: string,
  read: Addressed,
  severity: Severity | undefined,
): void {
  addKeyed(recipients, read, isRefusal(read) ? undefined : keyOf(line, read), severity);
}

/** The same for a line whose recipient's key is known, see `keyOf`. */
export function addKeyed(
  recipients: Recipients,
  read: Pick<LogLine, 'outcome' | 'isRefusal'>,
  key: number | undefined,
  severity: Severity | undefined,
): void {
  const { outcome } = read;
  if (outcome === undefined || isRefusal(read)) {
    if (severity !== undefined) {
      recipients.refused[severity]++;
    }
    return;
  }
  if (outcome === 'delayed') {
    wait(recipients, key);
    return;
  }
  recipients.ended[outcome]++;
  if (key !== undefined) {
    settle(recipients, key);
    if (outcome === 'failed') {
      fail(recipients, key);
    }
  }
}

/** How a delivery ended well; `undefined` where it did not, or where there was none. */
export function endOf(read: Pick<LogLine, 'outcome' | 'isRefusal'>): Ended | undefined {
  const { outcome } = read;
  return isRefusal(read) || outcome === 'delayed' || outcome === 'failed' ? undefined : outcome;
}

/** A recipient whose delivery has ended waits no longer. */
export function settle(recipients: Recipients, key: number): void {
  waitNoLonger(recipients, key);
  add(recipients.settled, key);
}

function add(keys: Keys, key: number): void {
  if (keys.length === keys.values.length) {
    const { values } = keys;
    keys.values = new Float64Array(2 * values.length);
    keys.values.set(values);
  }
  keys.values[keys.length++] = key;
}

function waitNoLonger({ waiting, everWaited }: Recipients, key: number): void {
  if (((everWaited[wordOf(key)] as number) >>> key) & 1) {
    waiting.delete(key);
  }
}

/** Where the bit of a key stands: the number in the word is the key's last five bits. */
function wordOf(key: number): number {
  return (key >>> 5) & (WAITED_WORDS - 1);
}

/** 64 KiB: half full with some hundred thousand that wait. */
const WAITED_WORDS = 1 << 14;

type Ended = 'delivered' | 'relayed' | 'expanded';

/** What tells the recipient of a message, and what became of it. */
export type Addressed = Pick<LogLine, 'outcome' | 'isRefusal' | 'queueId' | 'recipient'>;

/** Adds those of the next stretch of the log; `into` holds the log from its beginning. */
export function mergeRecipients(into: Recipients, from: Recipients): void {
  for (const outcome of Object.keys(into.ended) as (keyof Recipients['ended'])[]) {
    into.ended[outcome] += from.ended[outcome];
  }
  into.refused.permanent += from.refused.permanent;
  into.refused.temporary += from.refused.temporary;
  const { values, length } = from.settled;
  for (let at = 0; at < length; at++) {
    waitNoLonger(into, values[at] as number);
  }
  for (const key of from.waiting) {
    wait(into, key);
  }
  into.waitingBeside += from.waitingBeside;
  for (const key of from.failed) {
    fail(into, key);
  }
}

/** Each recipient of each message once, by the last that became of it; `delayed` are those still waiting. */
export function outcomesOf({ ended, waiting, waitingBeside }: Recipients) {
  return { ...ended, delayed: waiting.size + waitingBeside };
}

function wait(recipients: Recipients, key: number | undefined): void {
  if (key === undefined || recipients.waiting.size >= MOST_WAITING) {
    recipients.waitingBeside++;
  } else {
    recipients.waiting.add(key);
    const word = wordOf(key);
    recipients.everWaited[word] = (recipients.everWaited[word] as number) | (1 << key);
  }
}

/** In some tens of megabytes. */
const MOST_WAITING = 1_000_000;

/** Takes back the count of one that had failed before. */
function fail({ failed, ended }: Recipients, key: number): void {
  if (failed.has(key)) {
    ended.failed--;
  } else if (failed.size < MOST_FAILED) {
    failed.add(key);
  }
}

/** Who fails twice does so within a short time: the first of a log with more than this need not be all known. */
const MOST_FAILED = 200_000;

/** A recipient of a message, as a number of 53 bits; `undefined` where the line does not name both. */
export function keyOf(line: string, { queueId, recipient }: Addressed): number | undefined {
  if (queueId === undefined || recipient === undefined) {
    return undefined;
  }
  hash.high = 0x811c9dc5;
  hash.low = 0x9747b28c;
  // Capitals tell the ids of Postfix and Exim apart, but not domains; what few hosts make of a local part is no loss.
  for (let at = queueId.start; at < queueId.end; at += 4) {
    addUnits(line, at, queueId.end, sameUnit);
  }
  addFour(queueId.end - queueId.start);
  for (let at = recipient.start; at < recipient.end; at += 4) {
    addUnits(line, at, recipient.end, lowerAscii);
  }
  addFour(recipient.end - recipient.start);
  return keyFrom(hash.high, hash.low);
}

/** The number of 53 bits that two hashes make. */
function keyFrom(high: number, low: number): number {
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

const hash = { high: 0, low: 0 };

/** Adds four units, or those before the end: eight bits of each, and mixed with these what is beyond. */
function addUnits(line: string, start: number, end: number, made: (unit: number) => number): void {
  let four = 0;
  const last = Math.min(end, start + 4);
  for (let at = start; at < last; at++) {
    const unit = made(line.charCodeAt(at));
    four ^= (unit & 0xff) << (8 * (at - start));
    four ^= Math.imul(unit >>> 8, 0x9e3779b1);
  }
  addFour(four);
}

function sameUnit(unit: number): number {
  return unit;
}

/** Two multiplicative hashes side by side. The kernel does the same (server/kernel/rows.ts). */
function addFour(four: number): void {
  const high = Math.imul(hash.high ^ four, 0x01000193);
  hash.high = high ^ (high >>> 15);
  const low = Math.imul(hash.low ^ four, 0x5bd1e995);
  hash.low = low ^ (low >>> 13);
}
