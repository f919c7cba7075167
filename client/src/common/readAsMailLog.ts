import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { LANGUAGE_ID, type RecogniseParams, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import { nameOf } from './words';

/** The command that has the active file read as a mail server log, whatever its name. */
export function registerReadAsMailLog(): vscode.Disposable {
  return vscode.commands.registerCommand('smtpLens.readAsMailLog', async () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a log first. The editor hands extensions no file above 50 MB.'),
      );
      return;
    }
    await vscode.languages.setTextDocumentLanguage(document, LANGUAGE_ID);
  });
}

/** Offers to read a file as a mail server log when its first lines say that it is one; asks once a file. */
export function offerToRead(client: BaseLanguageClient, memory: vscode.Memento): vscode.Disposable {
  const asked = new Set<string>();
  return vscode.window.onDidChangeActiveTextEditor(async (editor) => {
    const document = editor?.document;
    if (document === undefined || !OTHER_LANGUAGES.has(document.languageId) || memory.get(NEVER)) {
      return;
    }
    const uri = document.uri.toString();
    if (asked.has(uri)) {
      return;
    }
    asked.add(uri);
    const formats = await recognise(client, document);
    if (formats.length > 0) {
      await offer(document, formats, memory);
    }
  });
}

/** The languages that a log opens in when its name tells nothing. */
const OTHER_LANGUAGES = new Set(['log', 'plaintext']);
const NEVER = 'smtpLens.neverOfferToRead';
const LINES_TO_SHOW = 200;

async function recognise(
  client: BaseLanguageClient,
  document: vscode.TextDocument,
): Promise<readonly string[]> {
  const head = document.getText(new vscode.Range(0, 0, LINES_TO_SHOW, 0));
  const params: RecogniseParams = { head, name: nameOf(document.uri) };
  return ask<readonly string[]>(client, ServerCommand.recognise, params).catch(() => []);
}

async function offer(
  document: vscode.TextDocument,
  formats: readonly string[],
  memory: vscode.Memento,
): Promise<void> {
  const read = vscode.l10n.t('Read as mail server log');
  const never = vscode.l10n.t('Never ask');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('This file looks like a mail server log ({0}).', formats.join(', ')),
    read,
    never,
  );
  if (choice === read) {
    await vscode.languages.setTextDocumentLanguage(document, LANGUAGE_ID);
  } else if (choice === never) {
    await memory.update(NEVER, true);
  }
}
