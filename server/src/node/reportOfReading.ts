import path from 'node:path';
import { type ReportData, reportData } from '../features/report/reportData';
import { REPORT_TEXTS } from '../features/report/reportText';
import { formatTitles } from '../features/summaryText';
import type { CommandContext, CommandTable } from '../lsp/commands';
import {
  LargeLogCommand,
  type PickedLog,
  type ReadingLinesParams,
  type ReadingParams,
  type ReadingTextParams,
} from '../lsp/protocol';
import type { LargeLog } from './largeLog';
import { newReading, readingOf } from './readings';
import { readSelection } from './readLargeLog';
import { signalOf, uriOf } from './requests';

/** What the report of large logs asks, once these have been read. */
export const REPORT_OF_READING: CommandTable = {
  [LargeLogCommand.report]: (argument) => {
    const log = readingOf((argument as ReadingParams).id);
    return log === undefined ? null : dataOf(log);
  },
  [LargeLogCommand.reportText]: (argument) => {
    const { id, form } = argument as ReadingTextParams;
    const log = readingOf(id);
    return log === undefined ? null : (REPORT_TEXTS[form]?.(dataOf(log)) ?? null);
  },
  [LargeLogCommand.reportLines]: (argument, context) => pickLines(argument as ReadingLinesParams, context),
};

function dataOf({ files, summary, report, errors }: LargeLog): ReportData {
  return reportData({
    name: files.map((file) => path.basename(file.path)).join(', '),
    lines: summary.lines,
    formats: formatTitles(summary.formats),
    recipients: summary.recipients,
    report,
    problems: errors.map(({ file, message }) => `${path.basename(file)}: ${message}`),
  });
}

/** Reads the logs once more: what a number counts may be most of them. */
async function pickLines(
  { id, selection, format }: ReadingLinesParams,
  { dateOf, token }: CommandContext,
): Promise<PickedLog | null> {
  const files = readingOf(id)?.files.map((file) => file.path);
  if (files === undefined) {
    return null;
  }
  const picked = newReading(files);
  const uris = files.map(uriOf);
  await readSelection(picked, selection, {
    format,
    signal: signalOf(token),
    reference: dateOf(uris.at(-1) ?? ''),
  });
  return { id: picked.id, uris, parts: picked.smallLog.parts };
}
