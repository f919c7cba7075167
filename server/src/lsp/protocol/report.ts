import type { ReportForm } from '../../features/report/reportText';
import type { Selection } from '../../log/report/selection';
import type { DocumentParams } from '../protocol';

export type {
  ReportData,
  ReportDelay,
  ReportRow,
  ReportTable,
  ReportTimeline,
} from '../../features/report/reportData';
export type { ReportOnset } from '../../features/report/reportOnsets';
export type { ReportForm } from '../../features/report/reportText';
export { clockText } from '../../log/report/clock';
export type { Selection } from '../../log/report/selection';

export interface ReportTextParams extends DocumentParams {
  readonly form: ReportForm;
}

/** The lines that a number of the report counts. */
export interface ReportLinesParams extends DocumentParams {
  readonly selection: Selection;
}
