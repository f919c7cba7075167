import type { CancellationToken, Connection, ProgressToken, TextDocuments } from 'vscode-languageserver';
import { explanationDocument } from '../features/explanationMarkdown';
import { nextFailure, status } from '../features/navigation';
import type { FileHead } from '../formats/format';
import { headOf, openLog } from '../formats/registry';
import type { LogDocument } from '../log/document';
import { FAILURE_GROUP_COMMANDS } from './commands/failureGroups';
import { REDACT_COMMANDS } from './commands/redact';
import { REPORT_COMMANDS } from './commands/report';
import { TOOL_COMMANDS } from './commands/tools';
import { TRACE_COMMANDS } from './commands/trace';
import { useRuleFiles } from './personal';
import {
  type DocumentParams,
  type ExplainParams,
  type FailureParams,
  type OwnFile,
  type OwnFileProblem,
  type OwnFilesParams,
  type RecogniseParams,
  ServerCommand,
} from './protocol';

/** What a command may ask of the server that runs it. */
export interface CommandContext {
  readonly connection: Connection;
  readonly documents: TextDocuments<LogDocument>;
  /** Answers for an open document; `nothing` for any other, and should `ask` fail or have no answer. */
  readonly answer: <T>(uri: string, nothing: T, ask: (document: LogDocument) => T | undefined) => T;
  /** Has the client ask again for diagnostics and lenses. */
  readonly refresh: () => void;
  /** Has a document read by the head of the log that its lines come from. */
  readonly readLike: (uri: string, head: FileHead) => void;
  /** Has all logs read by the formats of these files beside those of the settings. */
  readonly useFormatFiles: (files: readonly OwnFile[]) => readonly OwnFileProblem[];
  /** When the log was last written, in milliseconds since 1970: see `instantOf`. */
  readonly dateOf: (uri: string) => number;
  readonly token: CancellationToken;
  readonly workDoneToken: ProgressToken | undefined;
}

/** What `workspace/executeCommand` can run, by name. A handler takes the command's one argument, whatever it is. */
export type CommandTable = Readonly<Record<string, (argument: unknown, context: CommandContext) => unknown>>;

export const COMMANDS: CommandTable = {
  ...REDACT_COMMANDS,
  ...TOOL_COMMANDS,
  ...TRACE_COMMANDS,
  ...FAILURE_GROUP_COMMANDS,
  ...REPORT_COMMANDS,
  [ServerCommand.nextFailure]: (argument, { answer }) => {
    const params = argument as FailureParams;
    return answer(params?.uri, null, (document) => nextFailure(document, params, 'next'));
  },
  [ServerCommand.previousFailure]: (argument, { answer }) => {
    const params = argument as FailureParams;
    return answer(params?.uri, null, (document) => nextFailure(document, params, 'previous'));
  },
  [ServerCommand.logStatus]: (argument, { answer }) =>
    answer((argument as DocumentParams)?.uri, null, status),
  [ServerCommand.recognise]: (argument) => {
    const { head, name } = argument as RecogniseParams;
    return openLog(headOf(String(head), String(name))).formats.map(({ title }) => title);
  },
  [ServerCommand.explain]: (argument) => explanationDocument(argument as ExplainParams),
  [ServerCommand.setOwnFiles]: (argument, { useFormatFiles }) => {
    const { rules, formats } = argument as OwnFilesParams;
    return [...useRuleFiles(rules), ...useFormatFiles(formats)];
  },
};
