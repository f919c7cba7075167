import { formats } from '../formats/registry';
import type { LogDocument } from '../log/document';
import { grouped } from '../log/grouped';
import { outcomesOf } from '../log/recipients';
import { addText, emptySummary, type Summary } from '../log/summary';
import { type Tally, topOf } from '../log/tally';
import { LONGEST_READ } from '../log/textLines';
import { REPLACEMENT, withoutControls } from '../log/withoutControls';
import { reasonTitle } from '../smtp/explain';

export interface Summarised {
  readonly summary: Summary;
  readonly bytes?: number;
  /** What could not be read. */
  readonly errors?: readonly unknown[];
}

/** What an open log holds, in numbers. */
export function documentSummary(document: LogDocument): string {
  const summary = emptySummary();
  for (const { text } of document.blocks) {
    addText(summary, text, document.reader);
  }
  return summaryText(document.name, { summary });
}

/** The summary as people read it, and as a terminal may show it. */
export function summaryText(name: string, { summary, bytes, errors = [] }: Summarised): string {
  const { outcomes, failures } = summary;
  const size = bytes === undefined ? '' : `, ${grouped(bytes)} bytes`;
  const partly = errors.length === 0 ? '' : ', not all of which could be read';
  return [
    `${clean(name)}: ${grouped(summary.lines)} lines${size}${partly}`,
    `From ${clean(summary.firstTime ?? '?')} to ${clean(summary.lastTime ?? '?')}`,
    ...(summary.shortened === 0 ? [] : [tooLong(summary.shortened)]),
    '',
    ...section('Format (lines)', summary.formats, formatTitle),
    ...rows('Recipients, each counted once', [...Object.entries(outcomesOf(summary.recipients))]),
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

function tooLong(lines: number): string {
  return `Too long, and read in their first ${grouped(LONGEST_READ)} characters alone: ${grouped(lines)} lines`;
}

function section(head: string, tally: Tally, show: (name: string) => string): string[] {
  const { top, others } = topOf(tally, MOST_SHOWN);
  const shown = top.map(([name, count]): [string, number] => [show(name), count]);
  return rows(head, others > 0 ? [...shown, ['(others)', others]] : shown);
}

const MOST_SHOWN = 10;

function rows(head: string, lines: readonly [name: string, count: number][]): string[] {
  const width = Math.max(...lines.map(([, count]) => grouped(count).length), 0);
  return lines.length === 0
    ? []
    : [head, ...lines.map(([name, count]) => `  ${grouped(count).padStart(width)}  ${name}`), ''];
}

/** Attempts and the failures among them, hour by hour. */
function hours({ hours, failedHours }: Summary): string[] {
  const lines = [...hours.counts];
  const shown = lines.slice(-MOST_HOURS);
  const left = lines.length - shown.length;
  const table = shown.map(([hour, attempts]) => {
    const failed = failedHours.counts.get(hour) ?? 0;
    return `  ${clean(hour)}  ${grouped(attempts).padStart(10)} ${grouped(failed).padStart(10)}`;
  });
  const head = left > 0 ? `, the last ${MOST_HOURS} of ${lines.length}; all with --json` : '';
  return table.length === 0 ? [] : [`Hour, attempts, failures${head}`, ...table];
}

const MOST_HOURS = 48;

function clean(text: string): string {
  return withoutControls(text, REPLACEMENT);
}

export function repliesOf({ replies: [success, intermediate, temporary, permanent] }: Summary) {
  return { success, intermediate, temporary, permanent };
}

/** The titles of the formats that lines were read by, the most frequent first. */
export function formatTitles(tally: Tally): string[] {
  return topOf(tally, MOST_SHOWN).top.map(([id]) => formatTitle(id));
}

function formatTitle(id: string): string {
  return formats.find((format) => format.id === id)?.title ?? id;
}
