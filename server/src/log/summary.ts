import type { LogLine, Outcome } from '../formats/format';
import type { LogReader } from '../formats/registry';
import type { SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { isHandOver } from './handover';
import { NameCounts } from './nameCounts';
import { reasonOf } from './reasonCache';
import { addRecipient, mergeRecipients, noRecipients, type Recipients } from './recipients';
import { isRefusal, outcomeOf, type Severity, severityOf } from './severity';
import { count, emptyTally, mergeTally, ownCopy, type Tally } from './tally';
import { forEachPlace, LONGEST_READ } from './textLines';
import { hourOf } from './time';

/** What a log holds, in numbers. A fold: reading a log whole, or cut after any line and merged, gives the same. */
export interface Summary {
  lines: number;
  /** Lines longer than `LONGEST_READ`, of which only the beginning was read. */
  shortened: number;
  /** Lines that a format could read, by the format's id. */
  readonly formats: Tally;
  /** The first and last time stamp in the order of the log, as written there. */
  firstTime: string | undefined;
  lastTime: string | undefined;
  /** What became of each recipient in the end. */
  readonly recipients: Recipients;
  /** Attempts to deliver to a recipient, and refusals, by what became of them. */
  readonly outcomes: Record<Outcome, number>;
  /** All replies quoted, by the first digit of their code; a reply nested in another counts too. */
  readonly replies: [success: number, intermediate: number, temporary: number, permanent: number];
  readonly failures: Record<Severity, number>;
  readonly reasons: Tally;
  /** Recipients' domains of all attempts, and of the failures among them, in lower case. */
  readonly domains: Tally;
  readonly failedDomains: Tally;
  /** Hosts that were delivered to, in lower case. */
  readonly relays: Tally;
  readonly failedRelays: Tally;
  /** Attempts by the hour of their time stamp, in the order of the log; `Nov 23 15`. */
  readonly hours: Tally;
  readonly failedHours: Tally;
}

/** How many names of a kind are kept apart; see `Tally`. */
export const LIMITS = { formats: 100, reasons: 500, names: 20_000, hours: 20_000 };

export function emptySummary(): Summary {
  return {
    lines: 0,
    shortened: 0,
    formats: emptyTally(LIMITS.formats),
    firstTime: undefined,
    lastTime: undefined,
    recipients: noRecipients(),
    outcomes: { delivered: 0, relayed: 0, expanded: 0, delayed: 0, failed: 0 },
    replies: [0, 0, 0, 0],
    failures: { permanent: 0, temporary: 0 },
    reasons: emptyTally(LIMITS.reasons),
    domains: emptyTally(LIMITS.names),
    failedDomains: emptyTally(LIMITS.names),
    relays: emptyTally(LIMITS.names),
    failedRelays: emptyTally(LIMITS.names),
    hours: emptyTally(LIMITS.hours),
    failedHours: emptyTally(LIMITS.hours),
  };
}

/** Called for each line that records a failure; lines of a text count from 0. */
export type OnFailure = (line: string, number: number, read: LogLine) => void;

/** Adds every line of a text. Returns the number of breaks. */
export function addText(summary: Summary, text: string, reader: LogReader, failed?: OnFailure): number {
  const adding = new Adding(summary, reader);
  const breaks = adding.add(text, failed);
  adding.end();
  return breaks;
}

/** Adds one text after the other to a summary, which is complete after `end`. */
export class Adding {
  readonly #summary: Summary;
  readonly #reader: LogReader;
  readonly #formats: Run;
  readonly #hours: Run;
  readonly #failedHours: Run;
  readonly #domains: NameCounts;
  readonly #relays: NameCounts;

  constructor(summary: Summary, reader: LogReader) {
    this.#summary = summary;
    this.#reader = reader;
    this.#formats = new Run(summary.formats);
    this.#hours = new Run(summary.hours);
    this.#failedHours = new Run(summary.failedHours);
    this.#domains = new NameCounts(summary.domains, summary.failedDomains);
    this.#relays = new NameCounts(summary.relays, summary.failedRelays);
  }

  /** Returns the number of breaks in the text. */
  add(text: string, failed?: OnFailure): number {
    const summary = this.#summary;
    const { read, glance } = this.#reader;
    let lines = 0;
    let timed: string | undefined;
    let time: Span | undefined;
    let [quietStart, quietEnd] = [0, 0];
    const breaks = forEachPlace(text, (start, end, number) => {
      lines++;
      if (end - start >= LONGEST_READ) {
        summary.shortened++;
      }
      const seen = glance(text, start, end);
      if (seen === '') {
        return;
      }
      if (seen !== undefined && summary.firstTime !== undefined) {
        this.#formats.add(seen);
        quietStart = start;
        quietEnd = end;
        return;
      }
      const line = text.slice(start, end);
      const logLine = read(line);
      if (logLine === undefined) {
        return;
      }
      this.#formats.add(logLine.format);
      if (logLine.time !== undefined) {
        summary.firstTime ??= timeText(line, logLine.time);
        timed = line;
        time = logLine.time;
        quietEnd = 0;
      }
      if (this.#addLine(line, logLine)) {
        failed?.(line, number, logLine);
      }
    });
    summary.lines += lines;
    if (quietEnd > 0) {
      timed = text.slice(quietStart, quietEnd);
      time = read(timed)?.time;
    }
    if (timed !== undefined && time !== undefined) {
      summary.lastTime = timeText(timed, time);
    }
    return breaks;
  }

  end(): void {
    this.#formats.end();
    this.#hours.end();
    this.#failedHours.end();
    this.#domains.flush();
    this.#relays.flush();
  }

  /** Adds what a line says; whether it records a failure. */
  #addLine(line: string, read: LogLine): boolean {
    const summary = this.#summary;
    const { replies } = read;
    for (let at = 0; at < replies.length; at++) {
      const digit = (((replies[at] as SmtpReply).code / 100) | 0) - 2;
      summary.replies[digit as 0 | 1 | 2 | 3]++;
    }
    const severity = severityOf(read, line);
    const outcome = outcomeOf(read, severity);
    if (outcome !== undefined && !isHandOver(line, read)) {
      addRecipient(summary.recipients, line, read, severity);
      summary.outcomes[outcome]++;
      const isFailure = severity !== undefined;
      this.addHour(hourOf(line, read.time, this.#hours.name), 1, isFailure ? 1 : 0);
      this.#addNames(line, read, isFailure);
    }
    if (severity !== undefined) {
      summary.failures[severity]++;
      count(summary.reasons, reasonOf(line, read));
    }
    return severity !== undefined;
  }

  /** Adds attempts in an hour as `hourOf` tells it, and the failures among them. */
  addHour(hour: string, attempts: number, failures: number): void {
    this.#hours.add(hour, attempts);
    if (failures > 0) {
      this.#failedHours.add(hour, failures);
    }
  }

  #addNames(line: string, read: LogLine, isFailure: boolean): void {
    const { recipient, relay } = read;
    if (recipient !== undefined) {
      const at = lastAt(line, recipient);
      if (at >= 0) {
        this.#domains.add(line, at + 1, recipient.end, isFailure);
      }
    }
    // The host at the other end of a refusal is a client.
    if (relay !== undefined && !isRefusal(read)) {
      this.#relays.add(line, relay.start, relay.end, isFailure);
    }
  }
}

/** Counts what mostly comes many times in a row. */
class Run {
  readonly #tally: Tally;
  #name = '';
  #times = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** The name counted last. */
  get name(): string {
    return this.#name;
  }

  add(name: string, times = 1): void {
    if (name !== this.#name) {
      this.end();
      this.#name = name;
    }
    this.#times += times;
  }

  end(): void {
    if (this.#times > 0 && this.#name !== '') {
      count(this.#tally, this.#name, this.#times);
    }
    this.#times = 0;
  }
}

function timeText(line: string, time: Span): string {
  return ownCopy(line.slice(time.start, time.end));
}

/** The last `@` of an address: its domain follows; -1 where there is none. */
function lastAt(line: string, { start, end }: Span): number {
  let at = end - 1;
  while (at >= start && line.charCodeAt(at) !== 0x40) {
    at--;
  }
  return at < start ? -1 : at;
}

/** The summary of two stretches of a log, `from` being the later one; `into` is changed and returned. */
export function mergeSummaries(into: Summary, from: Summary): Summary {
  into.lines += from.lines;
  into.shortened += from.shortened;
  into.firstTime ??= from.firstTime;
  into.lastTime = from.lastTime ?? into.lastTime;
  mergeRecipients(into.recipients, from.recipients);
  for (const outcome of Object.keys(into.outcomes) as Outcome[]) {
    into.outcomes[outcome] += from.outcomes[outcome];
  }
  for (const digit of [0, 1, 2, 3] as const) {
    into.replies[digit] += from.replies[digit];
  }
  into.failures.permanent += from.failures.permanent;
  into.failures.temporary += from.failures.temporary;
  for (const tally of TALLIES) {
    mergeTally(into[tally], from[tally]);
  }
  return into;
}

const TALLIES = [
  'formats',
  'reasons',
  'domains',
  'failedDomains',
  'relays',
  'failedRelays',
  'hours',
  'failedHours',
] as const;
