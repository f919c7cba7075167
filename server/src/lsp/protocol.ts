/** What client and server say to each other beyond the Language Server Protocol; any editor may use it. */

export type {
  FailureDensityAnswer,
  FailureGroup,
  FailureGroupsAnswer,
  FailureGroupsParams,
  FailureLine,
  FailureLinesAnswer,
  FailureStepParams,
  FilterParams,
  GroupBy,
  GroupFilter,
  GroupOrder,
  ReadLikeParams,
} from './protocol/failureGroups';
export * from './protocol/follow';
export * from './protocol/largeLog';
export type { RedactAnswer, RedactParams } from './protocol/redact';
export * from './protocol/report';
export type { TraceTextParams } from './protocol/tools';
export type { TraceAnswer, TracedMessage, TraceParams, TracePlace } from './protocol/trace';

export const LANGUAGE_ID = 'smtp-log';

/** The section of the settings. */
export const SETTINGS = 'smtpLens';

/** What a client may say when it starts the server. */
export interface InitializationOptions {
  /** Whether links in hovers may run the commands of `LensCommand`. */
  readonly commandLinks?: boolean;
  /** The person's language, `de`, and the texts in it by their English ones; without them it is English. */
  readonly locale?: string;
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

/** Commands that the server answers by `workspace/executeCommand`. */
export const ServerCommand = {
  nextFailure: 'smtpLens.nextFailure',
  previousFailure: 'smtpLens.previousFailure',
  /** Takes a `DocumentParams`, answers a `LogStatus` or `null`. */
  logStatus: 'smtpLens.logStatus',
  /** Takes `RecogniseParams`, answers the titles of the formats seen in the head of a file that is not open here. */
  recognise: 'smtpLens.recognise',
  /** Takes `ExplainParams`, answers the explanation as Markdown. */
  explain: 'smtpLens.explain',
  /** Takes `OwnFilesParams`, answers the problems found in them: the rest is in use from then on. */
  setOwnFiles: 'smtpLens.setOwnFiles',
  /** Takes `RedactParams`, answers a `RedactAnswer`, or `null` for a log that is not open. */
  redact: 'smtpLens.redact',
  /** Takes a `DocumentParams`, answers what the log holds as plain text, or `null`. */
  summaryText: 'smtpLens.summaryText',
  /** Takes `TraceTextParams`, answers the stories of the messages that match as plain text, or `null`. */
  traceText: 'smtpLens.traceText',
  /** Takes `TraceParams`, answers a `TraceAnswer`, or `null` for a log that cannot be read. */
  trace: 'smtpLens.trace',
  /** Takes `FailureGroupsParams`, answers a `FailureGroupsAnswer` or `null`. */
  failureGroups: 'smtpLens.failureGroups',
  /** Takes `FailureStepParams`, answers a `FailureAnswer` or `null`. */
  failureStep: 'smtpLens.failureStep',
  /** Takes `FilterParams`, answers a `FailureLinesAnswer` or `null`. */
  failureLines: 'smtpLens.failureLines',
  /** Takes `DocumentParams`, answers a `FailureDensityAnswer` or `null`. */
  failureDensity: 'smtpLens.failureDensity',
  /** Takes `DocumentParams`, answers `ReportData` or `null`. */
  report: 'smtpLens.report',
  /** Takes `ReportTextParams`, answers the report as text, or `null`. */
  reportText: 'smtpLens.reportText',
  /** Takes `ReportLinesParams`, answers a `FailureLinesAnswer` or `null`. */
  reportLines: 'smtpLens.reportLines',
  /** Takes `ReadLikeParams`. */
  readLike: 'smtpLens.readLike',
} as const;

export interface DocumentParams {
  readonly uri: string;
}

export interface FailureParams extends DocumentParams {
  /** The line to start from, from 0. */
  readonly line: number;
  readonly only?: 'permanent' | 'temporary';
  /** Only failures with the same reason as the one at `line`. */
  readonly sameReason?: boolean;
}

/** `null` where the log has no such failure, or is not open. */
export interface FailureAnswer {
  /** From 0, as all positions of the protocol. */
  readonly line: number;
  /** Where the reply, or the words of the failure, begin in the line. */
  readonly character: number;
  /** Its place among the failures asked for, from 1. */
  readonly index: number;
  readonly total: number;
}

export interface LogStatus {
  /** The titles of the formats seen, the most frequent first. */
  readonly formats: readonly string[];
  readonly permanent: number;
  readonly temporary: number;
  /** UTF-16 units of the whole text. */
  readonly length: number;
}

export interface RecogniseParams {
  /** The first lines of the file. */
  readonly head: string;
  /** Its name without folders. */
  readonly name: string;
}

export interface ExplainParams {
  /** A reply or a code: `550 5.1.1 No such user`, `550`, `5.1.1`. */
  readonly text: string;
  /** The host that said it. */
  readonly relay?: string | undefined;
  /** The SMTP command it answered. */
  readonly command?: string | undefined;
}

/** The names of the files with people's own rules and formats, in a workspace folder or its `.vscode`. */
export const OWN_RULES_FILE = 'smtp-lens.rules.json';
export const OWN_FORMATS_FILE = 'smtp-lens.formats.json';

export interface OwnFile {
  readonly uri: string;
  readonly text: string;
}

export interface OwnFilesParams {
  readonly rules: readonly OwnFile[];
  readonly formats: readonly OwnFile[];
}

export interface OwnFileProblem {
  readonly uri: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Commands of the quick fixes, which the client carries out. */
export const ActionCommand = {
  /** Takes `ExplainParams`, or nothing: then the person is asked. */
  explainReply: 'smtpLens.explainReply',
  /** Takes `{ url }`. */
  openSource: 'smtpLens.openSource',
  /** Takes `{ text }`. */
  copyReply: 'smtpLens.copyReply',
  /** Takes `{ reason }`. */
  setReasonSeverity: 'smtpLens.setReasonSeverity',
  /** Takes `{ text }`. */
  reportReply: 'smtpLens.reportReply',
} as const;

/** Commands of the code lenses, which the client carries out. Their argument is a `LensTarget`. */
export const LensCommand = {
  firstFailure: 'smtpLens.goToFirstFailure',
  nextOfSameReason: 'smtpLens.goToNextFailureOfSameReason',
  messageLines: 'smtpLens.showMessageLines',
  report: 'smtpLens.showReport',
} as const;

export interface LensTarget extends DocumentParams {
  readonly line: number;
  readonly character: number;
}
