import type { Attempt } from './attempt';
import { addToGroup, emptyGroups, type Groups, mergeGroups } from './groups';
import { addAt, emptyTimeline, mergeTimelines, type Timeline } from './timeline';

/** What went wrong in a log, since when, and with whom. A fold, as the summary is. */
export interface Report {
  /** By `Outcome`. */
  readonly outcomes: Groups;
  /** `SERIES` of all attempts, and for each reason a series of its id. */
  readonly timeline: Timeline;
  /** Failures by reason, a line feed, and provider. */
  readonly reasons: Groups;
  readonly domains: Groups;
  readonly relays: Groups;
  /** Only those of failures. */
  readonly senders: Groups;
  /** Deliveries by how long they took: one count for each of `DELAYS`, and one for all that took longer. */
  readonly delays: number[];
}

/** The names of the timeline's series beside the reasons. */
export const SERIES = { delivered: ' delivered', temporary: ' temporary', permanent: ' permanent' } as const;

/** Upper ends, in milliseconds. */
export const DELAYS = [1, 10, 60, 600, 3600, 6 * 3600, 24 * 3600].map((seconds) => seconds * 1000);

export function emptyReport(): Report {
  return {
    outcomes: emptyGroups(),
    timeline: emptyTimeline(),
    reasons: emptyGroups(),
    domains: emptyGroups(),
    relays: emptyGroups(),
    senders: emptyGroups(),
    delays: new Array<number>(DELAYS.length + 1).fill(0),
  };
}

export function addAttempt(report: Report, attempt: Attempt): void {
  const { outcome, severity, reason, provider, domain, relay, sender, clock, delay } = attempt;
  addToGroup(report.outcomes, outcome, attempt);
  if (clock !== undefined) {
    addAt(report.timeline, SERIES[severity ?? 'delivered'], clock);
  }
  if (domain !== '') {
    addToGroup(report.domains, domain, attempt);
  }
  if (relay !== '') {
    addToGroup(report.relays, relay, attempt);
  }
  if (severity === undefined) {
    if (delay !== undefined) {
      const bin = delayBin(delay);
      report.delays[bin] = (report.delays[bin] as number) + 1;
    }
    return;
  }
  addToGroup(report.reasons, `${reason}\n${provider}`, attempt);
  if (sender !== undefined) {
    addToGroup(report.senders, sender, attempt);
  }
  if (reason !== undefined && clock !== undefined) {
    addAt(report.timeline, reason, clock);
  }
}

/** The place of a delay among `DELAYS`. */
export function delayBin(delay: number): number {
  const bin = DELAYS.findIndex((end) => delay < end);
  return bin < 0 ? DELAYS.length : bin;
}

/** Adds the report of another stretch of the log; `into` is changed. */
export function mergeReports(into: Report, from: Report): void {
  mergeTimelines(into.timeline, from.timeline);
  for (const groups of ['outcomes', 'reasons', 'domains', 'relays', 'senders'] as const) {
    mergeGroups(into[groups], from[groups]);
  }
  from.delays.forEach((count, bin) => {
    into.delays[bin] = (into.delays[bin] as number) + count;
  });
}
