import * as vscode from 'vscode';
import { nameOf } from './words';

/** Writes a text to a file that the person names; where that fails, says why and asks for another place. */
export async function saveText(proposed: vscode.Uri, title: string, text: string, note = ''): Promise<void> {
  let target = await vscode.window.showSaveDialog({ defaultUri: proposed, title });
  while (target !== undefined) {
    const problem = await write(target, text);
    if (problem === undefined) {
      await offerToOpen(target, note);
      return;
    }
    const other = vscode.l10n.t('Choose Another Place…');
    const message = vscode.l10n.t('{0} could not be written: {1}', target.fsPath, problem);
    const again = await vscode.window.showErrorMessage(message, other);
    target = again === other ? await vscode.window.showSaveDialog({ defaultUri: target, title }) : undefined;
  }
}

async function offerToOpen(target: vscode.Uri, note: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('Wrote {0}. {1}', nameOf(target), note).trim();
  if ((await vscode.window.showInformationMessage(message, open)) !== open) {
    return;
  }
  if (target.path.endsWith('.html')) {
    await vscode.env.openExternal(target);
  } else {
    await vscode.window.showTextDocument(target);
  }
}

/** `undefined` where all went well. */
async function write(target: vscode.Uri, text: string): Promise<string | undefined> {
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
