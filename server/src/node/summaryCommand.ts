import { formats } from '../formats/registry';
import type { Summary } from '../log/summary';
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
  const result = await summarise(files, threads === undefined ? {} : { threads });
  output.line(json ? JSON.stringify(jsonOf(files, result)) : summaryText(files, result));
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
    bytes,
    formats: listed(summary.formats, (format, lines) => ({ format, lines })),
    time: { first: summary.firstTime ?? null, last: summary.lastTime ?? null },
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

function repliesOf({ replies: [success, intermediate, temporary, permanent] }: Summary) {
  return { success, intermediate, temporary, permanent };
}

/** The summary as people read it. */
export function summaryText(
  files: readonly FileName[],
  { summary, bytes, errors }: Pick<ScanResult, 'summary' | 'bytes' | 'errors'>,
): string {
  const { outcomes, failures } = summary;
  const title = (id: string) => formats.find((format) => format.id === id)?.title ?? id;
  const partly = errors.length === 0 ? '' : ', not all of which could be read';
  return [
    `${files.join(', ')}: ${number(summary.lines)} lines, ${number(bytes)} bytes${partly}`,
    `From ${clean(summary.firstTime ?? '?')} to ${clean(summary.lastTime ?? '?')}`,
    '',
    ...section('Format (lines)', summary.formats, title),
    ...rows('Attempts and refusals', [...Object.entries(outcomes)]),
    ...rows('Replies', [...Object.entries(repliesOf(summary))]),
    ...rows('Failures', [...Object.entries(failures)]),
    ...section('Reasons', summary.reasons, reasonTitle),
    ...section('Domains with failures', summary.failedDomains, clean),
    ...section('Domains', summary.domains, clean),
    ...section('Relays with failures', summary.failedRelays, clean),
    ...section('Relays', summary.relays, clean),
    ...hours(summary),
  ]
    .join('\n')
    .trimEnd();
}

function section(head: string, tally: Tally, show: (name: string) => string): string[] {
  const { top, others } = topOf(tally, MOST_SHOWN);
  const shown = top.map(([name, count]): [string, number] => [show(name), count]);
  return rows(head, others > 0 ? [...shown, ['(others)', others]] : shown);
}

const MOST_SHOWN = 10;

function rows(head: string, lines: readonly [name: string, count: number][]): string[] {
  const width = Math.max(...lines.map(([, count]) => number(count).length), 0);
  return lines.length === 0
    ? []
    : [head, ...lines.map(([name, count]) => `  ${number(count).padStart(width)}  ${name}`), ''];
}

/** Attempts and the failures among them, hour by hour. */
function hours({ hours, failedHours }: Summary): string[] {
  const lines = [...hours.counts];
  const shown = lines.slice(-MOST_HOURS);
  const left = lines.length - shown.length;
  const table = shown.map(([hour, attempts]) => {
    const failed = failedHours.counts.get(hour) ?? 0;
    return `  ${clean(hour)}  ${number(attempts).padStart(10)} ${number(failed).padStart(10)}`;
  });
  const head = left > 0 ? `, the last ${MOST_HOURS} of ${lines.length}; all with --json` : '';
  return table.length === 0 ? [] : [`Hour, attempts, failures${head}`, ...table];
}

const MOST_HOURS = 48;

function number(value: number): string {
  return value.toLocaleString('en');
}

/** A terminal obeys control characters, and a log may hold any. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
