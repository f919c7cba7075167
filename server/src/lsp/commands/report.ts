import { documentReport, selectedLines } from '../../features/report/documentReport';
import { type ReportData, reportData } from '../../features/report/reportData';
import { REPORT_TEXTS } from '../../features/report/reportText';
import type { CommandTable } from '../commands';
import {
  type DocumentParams,
  type FailureLinesAnswer,
  type ReportLinesParams,
  type ReportTextParams,
  ServerCommand,
} from '../protocol';

/** What the report of an open log asks. */
export const REPORT_COMMANDS: CommandTable = {
  [ServerCommand.report]: (argument, { answer, dateOf }) => {
    const { uri } = argument as DocumentParams;
    return answer<ReportData | null>(uri, null, (log) => reportData(documentReport(log, dateOf(uri))));
  },
  [ServerCommand.reportText]: (argument, { answer, dateOf }) => {
    const { uri, form } = argument as ReportTextParams;
    return answer<string | null>(uri, null, (log) =>
      REPORT_TEXTS[form]?.(reportData(documentReport(log, dateOf(uri)))),
    );
  },
  [ServerCommand.reportLines]: (argument, { answer, dateOf }) => {
    const { uri, selection } = argument as ReportLinesParams;
    return answer<FailureLinesAnswer | null>(uri, null, (log) => selectedLines(log, selection, dateOf(uri)));
  },
};
