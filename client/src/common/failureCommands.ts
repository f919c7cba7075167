import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FailureAnswer,
  type FailureParams,
  LANGUAGE_ID,
  LensCommand,
  type LensTarget,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import type { LargeFailures } from './largeFailures';
import type { LogStatusItem } from './logStatusItem';

type Filter = Pick<FailureParams, 'only' | 'sameReason'>;

/** The commands that go from failure to failure. The server knows them all; no limit of the editor applies. */
export function registerFailureCommands(
  client: BaseLanguageClient,
  status: LogStatusItem,
  large: LargeFailures,
): vscode.Disposable[] {
  const go = (id: string, command: string, filter: Filter = {}) =>
    vscode.commands.registerCommand(id, (target?: LensTarget) =>
      editorOf(target) === undefined
        ? large.go(command === nextFailure ? 'next' : 'previous', filter)
        : goTo(client, status, command, filter, target),
    );
  const { nextFailure, previousFailure } = ServerCommand;
  return [
    go('smtpLens.goToNextFailure', nextFailure),
    go('smtpLens.goToPreviousFailure', previousFailure),
    go('smtpLens.goToNextPermanentFailure', nextFailure, { only: 'permanent' }),
    go('smtpLens.goToPreviousPermanentFailure', previousFailure, { only: 'permanent' }),
    go('smtpLens.goToPreviousFailureOfSameReason', previousFailure, { sameReason: true }),
    go(LensCommand.nextOfSameReason, nextFailure, { sameReason: true }),
    vscode.commands.registerCommand(LensCommand.firstFailure, (target?: LensTarget) =>
      goTo(client, status, nextFailure, {}, target && { ...target, line: -1 }),
    ),
    vscode.commands.registerCommand(LensCommand.messageLines, showMessageLines),
  ];
}

async function goTo(
  client: BaseLanguageClient,
  status: LogStatusItem,
  command: string,
  filter: Filter,
  target: LensTarget | undefined,
): Promise<void> {
  const editor = editorOf(target);
  if (editor === undefined) {
    return;
  }
  const params: FailureParams = {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    line: target?.line ?? editor.selection.active.line,
    ...filter,
  };
  const found = await ask<FailureAnswer | null>(client, command, params);
  if (found === null) {
    status.say(vscode.l10n.t('No such failure in this log'));
    return;
  }
  const position = new vscode.Position(found.line, found.character);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(
    new vscode.Range(position, position),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  status.landed(found);
}

/** The lines of the message, in the editor's own references view, from the place of its queue id. */
async function showMessageLines(target?: LensTarget): Promise<void> {
  const editor = editorOf(target);
  if (editor === undefined) {
    return;
  }
  const position =
    target === undefined ? editor.selection.active : new vscode.Position(target.line, target.character);
  const { uri } = editor.document;
  const places = await vscode.commands.executeCommand<vscode.Location[]>(
    'vscode.executeReferenceProvider',
    uri,
    position,
  );
  await vscode.commands.executeCommand('editor.action.showReferences', uri, position, places);
}

/** The editor that shows the target's log, or the active one where a log is open in it. */
function editorOf(target: LensTarget | undefined): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (target?.uri === undefined) {
    return active?.document.languageId === LANGUAGE_ID ? active : undefined;
  }
  const uri = vscode.Uri.parse(target.uri).toString();
  const showing = [active, ...vscode.window.visibleTextEditors];
  return showing.find((editor) => editor?.document.uri.toString() === uri);
}
