import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type DocumentParams,
  type FailureDensityAnswer,
  LANGUAGE_ID,
  SETTINGS,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';

const { Left } = vscode.OverviewRulerLane;

/** Shows in the ruler beside the scroll bar where the failures of a log stand, by class, and where they are many. */
export function showFailuresInRuler(client: BaseLanguageClient): vscode.Disposable {
  const marks = [
    { permanent: true, isDense: true, type: mark('smtpLens.permanentFailureRuler') },
    { permanent: true, isDense: false, type: mark('smtpLens.sparsePermanentFailureRuler') },
    { permanent: false, isDense: true, type: mark('smtpLens.temporaryFailureRuler') },
    { permanent: false, isDense: false, type: mark('smtpLens.sparseTemporaryFailureRuler') },
  ];
  let pending: ReturnType<typeof setTimeout> | undefined;

  async function draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const settings = vscode.workspace.getConfiguration(SETTINGS);
    const isShown = document.languageId === LANGUAGE_ID && settings.get('overviewRuler.enabled', true);
    const { ranges } = (isShown && (await densityOf(client, document))) || { ranges: [] };
    for (const { permanent, isDense, type } of marks) {
      const own = ranges.filter((range) => range.permanent === permanent && range.isDense === isDense);
      editor.setDecorations(
        type,
        own.map(({ start, end }) => new vscode.Range(start, 0, end, 0)),
      );
    }
  }

  const drawAll = () => {
    for (const editor of vscode.window.visibleTextEditors) {
      void draw(editor);
    }
  };
  const drawSoon = () => {
    clearTimeout(pending);
    pending = setTimeout(drawAll, DRAW_AFTER_MS);
  };
  drawSoon();
  return vscode.Disposable.from(
    ...marks.map(({ type }) => type),
    { dispose: () => clearTimeout(pending) },
    vscode.window.onDidChangeVisibleTextEditors(drawSoon),
    vscode.workspace.onDidOpenTextDocument(drawSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === LANGUAGE_ID) {
        drawSoon();
      }
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SETTINGS)) {
        drawSoon();
      }
    }),
  );
}

const DRAW_AFTER_MS = 300;

function mark(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: Left,
  });
}

function densityOf(
  client: BaseLanguageClient,
  { uri }: vscode.TextDocument,
): Promise<FailureDensityAnswer | null> {
  const params: DocumentParams = { uri: client.code2ProtocolConverter.asUri(uri) };
  return ask<FailureDensityAnswer | null>(client, ServerCommand.failureDensity, params).catch(() => null);
}
