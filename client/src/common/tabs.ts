import * as vscode from 'vscode';

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

export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
