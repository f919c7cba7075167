import { repliesOf, summaryText } from '../features/summaryText';
import { outcomesOf } from '../log/recipients';
import { type Tally, topOf } from '../log/tally';
import { reasonTitle } from '../smtp/explain';
import type { FileName } from './files';
import { complain } from './listCommands';
import type { Output } from './output';
import { type ScanResult, summarise } from './scan';

export interface SummaryOptions {
  readonly json: boolean | undefined;
  readonly threads: number | undefined;
}

/** Writes what the logs hold, in numbers. Resolves to the exit status. */
export async function summary(
  files: readonly FileName[],
  { json, threads }: SummaryOptions,
  output: Output,
): Promise<number> {
  const result = await summarise(files, threads === undefined ? { joins: true } : { threads });
  output.line(json ? JSON.stringify(jsonOf(files, result)) : summaryText(files.join(', '), result));
  await output.flush();
  return result.errors.reduce((_, { file, message }) => complain(file, message), 0);
}

/** The value that scripts rely on. `others` counts what belongs to names that are not listed. */
function jsonOf(files: readonly FileName[], { summary, bytes, errors }: ScanResult) {
  const listed = (tally: Tally, of: (name: string, count: number) => object) => {
    const { top, others } = topOf(tally, MOST_IN_JSON);
    return { top: top.map(([name, count]) => of(name, count)), others };
  };
  const withFailures = (all: Tally, failed: Tally, name: string) =>
    listed(all, (id, attempts) => ({ [name]: id, attempts, failures: failed.counts.get(id) ?? 0 }));
  return {
    files,
    complete: errors.length === 0,
    errors,
    lines: summary.lines,
    shortened: summary.shortened,
    bytes,
    formats: listed(summary.formats, (format, lines) => ({ format, lines })),
    time: { first: summary.firstTime ?? null, last: summary.lastTime ?? null },
    recipients: outcomesOf(summary.recipients),
    refusals: summary.recipients.refused,
    outcomes: summary.outcomes,
    replies: repliesOf(summary),
    failures: summary.failures,
    reasons: listed(summary.reasons, (reason, count) => ({ reason, title: reasonTitle(reason), count })),
    domains: withFailures(summary.domains, summary.failedDomains, 'domain'),
    failedDomains: listed(summary.failedDomains, (domain, failures) => ({ domain, failures })),
    relays: withFailures(summary.relays, summary.failedRelays, 'relay'),
    failedRelays: listed(summary.failedRelays, (relay, failures) => ({ relay, failures })),
    hours: [...summary.hours.counts].map(([hour, attempts]) => ({
      hour,
      attempts,
      failures: summary.failedHours.counts.get(hour) ?? 0,
    })),
    hoursOthers: summary.hours.others,
  };
}

const MOST_IN_JSON = 1000;
