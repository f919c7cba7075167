import type { LogLine, Outcome } from '../formats/format';
import type { LogReader } from '../formats/registry';
import type { Span } from '../span';
import { forEachLine } from './block';
import { reasonOf } from './reasonCache';
import { type Severity, severityOf } from './severity';
import { count, emptyTally, mergeTally, ownCopy, type Tally } from './tally';
import { hourOf } from './time';

/** What a log holds, in numbers. A fold: reading a log whole, or cut after any line and merged, gives the same. */
export interface Summary {
  lines: number;
  /** Lines that a format could read, by the format's id. */
  readonly formats: Tally;
  /** The first and last time stamp in the order of the log, as written there. */
  firstTime: string | undefined;
  lastTime: string | undefined;
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
    formats: emptyTally(LIMITS.formats),
    firstTime: undefined,
    lastTime: undefined,
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

/** Adds every line of a text; calls `failed` for each line that records a failure. Returns the number of breaks. */
export function addText(
  summary: Summary,
  text: string,
  reader: LogReader,
  failed?: (line: string, number: number, read: LogLine) => void,
): number {
  let lines = 0;
  const { read } = reader;
  const formats = new Run(summary.formats);
  const hours = new Run(summary.hours);
  let timed: { line: string; time: Span } | undefined;
  const breaks = forEachLine(text, (line, number) => {
    lines++;
    const logLine = read(line);
    if (logLine === undefined) {
      return;
    }
    formats.add(logLine.format);
    if (logLine.time !== undefined) {
      summary.firstTime ??= timeText(line, logLine.time);
      timed = { line, time: logLine.time };
    }
    if (addLine(summary, line, logLine, hours)) {
      failed?.(line, number, logLine);
    }
  });
  formats.end();
  hours.end();
  summary.lines += lines;
  summary.lastTime = timed === undefined ? summary.lastTime : timeText(timed.line, timed.time);
  return breaks;
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

  add(name: string): void {
    if (name !== this.#name) {
      this.end();
      this.#name = name;
    }
    this.#times++;
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

/** Adds what a line says; whether it records a failure. */
function addLine(summary: Summary, line: string, read: LogLine, hours: Run): boolean {
  for (const { code } of read.replies) {
    const digit = Math.floor(code / 100) - 2;
    summary.replies[digit as 0 | 1 | 2 | 3]++;
  }
  const severity = severityOf(read, line);
  const outcome = read.outcome ?? (severity && (severity === 'permanent' ? 'failed' : 'delayed'));
  if (outcome !== undefined) {
    summary.outcomes[outcome]++;
    hours.add(hourOf(line, read.time, hours.name));
    // Where the log names no outcome, the host at the other end is a client that was refused.
    const relay = read.outcome === undefined ? undefined : read.relay;
    const domain = domainOf(line, read.recipient);
    addName(summary.domains, line, domain);
    addName(summary.relays, line, relay);
    if (severity !== undefined) {
      addFailure(summary, line, read, severity);
      addName(summary.failedDomains, line, domain);
      addName(summary.failedRelays, line, relay);
      addHour(summary.failedHours, hours.name);
    }
  }
  return severity !== undefined;
}

function addFailure(summary: Summary, line: string, read: LogLine, severity: Severity): void {
  summary.failures[severity]++;
  count(summary.reasons, reasonOf(line, read));
}

function addHour(tally: Tally, hour: string): void {
  if (hour !== '') {
    count(tally, hour);
  }
}

function addName(tally: Tally, line: string, name: Span | undefined): void {
  if (name !== undefined && name.end > name.start) {
    const { start, end } = name;
    const text = line.slice(start, end - start > LONGEST_NAME ? start + LONGEST_NAME : end);
    count(tally, hasUpperCase(line, start, end) ? text.toLowerCase() : text);
  }
}

/** Other letters than those of ASCII count as such: they are rare in names. */
function hasUpperCase(line: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = line.charCodeAt(at);
    if ((unit >= 0x41 && unit <= 0x5a) || unit > 0x7f) {
      return true;
    }
  }
  return false;
}

/** No host is longer than 253 octets (RFC 1035); what a log makes of it is bounded too. */
const LONGEST_NAME = 256;

/** What follows the last `@` of an address. */
function domainOf(line: string, address: Span | undefined): Span | undefined {
  if (address === undefined) {
    return undefined;
  }
  for (let at = address.end - 1; at >= address.start; at--) {
    if (line.charCodeAt(at) === 0x40) {
      return { start: at + 1, end: address.end };
    }
  }
  return undefined;
}

/** The summary of two stretches of a log, `from` being the later one; `into` is changed and returned. */
export function mergeSummaries(into: Summary, from: Summary): Summary {
  into.lines += from.lines;
  into.firstTime ??= from.firstTime;
  into.lastTime = from.lastTime ?? into.lastTime;
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
