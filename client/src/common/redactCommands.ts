import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type RedactAnswer, type RedactParams, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import { saveText } from './saveText';
import { activeLog } from './tabs';
import { number } from './words';

/** The commands that copy or save a log, or a part of it, with aliases in place of names and addresses. */
export function registerRedactCommands(client: BaseLanguageClient): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('smtpLens.copyRedacted', () => copyRedacted(client)),
    vscode.commands.registerCommand('smtpLens.exportRedacted', () => exportRedacted(client)),
  ];
}

type What = Omit<RedactParams, 'uri'>;

/** The lines of the selection; without one the lines of the message at the cursor. */
async function copyRedacted(client: BaseLanguageClient): Promise<void> {
  const editor = activeLog();
  if (editor === undefined) {
    return;
  }
  const { selections, selection } = editor;
  const what: What = selections.every(({ isEmpty }) => isEmpty)
    ? { messageAt: selection.active.line }
    : { lines: selections.map(({ start, end }) => [start.line, lastLine(start, end)] as const) };
  const answer = await redact(client, editor.document, what);
  if (
    answer === undefined ||
    (answer.text.length > LONGEST_COPY && !(await confirmCopy(answer.text.length)))
  ) {
    return;
  }
  await vscode.env.clipboard.writeText(answer.text);
  const lines = number(answer.lines);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Copied {0} lines. {1}', lines, replacedText(answer)),
  );
}

/** The clipboard of a remote editor travels with every window; UTF-16 units. */
const LONGEST_COPY = 5_000_000;

/** A selection that ends at the start of a line does not show that line. */
function lastLine(start: vscode.Position, end: vscode.Position): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

async function confirmCopy(length: number): Promise<boolean> {
  const copy = vscode.l10n.t('Copy');
  const save = vscode.l10n.t('Export…');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('That is {0} MB of text. Copy it all the same?', Math.round(length / 1_000_000)),
    { modal: true },
    copy,
    save,
  );
  if (choice === save) {
    await vscode.commands.executeCommand('smtpLens.exportRedacted');
  }
  return choice === copy;
}

/** The whole log of the active editor, to a file that the person names. */
async function exportRedacted(client: BaseLanguageClient): Promise<void> {
  const document = activeLog()?.document;
  const answer = document && (await redact(client, document, {}));
  if (document === undefined || answer === undefined) {
    return;
  }
  const title = vscode.l10n.t('Export Redacted Log');
  await saveText(beside(document.uri), title, answer.text, replacedText(answer));
}

/** `mail.redacted.log` beside `mail.log`. */
function beside(uri: vscode.Uri): vscode.Uri {
  const name = uri.path.replace(/(?:\.redacted)?(\.\w*)?$/, '.redacted$1');
  return uri.with({ scheme: uri.scheme === 'untitled' ? 'file' : uri.scheme, path: name, query: '' });
}

async function redact(
  client: BaseLanguageClient,
  document: vscode.TextDocument,
  what: What,
): Promise<RedactAnswer | undefined> {
  const params: RedactParams = { uri: client.code2ProtocolConverter.asUri(document.uri), ...what };
  const location = vscode.ProgressLocation.Window;
  const title = vscode.l10n.t('Redacting…');
  const answer = await vscode.window.withProgress({ location, title }, () =>
    ask<RedactAnswer | null>(client, ServerCommand.redact, params),
  );
  return answer ?? undefined;
}

function replacedText({ replaced }: RedactAnswer): string {
  const names: Readonly<Record<string, string>> = {
    user: vscode.l10n.t('users'),
    host: vscode.l10n.t('hosts'),
    ip: vscode.l10n.t('IP addresses'),
    id: vscode.l10n.t('ids'),
    'message-id': vscode.l10n.t('message ids'),
    page: vscode.l10n.t('parts of links'),
    subject: vscode.l10n.t('subjects'),
    secret: vscode.l10n.t('secrets'),
  };
  const found = replaced.map((kind) => `${number(kind.names)} ${names[kind.kind] ?? kind.kind}`);
  return found.length === 0
    ? vscode.l10n.t('Nothing had to be replaced.')
    : vscode.l10n.t('Replaced by aliases: {0}. Look it over before you share it.', found.join(', '));
}
