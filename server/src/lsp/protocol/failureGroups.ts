/** What the view of failures asks: which failures, put together how. */

export type GroupBy = 'reason' | 'provider' | 'domain' | 'relay';

/** `severity`: permanent ones first, then by count, then the latest. */
export type GroupOrder = 'severity' | 'count' | 'latest' | 'name';

export interface GroupFilter {
  readonly only?: 'permanent' | 'temporary' | undefined;
  /** Times as people write them, by the log's own clock: `02:41`, `Nov 23 02:41`, `2026-11-23 02:41`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Words that the line holds, in whatever case. */
  readonly text?: string | undefined;
}

export interface FilterParams {
  readonly uri: string;
  readonly filter: GroupFilter;
}

export interface FailureGroupsParams extends FilterParams {
  readonly groupBy: GroupBy;
  readonly order: GroupOrder;
  /** The keys of the groups above; empty for the outermost groups. */
  readonly path: readonly string[];
  /** The children from here on, at most so many. */
  readonly offset: number;
  readonly limit: number;
}

export interface FailureGroup {
  readonly key: string;
  readonly label: string;
  readonly permanent: number;
  readonly temporary: number;
  /** Time stamps as the log writes them; `''` without one. */
  readonly first: string;
  readonly last: string;
}

export interface FailureLine {
  /** From 0, as all positions of the protocol. */
  readonly line: number;
  readonly character: number;
  readonly permanent: boolean;
  readonly label: string;
  readonly time: string;
  /** The line, cut where it is very long. */
  readonly text: string;
}

/** `groups` down to the innermost, whose children are `failures`. */
export interface FailureGroupsAnswer {
  readonly groups: readonly FailureGroup[];
  readonly failures: readonly FailureLine[];
  /** How many children there are, whatever was asked for. */
  readonly children: number;
  /** Failures that the filter lets through, and all of the log. */
  readonly shown: number;
  readonly total: number;
  /** What of the filter is no time. */
  readonly unreadable: readonly string[];
}

/** Answered by a `FailureAnswer` among the failures that the filter lets through, or `null`. */
export interface FailureStepParams extends FilterParams {
  readonly line: number;
  readonly direction: 'next' | 'previous';
}

export interface FailureLinesAnswer {
  readonly text: string;
  /** The line in the log of each line of the text. */
  readonly lines: readonly number[];
}

/** The document `uri` is read by the head of the open log `source`, of which it holds lines. */
export interface ReadLikeParams {
  readonly uri: string;
  readonly source: string;
}

/** Where failures stand: ranges of lines, far fewer than failures in a long log. */
export interface FailureDensityAnswer {
  readonly ranges: readonly {
    readonly start: number;
    readonly end: number;
    readonly permanent: boolean;
    readonly isDense: boolean;
  }[];
}
