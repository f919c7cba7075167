import type { LogLine, Outcome } from '../../formats/format';
import type { LogReader } from '../../formats/registry';
import type { ReasonId } from '../../smtp/explain';
import type { Span } from '../../span';
import { textOf } from '../explanation';
import { isHandOver } from '../handover';
import { instantOf } from '../instant';
import { type Verdict, verdictOf } from '../reasonCache';
import { hashOf } from '../rows';
import { isRefusal, outcomeOf, type Severity, severityOf } from '../severity';
import { totalDelay } from '../trace/durations';

/** What one line says of a delivery to one recipient, or of a client's command that was refused. */
export interface Attempt {
  readonly outcome: Outcome;
  /** Of a client's command, not of a delivery. */
  readonly isRefusal: boolean;
  /** Of a failure. */
  readonly severity: Severity | undefined;
  readonly reason: ReasonId | undefined;
  /** Of a failure: the provider that the explanation names, else the domain, else the relay. */
  readonly provider: string;
  readonly domain: string;
  /** The host at the other end: of a refused command the client. */
  readonly relay: string;
  /** Of a failure: `''` for the null sender, `undefined` where neither this line nor an earlier one of the message names one. */
  readonly sender: string | undefined;
  /** The log's own clock as if it showed UTC, in milliseconds since 1970; `undefined` without a time. */
  readonly clock: number | undefined;
  /** Milliseconds since the message arrived, as far as the line tells. */
  readonly delay: number | undefined;
}

/** The same with names as the places where they stand: what one line tells by itself. */
export interface AttemptInLine {
  readonly outcome: Outcome;
  readonly isRefusal: boolean;
  readonly severity: Severity | undefined;
  readonly verdict: Verdict | undefined;
  readonly queueId: Span | undefined;
  readonly recipient: Span | undefined;
  readonly relay: Span | undefined;
  /** Of a failure. */
  readonly sender: Span | undefined;
  readonly clock: number | undefined;
  readonly delay: number | undefined;
}

/** Tells what a line says of an attempt, `undefined` where it tells of none. Lines come in the order of the log. */
export type ReadAttempt = (line: string, read: LogLine) => Attempt | undefined;

/** `reference`: see `instantOf`. */
export function attemptReader(reference: number): ReadAttempt {
  const clockOf = clockReader(reference);
  const senders = new Senders();
  return (line, read) => {
    const found = attemptIn(line, read, clockOf);
    if (found === undefined) {
      senders.note(line, read);
      return undefined;
    }
    return named(line, found, senders);
  };
}

/** A line that tells of no attempt may still name the sender of a message. */
export function attemptIn(line: string, read: LogLine, clockOf: ReadClock): AttemptInLine | undefined {
  const severity = severityOf(read, line);
  const outcome = outcomeOf(read, severity);
  if (outcome === undefined || isHandOver(line, read)) {
    return undefined;
  }
  const { queueId, recipient, relay, sender } = read;
  const hasFailed = severity !== undefined;
  return {
    outcome,
    isRefusal: isRefusal(read),
    severity,
    verdict: hasFailed ? verdictOf(line, read) : undefined,
    queueId,
    recipient,
    relay,
    sender: hasFailed ? sender : undefined,
    clock: clockOf(line, read.time),
    delay: hasFailed ? undefined : totalDelay(line, read),
  };
}

/** `text` holds the places of the names. */
export function named(text: string, found: AttemptInLine, senders: Senders): Attempt {
  const { outcome, severity, verdict, clock, delay } = found;
  const domain = domainOf(textOf(text, found.recipient) ?? '');
  const relay = name(textOf(text, found.relay));
  return {
    outcome,
    isRefusal: found.isRefusal,
    severity,
    reason: verdict?.reason,
    provider: verdict?.provider ?? (domain || relay),
    domain,
    relay,
    sender: severity === undefined ? undefined : senders.of(text, found),
    clock,
    delay,
  };
}

/** A reader that shows each line it can read to `visit` as well. */
export function watched(reader: LogReader, visit: (line: string, read: LogLine) => void): LogReader {
  return {
    ...reader,
    read: (line) => {
      const read = reader.read(line);
      if (read !== undefined) {
        visit(line, read);
      }
      return read;
    },
    // A line that is not counted may name a sender.
    glance: (text, start, end) => (reader.glance(text, start, end) === '' ? '' : undefined),
  };
}

/** The senders of the messages seen last: most servers name them on another line than the delivery. */
export class Senders {
  /** Where the sender stands, by the hash of the queue id. */
  readonly #known = new Map<
    number,
    { readonly text: string; readonly queueId: Span; readonly sender: Span }
  >();

  note(text: string, { queueId, sender }: Named): void {
    if (queueId === undefined || sender === undefined) {
      return;
    }
    if (this.#known.size >= MOST_SENDERS) {
      this.#known.clear();
    }
    this.#known.set(hashOf(text, queueId.start, queueId.end), { text, queueId, sender });
  }

  of(text: string, { queueId, sender }: Named): string | undefined {
    if (sender !== undefined) {
      return name(textOf(text, sender));
    }
    const known = queueId && this.#known.get(hashOf(text, queueId.start, queueId.end));
    // Hashes collide: the text decides.
    return known !== undefined && textOf(known.text, known.queueId) === textOf(text, queueId)
      ? name(textOf(known.text, known.sender))
      : undefined;
  }
}

type Named = Pick<LogLine, 'queueId' | 'sender'>;

const MOST_SENDERS = 100_000;

/** The log's clock of a line, in whole seconds; those before 1970 and after 2105 are no mail server's. */
export type ReadClock = (line: string, time: Span | undefined) => number | undefined;

/** Lines that follow each other mostly bear the same second. */
export function clockReader(reference: number): ReadClock {
  let [stamp, clock]: [string | undefined, number | undefined] = [undefined, undefined];
  return (line, time) => {
    const text = textOf(line, time);
    if (text !== stamp) {
      const instant = instantOf(line, time, reference);
      stamp = text;
      clock = instant && inSeconds(instant.ms + (instant.zone ?? 0) * 60_000);
    }
    return clock;
  };
}

function inSeconds(ms: number): number | undefined {
  return ms > 0 && ms < 2 ** 32 * 1000 ? ms - (ms % 1000) : undefined;
}

export function domainOf(recipient: string): string {
  return name(recipient.slice(recipient.lastIndexOf('@') + 1 || recipient.length));
}

/** In lower case, cut where no host or address can be as long. */
export function name(text: string | undefined): string {
  return text ? text.slice(0, LONGEST_NAME).toLowerCase() : '';
}

/** No host is longer than 253 octets (RFC 1035); what a log makes of it is bounded too. */
const LONGEST_NAME = 256;
