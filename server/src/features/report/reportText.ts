import type { ReportData } from './reportData';
import { reportMarkdown } from './reportMarkdown';
import { reportCsv, reportNdjson } from './reportRows';

/** The forms in which a report can be kept without being drawn. */
export const REPORT_TEXTS: Readonly<Record<ReportForm, (data: ReportData) => string>> = {
  markdown: reportMarkdown,
  csv: reportCsv,
  ndjson: reportNdjson,
};

export type ReportForm = 'markdown' | 'csv' | 'ndjson';
