import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FailureAnswer,
  LANGUAGE_ID,
  LensCommand,
  type LogStatus,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import { isLarge, megabytes, tierText } from './editorTier';
import { number } from './words';

/** The status bar item of the open log: its counts of failures, and after a jump “12 of 1,204”. */
export class LogStatusItem implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #item = vscode.window.createStatusBarItem('smtpLens.failures', vscode.StatusBarAlignment.Left, 50);
  readonly #subscriptions: vscode.Disposable;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #landing: { readonly uri: string; readonly line: number } | undefined;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#item.name = vscode.l10n.t('SMTP Lens: failures');
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#leave(textEditor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) {
          this.#updateSoon();
        }
      }),
    );
  }

  /** Shows the counts of the active log; hides the item where no log is active. */
  async update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE_ID) {
      this.#item.hide();
      return;
    }
    const uri = this.#client.code2ProtocolConverter.asUri(document.uri);
    const status = await ask<LogStatus | null>(this.#client, ServerCommand.logStatus, { uri }).catch(
      () => null,
    );
    if (status !== null && this.#landing === undefined) {
      this.#show(status, document.lineCount);
    }
  }

  /** Says where a jump ended, until the cursor leaves that line. */
  landed({ line, index, total }: FailureAnswer): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString() ?? '';
    this.#landing = { uri, line };
    const [at, of] = [number(index), number(total)];
    this.#item.text = `$(arrow-down) ${vscode.l10n.t('{0} of {1}', at, of)}`;
    this.#item.tooltip = vscode.l10n.t('Failure {0} of {1} in this log', at, of);
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.command = 'smtpLens.goToNextFailure';
    this.#item.show();
  }

  say(text: string): void {
    vscode.window.setStatusBarMessage(text, 4000);
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#subscriptions.dispose();
    this.#item.dispose();
  }

  #show({ formats, permanent, temporary, length }: LogStatus, lines: number): void {
    const [errors, warnings] = [number(permanent), number(temporary)];
    const label = vscode.l10n.t('{0} permanent and {1} temporary failures', errors, warnings);
    const size = isLarge(length, lines) ? ` · ${megabytes(length)}` : '';
    const tier = tierText(length, lines);
    this.#item.text = `$(mail) $(error) ${errors} $(warning) ${warnings}${size}`;
    this.#item.tooltip = tooltip(label, formats, tier);
    this.#item.accessibilityInformation = { label: `${label}. ${tier}` };
    this.#item.command = 'smtpLens.showFailures';
    this.#item.show();
  }

  #leave(editor: vscode.TextEditor): void {
    const landing = this.#landing;
    const stayed =
      editor.document.uri.toString() === landing?.uri && editor.selection.active.line === landing.line;
    if (landing !== undefined && !stayed) {
      this.#landing = undefined;
      this.#updateSoon();
    }
  }

  #updateSoon(): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.update(), UPDATE_AFTER_MS);
  }
}

function tooltip(label: string, formats: readonly string[], tier: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(`${label}\n`).appendText(formats.join(', ')).appendMarkdown('\n\n---\n\n');
  text.appendText(tier).appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('Click to see them grouped. F8 goes to the next one.'));
  text.isTrusted = { enabledCommands: [LensCommand.report] };
  return text.appendMarkdown(`\n\n[${vscode.l10n.t('Show Report')}](command:${LensCommand.report})`);
}

/** Counts follow typing at a pace that the eye can read. */
const UPDATE_AFTER_MS = 200;
