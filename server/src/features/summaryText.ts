import { formats } from '../formats/registry';
import type { LogDocument } from '../log/document';
import { addText, emptySummary, type Summary } from '../log/summary';
import { type Tally, topOf } from '../log/tally';
import { reasonTitle } from '../smtp/explain';

/** What an open log holds, in numbers, as plain text for a reader who has not seen the log. */
export function summaryText(document: LogDocument): string {
  const summary = emptySummary();
  for (const { text } of document.blocks) {
    addText(summary, text, document.reader);
  }
  const { lines, firstTime, lastTime, outcomes, failures } = summary;
  const title = (id: string) => formats.find((format) => format.id === id)?.title ?? id;
  return [
    `Lines: ${lines}, from ${firstTime ?? 'no time'} to ${lastTime ?? 'no time'}`,
    `Formats, by lines: ${listed(summary.formats, title)}`,
    `Attempts and refusals (lines, not messages): ${Object.entries(outcomes)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', ')}`,
    `Failures: ${failures.permanent} permanent, ${failures.temporary} temporary`,
    `Reasons of the failures: ${listed(summary.reasons, (id) => `${reasonTitle(id)} (${id})`)}`,
    `Recipient domains with failures: ${listed(summary.failedDomains)}`,
    `Relays with failures: ${listed(summary.failedRelays)}`,
    `Hours with failures, as failures of attempts: ${hours(summary)}`,
  ].join('\n');
}

const MOST_LISTED = 12;

function listed(tally: Tally, name = (id: string) => id): string {
  const { top, others } = topOf(tally, MOST_LISTED);
  const named = top.map(([id, count]) => `${clean(name(id))} ${count}`);
  return [...named, ...(others > 0 ? [`others ${others}`] : [])].join(', ') || 'none';
}

function hours({ hours: all, failedHours }: Summary): string {
  const { top, others } = topOf(failedHours, MOST_LISTED);
  const named = top.map(([hour, count]) => `${clean(hour)} ${count} of ${all.counts.get(hour) ?? count}`);
  return [...named, ...(others > 0 ? [`other hours ${others}`] : [])].join(', ') || 'none';
}

/** Names come from the log, thus from strangers. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}
