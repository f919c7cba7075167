import path from 'node:path';
import { reportData } from '../features/report/reportData';
import { REPORT_TEXTS, type ReportForm } from '../features/report/reportText';
import { formatTitles } from '../features/summaryText';
import { emptyReport } from '../log/report/report';
import { changeOf, type FileName } from './files';
import { complain } from './listCommands';
import type { Output } from './output';
import { summarise } from './scan';

/** Writes what went wrong in the logs, since when, and with whom. Resolves to the exit status. */
export async function reportFiles(
  files: readonly FileName[],
  { form, threads }: { readonly form: ReportForm; readonly threads: number | undefined },
  output: Output,
): Promise<number> {
  const reference = await changeOf(files.at(-1) ?? '-').catch(() => Date.now());
  const reading = threads === undefined ? { joins: true } : { threads };
  const { summary, report, errors } = await summarise(files, { ...reading, report: reference });
  const data = reportData({
    name: files.map((file) => path.basename(file)).join(', '),
    lines: summary.lines,
    formats: formatTitles(summary.formats),
    recipients: summary.recipients,
    report: report ?? emptyReport(),
    problems: errors.map(({ file, message }) => `${file}: ${message}`),
  });
  output.line(REPORT_TEXTS[form](data).trimEnd());
  await output.flush();
  return errors.reduce((_, { file, message }) => complain(file, message), 0);
}
