import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { ActionCommand, type ExplainParams, SETTINGS, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';

/** The commands about one reply: explain it, copy it, open its source, set how its reason is shown, report it. */
export function registerReplyCommands(client: BaseLanguageClient): vscode.Disposable[] {
  const explanations = new ExplanationDocuments(client);
  const register = vscode.commands.registerCommand;
  return [
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, explanations),
    register(ActionCommand.explainReply, (params?: ExplainParams) => explainReply(explanations, params)),
    register(ActionCommand.openSource, ({ url }: { url: string }) =>
      vscode.env.openExternal(vscode.Uri.parse(url, true)),
    ),
    register(ActionCommand.copyReply, ({ text }: { text: string }) => vscode.env.clipboard.writeText(text)),
    register(ActionCommand.setReasonSeverity, ({ reason }: { reason: string }) => setReasonSeverity(reason)),
    register(ActionCommand.reportReply, ({ text }: { text: string }) => reportReply(text)),
  ];
}

const SCHEME = 'smtp-lens-explanation';

/** Explanations as read-only Markdown documents; the question is in the address. */
class ExplanationDocuments implements vscode.TextDocumentContentProvider {
  readonly #client: BaseLanguageClient;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  uriOf(params: ExplainParams): vscode.Uri {
    return vscode.Uri.from({ scheme: SCHEME, path: '/explanation.md', query: JSON.stringify(params) });
  }

  provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const params: ExplainParams = JSON.parse(query);
    return ask(this.#client, ServerCommand.explain, params);
  }
}

async function explainReply(explanations: ExplanationDocuments, given?: ExplainParams): Promise<void> {
  const params = given ?? (await askForReply());
  if (params !== undefined) {
    await vscode.commands.executeCommand('markdown.showPreview', explanations.uriOf(params));
  }
}

async function askForReply(): Promise<ExplainParams | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection).trim() ?? '';
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Explain SMTP Reply'),
    prompt: vscode.l10n.t('A reply, a reply code or an enhanced status code'),
    placeHolder: '550 5.1.1 No such user',
    value: selected,
  });
  return text?.trim() ? { text: text.trim() } : undefined;
}

async function setReasonSeverity(reason: string): Promise<void> {
  const severity = await vscode.window.showQuickPick(['error', 'warning', 'information', 'off'], {
    title: vscode.l10n.t('How are problems of the reason “{0}” shown?', reason),
  });
  if (severity === undefined) {
    return;
  }
  const settings = vscode.workspace.getConfiguration(SETTINGS);
  const reasons = settings.get<Record<string, string>>('diagnostics.reasons', {});
  await settings.update(
    'diagnostics.reasons',
    { ...reasons, [reason]: severity },
    vscode.ConfigurationTarget.Global,
  );
}

/** Opens a text that a person can read, change and send themselves; nothing is sent from here. */
async function reportReply(reply: string): Promise<void> {
  const content = [
    vscode.l10n.t('Reply (addresses, hosts and ids replaced; please check):'),
    '',
    reply,
    '',
    vscode.l10n.t('What it meant, and who sent it, if you know:'),
    '',
  ].join('\n');
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'plaintext', content }),
  );
}
