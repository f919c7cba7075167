import { statSync } from 'node:fs';
import path from 'node:path';
import { reportData } from '../features/report/reportData';
import { REPORT_TEXTS, type ReportForm } from '../features/report/reportText';
import { formatTitles } from '../features/summaryText';
import { emptyReport, mergeReports } from '../log/report/report';
import { emptySummary, mergeSummaries } from '../log/summary';
import type { FileName } from './files';
import { complain } from './listCommands';
import type { Output } from './output';
import { scan } from './scan';

/** Writes what went wrong in the logs, since when, and with whom. Resolves to the exit status. */
export async function reportFiles(
  files: readonly FileName[],
  { form, threads }: { readonly form: ReportForm; readonly threads: number | undefined },
  output: Output,
): Promise<number> {
  const summary = emptySummary();
  const report = emptyReport();
  const problems: string[] = [];
  const options = threads === undefined ? {} : { threads };
  for await (const part of scan(files, { ...options, report: dateOf(files.at(-1)) })) {
    mergeSummaries(summary, part.summary);
    if (part.report !== undefined) {
      mergeReports(report, part.report);
    }
    if (part.error !== undefined) {
      complain(part.file, part.error);
      problems.push(`${part.file}: ${part.error}`);
    }
  }
  const { lines, recipients } = summary;
  const name = files.map((file) => path.basename(file)).join(', ');
  const data = reportData({
    name,
    lines,
    formats: formatTitles(summary.formats),
    recipients,
    report,
    problems,
  });
  output.line(REPORT_TEXTS[form](data).trimEnd());
  await output.flush();
  return problems.length === 0 ? 0 : 1;
}

/** When the last of the logs was written: its lines may leave out the year. */
function dateOf(file: FileName | undefined): number {
  try {
    return file === undefined || file === '-' ? Date.now() : statSync(file).mtimeMs;
  } catch {
    return Date.now();
  }
}
