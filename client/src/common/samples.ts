import * as vscode from 'vscode';
import { LANGUAGE_ID } from '../../../server/src/lsp/protocol';

/** The command that opens one of the sample logs that come with the extension, as a document that nobody has to save. */
export function registerSamples(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('smtpLens.openSample', async (name?: string) => {
    const sample = SAMPLES.find(({ label }) => label === name) ?? (await pick());
    if (sample !== undefined) {
      const uri = vscode.Uri.joinPath(extensionUri, 'samples', sample.description);
      const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({ language: LANGUAGE_ID, content }),
      );
    }
  });
}

/** By the name of the mail server, which no language translates, and the file. */
const SAMPLES = [
  { label: 'Postfix', description: 'postfix.maillog' },
  { label: 'Exchange', description: 'SEND2026112315-1.LOG' },
  { label: 'Exim', description: 'exim_mainlog' },
] as const;

async function pick(): Promise<(typeof SAMPLES)[number] | undefined> {
  return vscode.window.showQuickPick(SAMPLES, { title: vscode.l10n.t('Which sample log?') });
}
