import * as vscode from 'vscode';
import { activeLog } from './tabs';

const COMMAND = 'smtpLens.keepEndInView';

/**
 * Keeps the end of growing logs in view. Scrolling up or moving the cursor away ends it, as in `less +F` and the
 * editor's own output.
 */
export class KeepEndInView implements vscode.Disposable {
  /** The logs whose end is kept, and where their views began when the end was last in sight. */
  readonly #kept = new Map<vscode.TextDocument, number>();
  readonly #item = vscode.window.createStatusBarItem(
    'smtpLens.endInView',
    vscode.StatusBarAlignment.Left,
    47,
  );
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#item.name = vscode.l10n.t('SMTP Lens: end in view');
    this.#item.text = `$(fold-down) ${vscode.l10n.t('End in view')}`;
    this.#item.tooltip = vscode.l10n.t(
      'The view stays at the end of the log. Scroll up, move the cursor away or click to end it.',
    );
    this.#item.accessibilityInformation = { label: this.#item.tooltip, role: 'button' };
    this.#item.command = COMMAND;
    const { window, workspace } = vscode;
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      vscode.commands.registerCommand(COMMAND, () => this.#toggle()),
      window.onDidChangeActiveTextEditor(() => this.#update()),
      window.onDidChangeVisibleTextEditors((editors) => this.#followAll(editors)),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#scrolled(textEditor)),
      window.onDidChangeTextEditorSelection((event) => this.#moved(event)),
      workspace.onDidChangeTextDocument(({ document }) =>
        this.#followAll(window.visibleTextEditors.filter((editor) => editor.document === document)),
      ),
      workspace.onDidCloseTextDocument((document) => this.#end(document)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Resolves to whether the end of the active log is kept in view from now on. */
  #toggle(): boolean {
    const editor = activeLog();
    if (editor === undefined) {
      return false;
    }
    if (this.#kept.has(editor.document)) {
      this.#end(editor.document);
      return false;
    }
    this.#kept.set(editor.document, 0);
    this.#follow(editor);
    this.#update();
    return true;
  }

  #followAll(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      this.#follow(editor);
    }
  }

  /** Goes to the end, cursor and all. */
  #follow(editor: vscode.TextEditor): void {
    if (this.#kept.has(editor.document)) {
      // A shorter log may have taken the place of the one before: its view begins elsewhere.
      this.#kept.set(editor.document, 0);
      const end = endOf(editor.document);
      editor.selection = new vscode.Selection(end, end);
      editor.revealRange(new vscode.Range(end, end));
    }
  }

  #scrolled(editor: vscode.TextEditor): void {
    const { document, visibleRanges } = editor;
    const first = visibleRanges[0]?.start.line ?? 0;
    const last = visibleRanges.at(-1)?.end.line ?? 0;
    const before = this.#kept.get(document);
    if (before === undefined) {
      return;
    }
    if (last >= document.lineCount - 1) {
      this.#kept.set(document, first);
    } else if (first < before) {
      this.#end(document);
    }
  }

  /** A log that grew leaves the cursor where its end was; a cursor above that was moved by someone. */
  #moved({ textEditor, selections, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const before = this.#kept.get(textEditor.document);
    const line = selections[0]?.active.line ?? 0;
    const lowest = textEditor.visibleRanges.at(-1)?.end.line ?? 0;
    const end = Math.min(lowest, textEditor.document.lineCount - 1);
    if (before !== undefined && kind !== undefined && line < end) {
      this.#end(textEditor.document);
    }
  }

  #end(document: vscode.TextDocument): void {
    if (this.#kept.delete(document)) {
      this.#update();
    }
  }

  #update(): void {
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && this.#kept.has(editor.document)) {
      this.#item.show();
    } else {
      this.#item.hide();
    }
  }
}

function endOf(document: vscode.TextDocument): vscode.Position {
  return document.lineAt(document.lineCount - 1).range.end;
}
