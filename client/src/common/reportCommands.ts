import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { LensCommand, type LensTarget } from '../../../server/src/lsp/protocol';
import type { DerivedLogs } from './derivedLog';
import { ReportPanels } from './reportPanels';
import { openLogSource, type ReportSource } from './reportSource';
import { activeLog } from './tabs';

/** Whose report is shown for a document that only holds a part of it. */
export type FindSource = (document: vscode.TextDocument) => ReportSource | undefined;

export interface Reports {
  readonly panels: ReportPanels;
  /** Asked before a document is taken for a log of its own. */
  readonly sources: FindSource[];
  readonly disposable: vscode.Disposable;
}

/** The report of the active log, which follows the log while both are open. */
export function registerReports(
  client: BaseLanguageClient,
  derived: DerivedLogs,
  extensionUri: vscode.Uri,
): Reports {
  const sources: FindSource[] = [];
  const panels = new ReportPanels(extensionUri);
  const disposable = vscode.Disposable.from(
    panels,
    vscode.commands.registerCommand(LensCommand.report, (target?: LensTarget | vscode.Uri) => {
      const document = target === undefined ? activeLog()?.document : documentOf(target);
      if (document !== undefined) {
        const [source] = sources.map((find) => find(document)).filter((found) => found !== undefined);
        panels.show(source ?? openLogSource(client, derived, document));
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => panels.changed(document.uri.toString())),
  );
  return { panels, sources, disposable };
}

/** The editor's title names the log by its address, a lens by its place in it. */
function documentOf(target: LensTarget | vscode.Uri): vscode.TextDocument | undefined {
  const wanted = (target instanceof vscode.Uri ? target : vscode.Uri.parse(target.uri)).toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}
