import * as l10n from '@vscode/l10n';
import { clockText } from '../../log/report/clock';
import { onsetOf } from '../../log/report/onset';
import { SERIES } from '../../log/report/report';
import type { Selection } from '../../log/report/selection';
import { countsOf, extentOf, type Timeline, WIDTHS } from '../../log/report/timeline';
import { type ReasonId, reasonTitle } from '../../smtp/explain';
import { number, translated } from '../language';

/** Since when something goes wrong. */
export interface ReportOnset {
  readonly reason: ReasonId;
  /** Of the reason. */
  readonly title: string;
  readonly sentence: string;
  readonly failures: number;
  /** The log's clock, in milliseconds. */
  readonly from: number;
  /** `undefined` where it goes on to the end of the log. */
  readonly to: number | undefined;
  readonly selection: Selection;
}

/** The reasons that came far more often from some time on, those with the most failures first. */
export function reportOnsets(timeline: Timeline): ReportOnset[] {
  const extent = extentOf(timeline);
  if (extent === undefined) {
    return [];
  }
  const width = WIDTHS.find(
    (each) => each >= timeline.width && extent.end - extent.start <= each * MOST_COUNTS,
  );
  const own: readonly string[] = Object.values(SERIES);
  const reasons = [...timeline.series.keys()].filter((name) => !own.includes(name)) as ReasonId[];
  return reasons
    .map((reason) => onsetIn(timeline, reason, extent, width ?? timeline.width))
    .filter((onset) => onset !== undefined)
    .sort((a, b) => b.failures - a.failures)
    .slice(0, MOST_ONSETS);
}

/** More would only make the moment finer than a person needs. */
const MOST_COUNTS = 3000;
const MOST_ONSETS = 8;
const HOUR = 3_600_000;

function onsetIn(
  timeline: Timeline,
  reason: ReasonId,
  { start, end }: { readonly start: number; readonly end: number },
  width: number,
): ReportOnset | undefined {
  const first = start - (start % width);
  const counts = countsOf(timeline, reason, first, end, width);
  const onset = onsetOf(counts);
  if (onset === undefined) {
    return undefined;
  }
  const from = first + onset.start * width;
  const to = onset.end < counts.length ? first + onset.end * width : undefined;
  const failures = counts.slice(onset.start, onset.end).reduce((sum, count) => sum + count, 0);
  const [title, since, times] = [translated(reasonTitle(reason)), clockText(from), number(failures)];
  const before = rate(onset.before, width);
  const during = rate(onset.during, width);
  return {
    reason,
    title,
    failures,
    from,
    to,
    selection: { reason, from, to },
    sentence:
      to === undefined
        ? l10n.t(
            '{0}: {1} times since {2}, {3} an hour; {4} an hour before.',
            title,
            times,
            since,
            during,
            before,
          )
        : l10n.t(
            '{0}: {1} times from {2} to {3}, {4} an hour; {5} an hour before.',
            title,
            times,
            since,
            clockText(to),
            during,
            before,
          ),
  };
}

/** Of counts of one width: how many an hour. */
function rate(mean: number, width: number): string {
  const hourly = (mean * HOUR) / width;
  return number(hourly >= 10 ? Math.round(hourly) : Number(hourly.toFixed(1)));
}
