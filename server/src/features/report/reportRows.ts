import Papa from 'papaparse';
import { isoClock } from '../../log/report/clock';
import type { ReportData, ReportRow, ReportTable } from './reportData';

/** One number, or one group of them, for spreadsheets and scripts; clocks as `2026-11-23T02:41:00`, without a zone. */
interface Row {
  readonly table: 'outcome' | 'reason' | 'domain' | 'relay' | 'sender' | 'time' | 'delay';
  readonly name: string;
  readonly provider: string | null;
  readonly attempts: number;
  readonly permanent: number;
  readonly temporary: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** The report's numbers as CSV; a cell that a spreadsheet would take for a formula is made text. */
export function reportCsv(data: ReportData): string {
  return `${Papa.unparse(rowsOf(data), { escapeFormulae: true, newline: '\r\n' })}\r\n`;
}

/** The report's numbers, one JSON object a line. */
export function reportNdjson(data: ReportData): string {
  return rowsOf(data)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

function rowsOf(data: ReportData): Row[] {
  return [
    ...data.outcomes.map((row) => rowOf('outcome', row, { name: String(row.selection.outcome) })),
    ...data.reasons.rows.flatMap(({ within = [], selection }) =>
      within.map((row) => rowOf('reason', row, { name: String(selection.reason), provider: row.name })),
    ),
    ...rowsOfTable('domain', data.domains),
    ...rowsOfTable('relay', data.relays),
    ...rowsOfTable('sender', data.senders),
    ...timeRows(data),
    ...data.delays.map(
      ({ upTo, count }): Row => ({
        ...NO_NUMBERS,
        table: 'delay',
        name: upTo === null ? 'longer' : `under ${upTo / 1000} s`,
        attempts: count,
      }),
    ),
  ];
}

const NO_NUMBERS = { provider: null, permanent: 0, temporary: 0, first: null, last: null };

function rowsOfTable(table: Row['table'], { rows }: ReportTable): Row[] {
  return rows.map((row) => rowOf(table, row, {}));
}

function rowOf(
  table: Row['table'],
  { name, attempts, permanent, temporary, first, last }: ReportRow,
  own: Partial<Row>,
): Row {
  const clocks = { first: isoClock(first) ?? null, last: isoClock(last) ?? null };
  return { table, name, provider: null, attempts, permanent, temporary, ...clocks, ...own };
}

function timeRows({ timeline }: ReportData): Row[] {
  if (timeline === null) {
    return [];
  }
  const { start, width, delivered } = timeline;
  return delivered.map((count, index) => {
    const [permanent, temporary] = [timeline.permanent[index] ?? 0, timeline.temporary[index] ?? 0];
    const first = isoClock(start + index * width) ?? null;
    const last = isoClock(start + (index + 1) * width - 1000) ?? null;
    return {
      ...NO_NUMBERS,
      table: 'time',
      name: first ?? '',
      attempts: count + permanent + temporary,
      permanent,
      temporary,
      first,
      last,
    };
  });
}
