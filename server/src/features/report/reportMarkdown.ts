import * as l10n from '@vscode/l10n';
import { clockText } from '../../log/report/clock';
import { number } from '../language';
import { escapeMarkdown } from '../markdown';
import type { ReportData, ReportRow, ReportTable } from './reportData';

/** The report as a document that one can mail or file. Names come from the log and are escaped. */
export function reportMarkdown(data: ReportData): string {
  return `${[
    `# ${l10n.t('Mail log report: {0}', escapeMarkdown(data.name))}`,
    data.headline,
    l10n.t('{0} lines; {1}', number(data.lines), data.formats.map(escapeMarkdown).join(', ') || '–'),
    ...data.problems.map((problem) => `**${escapeMarkdown(problem)}**`),
    ...(data.onsets.length === 0 ? [] : [section(l10n.t('Since when'), onsets(data))]),
    section(l10n.t('Attempts'), outcomes(data)),
    ...groupSection(l10n.t('Reasons and providers'), data.reasons),
    ...groupSection(l10n.t('Recipient domains'), data.domains),
    ...groupSection(l10n.t('Hosts'), data.relays),
    ...groupSection(l10n.t('Senders of failed messages'), data.senders),
    ...timeSection(data),
    ...delaySection(data),
  ].join('\n\n')}\n`;
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function onsets({ onsets }: ReportData): string {
  return onsets.map(({ sentence }) => `- ${sentence}`).join('\n');
}

function outcomes({ outcomes }: ReportData): string {
  const rows = outcomes.map((row) => [row.name, number(row.attempts)]);
  return table([l10n.t('Outcome'), l10n.t('Attempts')], rows);
}

function groupSection(title: string, { rows, others }: ReportTable): string[] {
  if (rows.length === 0) {
    return [];
  }
  const head = [
    l10n.t('Name'),
    l10n.t('Attempts'),
    l10n.t('Permanent'),
    l10n.t('Temporary'),
    l10n.t('First failure'),
    l10n.t('Last failure'),
  ];
  const lines = rows.flatMap((row) => [
    cells(row, nameOf(row)),
    ...(row.within ?? []).map((each) => cells(each, `– ${nameOf(each)}`)),
  ]);
  const rest =
    others.attempts === 0 ? [] : [cells({ ...others, name: '', selection: {} }, l10n.t('all others'))];
  return [section(title, table(head, [...lines, ...rest]))];
}

function nameOf({ name }: ReportRow): string {
  return escapeMarkdown(name === '' ? '<>' : name);
}

function cells({ attempts, permanent, temporary, first, last }: ReportRow, name: string): string[] {
  return [name, number(attempts), number(permanent), number(temporary), clockText(first), clockText(last)];
}

function timeSection({ timeline }: ReportData): string[] {
  if (timeline === null) {
    return [];
  }
  const { start, width, delivered, temporary, permanent } = timeline;
  const rows = delivered
    .map((count, index) => [
      clockText(start + index * width),
      ...[count, temporary[index] ?? 0, permanent[index] ?? 0].map(number),
    ])
    .filter(([, ...counts]) => counts.some((count) => count !== '0'));
  const head = [l10n.t('From'), l10n.t('Delivered'), l10n.t('Temporary'), l10n.t('Permanent')];
  return [section(l10n.t('Over time'), table(head, rows))];
}

function delaySection({ delays }: ReportData): string[] {
  const rows = delays.filter(({ count }) => count > 0).map(({ title, count }) => [title, number(count)]);
  return rows.length === 0
    ? []
    : [section(l10n.t('How long deliveries took'), table([l10n.t('Delay'), l10n.t('Deliveries')], rows))];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `| --- |${' ---: |'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}
