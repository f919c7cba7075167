import type { ReportForm } from '../../features/report/reportText';
import type { Selection } from '../../log/report/selection';

/**
 * What client and server say about logs that the editor hands to no extension: above 50 MB, or compressed. Only a
 * server with a disk knows these commands. Files are named by `file:` URIs, lines count from 0.
 */
export const LargeLogCommand = {
  /** Takes `ReadLargeLogParams`, answers a `LargeLogResult`; reports `LargeLogProgress`; may be cancelled at any time. */
  read: 'smtpLens.readLargeLog',
  /** Takes `SmallLogParams`, answers a `SmallLogPage`, or `null` where the reading is no longer known. */
  smallLog: 'smtpLens.smallLogPage',
  /** Takes `FailureInFileParams`, answers a `FailureInFile`; `null` where the file was not read. */
  nextFailure: 'smtpLens.nextFailureInFile',
  /** Takes `LinesAroundParams`, answers a `LinesAround`. */
  linesAround: 'smtpLens.linesAround',
  /** Takes a `ReadingParams`, answers `ReportData`, or `null` where the reading is no longer known. */
  report: 'smtpLens.reportOfReading',
  /** Takes a `ReadingTextParams`, answers the report as text, or `null`. */
  reportText: 'smtpLens.reportTextOfReading',
  /** Takes a `ReadingLinesParams`, answers a `PickedLog`, or `null`; may be cancelled at any time. */
  reportLines: 'smtpLens.reportLinesOfReading',
  /** Takes a `ReadingParams`, answers a `FollowedReadingAnswer`, or `null` where the reading is no longer known. */
  follow: 'smtpLens.followReading',
  /** Takes a `DocumentParams`, answers a `FileOnDisk`, or `null` for what is no file. */
  inspect: 'smtpLens.inspectFile',
} as const;

/** The ends of names of compressed logs, which are read through but which no editor can show. */
export const PACKED = /\.(?:gz|zst|br)$/i;

export interface ReadLargeLogParams {
  readonly uris: readonly string[];
  /** The one format that a person chose. */
  readonly format?: string | undefined;
  /** Whether the small log shall hold all lines of each failed message; the failed lines alone otherwise. */
  readonly wholeMessages?: boolean;
}

/** How far a reading is, as a `WorkDoneProgressReport` with more in it. */
export interface LargeLogProgress {
  readonly kind: 'report';
  readonly message: string;
  /** Not known for compressed files. */
  readonly percentage?: number;
  readonly id: number;
  /** In the order they are read. */
  readonly uris: readonly string[];
  /** `messages`: all failures are found, the other lines of their messages are being gathered. */
  readonly phase: 'failures' | 'messages';
  readonly lines: number;
  readonly bytes: number;
  readonly failures: number;
  /** Lines in each part of the small log. */
  readonly parts: readonly number[];
}

export interface LargeLogResult {
  /** Names the reading from now on. The server keeps the last few. */
  readonly id: number;
  /** In the order they were read: of a rotated set the oldest first. */
  readonly uris: readonly string[];
  readonly lines: number;
  /** Lines so long that only their beginning was read. */
  readonly shortened: number;
  readonly bytes: number;
  readonly permanent: number;
  readonly temporary: number;
  /** Lines in each part of the small log. */
  readonly parts: readonly number[];
  readonly hasWholeMessages: boolean;
  /** Failures that the small log does not hold: it has an end. */
  readonly leftOut: number;
  /** What could not be read, and why; what came before is in the numbers. */
  readonly errors: readonly { readonly uri: string; readonly message: string }[];
  readonly isCancelled: boolean;
  /** The summary as `smtp-lens summary` writes it. */
  readonly summary: string;
}

/** A `LargeLogResult` by its id. */
export interface ReadingParams {
  readonly id: number;
}

export interface ReadingTextParams extends ReadingParams {
  readonly form: ReportForm;
}

export interface ReadingLinesParams extends ReadingParams {
  readonly selection: Selection;
  /** The one format that a person chose. */
  readonly format?: string | undefined;
}

/** Lines picked from large logs, to be fetched as the small log of a reading. */
export interface PickedLog {
  readonly id: number;
  readonly uris: readonly string[];
  readonly parts: readonly number[];
}

/** What came to the logs of a reading since the answer before. */
export interface FollowedReadingAnswer {
  /** New failures. */
  readonly permanent: number;
  readonly temporary: number;
  /** The logs that grew; the lines of the first and last new failure in the file that has the name now. */
  readonly originals: readonly {
    readonly uri: string;
    readonly first?: number | undefined;
    readonly last?: number | undefined;
    readonly isNewFile: boolean;
  }[];
  /** The lines that came to the small log, in the first part that has any. */
  readonly small?: { readonly part: number; readonly first: number; readonly last: number } | undefined;
  /** What the reading holds now, where anything changed. */
  readonly result?: LargeLogResult;
}

export interface SmallLogParams {
  readonly id: number;
  /** The part, from 0. */
  readonly part: number;
  /** The first line wanted of the part: what came before is known. */
  readonly from: number;
}

/** Lines of the small log, a few megabytes at most. */
export interface SmallLogPage {
  /** The lines, each with its line feed. */
  readonly text: string;
  /** Where each line stands: an index of `LargeLogResult.uris` and the line there. */
  readonly files: readonly number[];
  readonly lines: readonly number[];
}

export interface FailureInFileParams {
  readonly uri: string;
  /** The line to start from; -1 for the beginning. */
  readonly line: number;
  readonly direction: 'next' | 'previous';
  readonly only?: 'permanent' | 'temporary' | undefined;
}

export interface FailureInFile {
  /** `undefined` where there is none of the kind. */
  readonly line?: number;
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

export interface LinesAroundParams {
  readonly uri: string;
  readonly line: number;
}

export interface LinesAround {
  readonly text: string;
  /** The line of the file that the text begins with. */
  readonly first: number;
}

export interface FileOnDisk {
  readonly size: number;
  readonly isPacked: boolean;
  /** The titles of the formats seen in its head. */
  readonly formats: readonly string[];
}
