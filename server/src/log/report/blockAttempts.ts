import type { Outcome } from '../../formats/format';
import type { LogReader } from '../../formats/registry';
import type { ReasonId } from '../../smtp/explain';
import { ownRulesGeneration } from '../../smtp/ownRules';
import type { Span } from '../../span';
import type { Block } from '../block';
import type { LogDocument } from '../document';
import type { Severity } from '../severity';
import { forEachPlace } from '../textLines';
import { type AttemptInLine, attemptIn, clockReader, type Senders } from './attempt';

/**
 * What the lines of a block say of attempts, as numbers; names are read again from the text. Kept as long as the block:
 * an edit makes new blocks.
 */
export interface BlockAttempts {
  /** How many there are. */
  readonly count: number;
  /** A row of `ROW` words for each attempt, in the order of the block. */
  readonly rows: Uint32Array;
  /** A row of `NOTE` words for each line that names the sender of a message and tells of no attempt. */
  readonly senders: Uint32Array;
}

/** Where the words of an attempt stand in its row. */
const WORD = { start: 0, facts: 1, queueId: 2, recipient: 3, relay: 4, clock: 5, delayOrSender: 6 } as const;
const ROW = 7;
const NOTE = 3;

/** `reference`: see `instantOf`. */
export function attemptsOf({ reader }: LogDocument, block: Block, reference: number): BlockAttempts {
  if (generation !== ownRulesGeneration()) {
    generation = ownRulesGeneration();
    known = new WeakMap();
  }
  let attempts = known.get(block);
  if (attempts === undefined) {
    attempts = readAttempts(block.text, reader, reference);
    known.set(block, attempts);
  }
  return attempts;
}

/** Whether a block has been read for its attempts. */
export function hasAttempts(block: Block): boolean {
  return generation === ownRulesGeneration() && known.has(block);
}

let known = new WeakMap<Block, BlockAttempts>();
let generation = 0;

/** Lines of which nothing can be read tell of no attempt, and name no message's sender. */
function readAttempts(text: string, { read, glance }: LogReader, reference: number): BlockAttempts {
  const rows: number[] = [];
  const senders: number[] = [];
  const clockOf = clockReader(reference);
  forEachPlace(text, (start, end) => {
    if (glance(text, start, end) === '') {
      return;
    }
    const line = text.slice(start, end);
    const logLine = read(line);
    const found = logLine && attemptIn(line, logLine, clockOf);
    if (found !== undefined) {
      const { queueId, recipient, relay, sender, clock = 0, delay } = found;
      const last = found.severity === undefined ? packedDelay(delay) : packed(sender);
      rows.push(
        start,
        packedFacts(found),
        packed(queueId),
        packed(recipient),
        packed(relay),
        clock / 1000,
        last,
      );
    } else if (logLine?.queueId !== undefined && logLine.sender !== undefined) {
      senders.push(start, packed(logLine.queueId), packed(logLine.sender));
    }
  });
  return { count: rows.length / ROW, rows: Uint32Array.from(rows), senders: Uint32Array.from(senders) };
}

/** An attempt of a block; its places are in the block's text. */
export function attemptAt({ rows }: BlockAttempts, index: number): AttemptInLine {
  const at = index * ROW;
  const word = (place: number) => rows[at + place] as number;
  const start = word(WORD.start);
  const facts = word(WORD.facts);
  const severity = SEVERITIES[(facts >> 3) & 3];
  const last = word(WORD.delayOrSender);
  return {
    outcome: OUTCOMES[facts & 7] as Outcome,
    isRefusal: (facts & 32) !== 0,
    severity,
    verdict: severity && { reason: reasonIn(facts), provider: providers.nameOf(facts >>> 14) },
    queueId: placed(word(WORD.queueId), start),
    recipient: placed(word(WORD.recipient), start),
    relay: placed(word(WORD.relay), start),
    sender: severity && placed(last, start),
    clock: word(WORD.clock) * 1000 || undefined,
    delay: severity === undefined && last > 0 ? last - 1 : undefined,
  };
}

/** Where the line of an attempt starts in the text of its block. */
export function lineStartAt({ rows }: BlockAttempts, index: number): number {
  return rows[index * ROW + WORD.start] as number;
}

export function clockAt({ rows }: BlockAttempts, index: number): number | undefined {
  return (rows[index * ROW + WORD.clock] as number) * 1000 || undefined;
}

export function severityAt({ rows }: BlockAttempts, index: number): Severity | undefined {
  return SEVERITIES[((rows[index * ROW + WORD.facts] as number) >> 3) & 3];
}

/** Of a failure. */
export function reasonAt({ rows }: BlockAttempts, index: number): ReasonId {
  return reasonIn(rows[index * ROW + WORD.facts] as number);
}

/** Notes the senders that a block's lines name from `from` on, up to a place in its text; returns how many are noted. */
export function noteSenders(
  { senders }: BlockAttempts,
  text: string,
  from: number,
  upTo: number,
  noted: Senders,
): number {
  let note = from;
  for (; note * NOTE < senders.length && (senders[note * NOTE] as number) < upTo; note++) {
    const [start = 0, queueId = 0, sender = 0] = senders.subarray(note * NOTE, (note + 1) * NOTE);
    noted.note(text, { queueId: placed(queueId, start), sender: placed(sender, start) });
  }
  return note;
}

const OUTCOMES: readonly Outcome[] = ['delivered', 'relayed', 'expanded', 'delayed', 'failed'];
const SEVERITIES: readonly (Severity | undefined)[] = [undefined, 'temporary', 'permanent'];

/** Outcome in 3 bits, severity in 2, refusal in 1, reason in 8, provider in the rest. */
function packedFacts({ outcome, severity, isRefusal, verdict }: AttemptInLine): number {
  const facts = OUTCOMES.indexOf(outcome) | (SEVERITIES.indexOf(severity) << 3) | (isRefusal ? 32 : 0);
  return verdict === undefined
    ? facts
    : (facts | (reasons.idOf(verdict.reason) << 6) | (providers.idOf(verdict.provider) << 14)) >>> 0;
}

function reasonIn(facts: number): ReasonId {
  return reasons.nameOf((facts >> 6) & 255) as ReasonId;
}

/** Few names, by number; 0 is none. */
class Numbered {
  readonly #names: (string | undefined)[] = [undefined];
  readonly #ids = new Map<string | undefined, number>([[undefined, 0]]);

  idOf(name: string | undefined): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.push(name) - 1;
      this.#ids.set(name, id);
    }
    return id;
  }

  nameOf(id: number): string | undefined {
    return this.#names[id];
  }
}

const reasons = new Numbered();
const providers = new Numbered();

/** A place in a line, which is at most 64 Ki units long; 0 for none. */
function packed(place: Span | undefined): number {
  return place === undefined ? 0 : ((place.start << 16) | Math.min(place.end - place.start, 0xffff)) >>> 0;
}

function placed(word: number, lineStart: number): Span | undefined {
  if (word === 0) {
    return undefined;
  }
  const start = lineStart + (word >>> 16);
  return { start, end: start + (word & 0xffff) };
}

/** In milliseconds, from 1 on; 0 for none. */
function packedDelay(delay: number | undefined): number {
  return delay === undefined ? 0 : Math.min(Math.round(delay), 0xfffffffe) + 1;
}
