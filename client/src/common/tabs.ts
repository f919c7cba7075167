import * as vscode from 'vscode';
import { LANGUAGE_ID } from '../../../server/src/lsp/protocol';

/** The file of the active tab, of one too that the editor hands to no extension: such a tab has no text editor. */
export function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/** Whether extensions have the text of a file. */
export function isHandedOver(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === wanted);
}

/** The active editor, where it shows a mail log. */
export function activeLog(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.languageId === LANGUAGE_ID ? editor : undefined;
}
