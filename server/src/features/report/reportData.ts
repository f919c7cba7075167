import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../formats/format';
import { outcomesOf, type Recipients } from '../../log/recipients';
import { addCounts, type GroupCounts, type Groups, topGroups } from '../../log/report/groups';
import { DELAYS, type Report, SERIES } from '../../log/report/report';
import type { Selection } from '../../log/report/selection';
import { countsOf, extentOf, type Timeline, WIDTHS } from '../../log/report/timeline';
import { type ReasonId, reasonTitle } from '../../smtp/explain';
import { translated } from '../language';
import { type ReportOnset, reportOnsets } from './reportOnsets';
import { delayText, headline } from './reportSentences';

/** A report as it is drawn and written: what went wrong, since when, with whom. Every clock is the log's own. */
export interface ReportData {
  /** The names of the logs. */
  readonly name: string;
  readonly headline: string;
  readonly formats: readonly string[];
  readonly lines: number;
  /** What could not be read: the numbers are those of the rest. */
  readonly problems: readonly string[];
  /** Each recipient of each message once; `waiting` were put off last. */
  readonly recipients: { readonly delivered: number; readonly failed: number; readonly waiting: number };
  /** Commands of clients that the server refused. */
  readonly refused: { readonly permanent: number; readonly temporary: number };
  readonly outcomes: readonly ReportRow[];
  readonly timeline: ReportTimeline | null;
  readonly onsets: readonly ReportOnset[];
  readonly reasons: ReportTable;
  readonly domains: ReportTable;
  readonly relays: ReportTable;
  readonly senders: ReportTable;
  readonly delays: readonly ReportDelay[];
}

export interface ReportTimeline {
  /** The clock at the start of the first stretch, and the length of each, in milliseconds. */
  readonly start: number;
  readonly width: number;
  readonly delivered: readonly number[];
  readonly temporary: readonly number[];
  readonly permanent: readonly number[];
}

export interface ReportDelay {
  /** In milliseconds; `null` for all that took longer than those before. */
  readonly upTo: number | null;
  readonly title: string;
  readonly count: number;
  readonly selection: Selection;
}

export interface ReportTable {
  readonly rows: readonly ReportRow[];
  /** Rows that are not shown, in one. */
  readonly others: Numbers;
}

interface Numbers {
  readonly attempts: number;
  readonly permanent: number;
  readonly temporary: number;
}

export interface ReportRow extends Numbers {
  /** From the log, and so the words of strangers; the title of a reason or an outcome. */
  readonly name: string;
  /** Clocks of the first and the last failure. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  /** The lines that the numbers count. */
  readonly selection: Selection;
  readonly within?: readonly ReportRow[];
}

/** What is known of a log, or of several. */
export interface Reported {
  readonly name: string;
  readonly lines: number;
  /** Their titles, the most frequent first. */
  readonly formats: readonly string[];
  readonly recipients: Recipients;
  readonly report: Report;
  readonly problems?: readonly string[];
}

export function reportData({ recipients, report, problems = [], ...log }: Reported): ReportData {
  const { delivered, relayed, expanded, failed, delayed } = outcomesOf(recipients);
  const counts = {
    recipients: { delivered: delivered + relayed + expanded, failed, waiting: delayed },
    refused: recipients.refused,
  };
  return {
    ...log,
    headline: headline(counts),
    problems,
    ...counts,
    outcomes: outcomeRows(report),
    timeline: timelineOf(report.timeline),
    onsets: reportOnsets(report.timeline),
    reasons: reasonTable(report.reasons),
    domains: table(report.domains, (domain) => ({ domain })),
    relays: table(report.relays, (relay) => ({ relay })),
    senders: table(report.senders, (sender) => ({ sender })),
    delays: report.delays.map((count, delay) => {
      const upTo = DELAYS[delay] ?? null;
      return { upTo, title: delayText(DELAYS[delay - 1] ?? 0, upTo), count, selection: { delay } };
    }),
  };
}

/** Of a table; all else is in one row. */
const MOST_ROWS = 100;

function outcomeRows({ outcomes }: Report): ReportRow[] {
  const titles: Readonly<Record<Outcome, string>> = {
    delivered: l10n.t('Delivered'),
    relayed: l10n.t('Relayed to another host'),
    expanded: l10n.t('Expanded to other addresses'),
    delayed: l10n.t('Put off, or refused for now'),
    failed: l10n.t('Failed, or refused for good'),
  };
  return (Object.keys(titles) as Outcome[]).flatMap((outcome) => {
    const counts = outcomes.named.get(outcome);
    return counts === undefined ? [] : { name: titles[outcome], ...counts, selection: { outcome } };
  });
}

function table(groups: Groups, selection: (name: string) => Selection): ReportTable {
  const { top, others } = topGroups(groups, MOST_ROWS);
  return {
    rows: top.map(([name, counts]) => ({ name, ...counts, selection: selection(name) })),
    others,
  };
}

/** Reasons, and within each the providers. */
function reasonTable(groups: Groups): ReportTable {
  const reasons = new Map<string, { row: GroupCounts; within: ReportRow[] }>();
  const { top, others } = topGroups(groups, Number.POSITIVE_INFINITY);
  for (const [key, counts] of top) {
    const [reason = '', provider = ''] = key.split('\n');
    const found = reasons.get(reason);
    const row = { name: provider, ...counts, selection: { reason: reason as ReasonId, provider } };
    if (found === undefined) {
      reasons.set(reason, { row: { ...counts }, within: [row] });
    } else {
      addCounts(found.row, counts);
      found.within.push(row);
    }
  }
  const rows = [...reasons].map(([reason, { row, within }]) => ({
    name: translated(reasonTitle(reason as ReasonId)),
    ...row,
    selection: { reason: reason as ReasonId },
    within: within.slice(0, MOST_ROWS),
  }));
  return { rows: rows.sort((a, b) => b.attempts - a.attempts), others };
}

/** So many bars can be told apart. */
const MOST_BARS = 150;

function timelineOf(timeline: Timeline): ReportTimeline | null {
  const extent = extentOf(timeline);
  if (extent === undefined) {
    return null;
  }
  const { end } = extent;
  const width =
    WIDTHS.find((each) => each >= timeline.width && end - extent.start <= each * MOST_BARS) ??
    (WIDTHS.at(-1) as number);
  const start = extent.start - (extent.start % width);
  const counts = (name: string) => countsOf(timeline, name, start, end, width);
  return {
    start,
    width,
    delivered: counts(SERIES.delivered),
    temporary: counts(SERIES.temporary),
    permanent: counts(SERIES.permanent),
  };
}
