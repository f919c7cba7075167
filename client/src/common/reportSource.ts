import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FailureLinesAnswer,
  type ReportData,
  type ReportForm,
  type Selection,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import type { DerivedLogs } from './derivedLog';
import { nameOf } from './words';

/** What a report is of: an open log, or logs of any size that were read. */
export interface ReportSource {
  /** Tells one source from another. */
  readonly key: string;
  /** The name of the log. */
  readonly name: string;
  /** Beside which the report is saved at first. */
  readonly uri: vscode.Uri;
  /** `null` where the log is no longer there to be read. */
  readonly data: () => Promise<ReportData | null>;
  readonly text: (form: ReportForm) => Promise<string | null>;
  readonly showLines: (selection: Selection, title: string) => Promise<void>;
}

/** An open log as the source of a report. */
export function openLogSource(
  client: BaseLanguageClient,
  derived: DerivedLogs,
  { uri }: vscode.TextDocument,
): ReportSource {
  const params = { uri: client.code2ProtocolConverter.asUri(uri) };
  return {
    key: uri.toString(),
    name: nameOf(uri),
    uri,
    data: () => ask<ReportData | null>(client, ServerCommand.report, params),
    text: (form) => ask<string | null>(client, ServerCommand.reportText, { ...params, form }),
    showLines: async (selection, title) => {
      await derived.open(title, uri, () =>
        ask<FailureLinesAnswer | null>(client, ServerCommand.reportLines, { ...params, selection }),
      );
    },
  };
}
