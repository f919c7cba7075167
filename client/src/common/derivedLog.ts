import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type ReadLikeParams, ServerCommand } from '../../../server/src/lsp/protocol';

/** Lines taken out of a log. */
export interface DerivedLines {
  readonly text: string;
  /** The line in the log, from 0, of each line of the text. */
  readonly lines: readonly number[];
}

/** Gives the lines of a derived document; asked again whenever its source has changed. */
export type ReadDerived = () => Promise<DerivedLines | null>;

interface Derived {
  readonly source: vscode.Uri;
  readonly read: ReadDerived;
  lines: readonly number[];
  pending?: ReturnType<typeof setTimeout> | undefined;
}

export const DERIVED_SCHEME = 'smtp-lens-derived';

/**
 * Read-only documents that hold lines of a log, in its language and read by its head. Before each line stands its
 * number in the log; “Go to Original Line” and the definition lead there. They follow edits of the log.
 */
export class DerivedLogs implements vscode.TextDocumentContentProvider, vscode.DefinitionProvider {
  readonly #client: BaseLanguageClient;
  readonly #known = new Map<string, Derived>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #numbers = vscode.window.createTextEditorDecorationType({
    before: { color: new vscode.ThemeColor('editorLineNumber.foreground'), margin: '0 1.5em 0 0' },
  });

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  register(): vscode.Disposable {
    const { workspace, window } = vscode;
    return vscode.Disposable.from(
      this.#changed,
      this.#numbers,
      workspace.registerTextDocumentContentProvider(DERIVED_SCHEME, this),
      vscode.languages.registerDefinitionProvider({ scheme: DERIVED_SCHEME }, this),
      vscode.commands.registerCommand('smtpLens.goToOriginalLine', () => this.#goToOriginal()),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#drawNumbers(textEditor)),
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) {
          this.#drawNumbers(editor);
        }
      }),
      workspace.onDidChangeTextDocument(({ document }) => this.#sourceChanged(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())),
    );
  }

  /** Opens the lines of `source`; a document of the same title is replaced. */
  async open(title: string, source: vscode.Uri, read: ReadDerived): Promise<vscode.TextEditor> {
    const path = `/${title.replaceAll('/', '_')}.maillog`;
    const uri = vscode.Uri.from({ scheme: DERIVED_SCHEME, path, query: source.toString() });
    const known = this.#known.has(uri.toString());
    this.#known.set(uri.toString(), { source, read, lines: [] });
    const params: ReadLikeParams = {
      uri: this.#client.code2ProtocolConverter.asUri(uri),
      source: this.#client.code2ProtocolConverter.asUri(source),
    };
    await this.#client.sendRequest('workspace/executeCommand', {
      command: ServerCommand.readLike,
      arguments: [params],
    });
    if (known) {
      this.#changed.fire(uri);
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    this.#drawNumbers(editor);
    return editor;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const derived = this.#known.get(uri.toString());
    const found = await derived?.read();
    if (derived === undefined || found === undefined || found === null) {
      return vscode.l10n.t('The log that these lines come from is no longer open.');
    }
    derived.lines = found.lines;
    return found.text;
  }

  provideDefinition({ uri }: vscode.TextDocument, { line }: vscode.Position): vscode.Definition | undefined {
    const place = this.placeOf(uri, line);
    return place && new vscode.Location(place.uri, new vscode.Position(place.line, 0));
  }

  /** Where a line of a derived document comes from. */
  placeOf(uri: vscode.Uri, line: number): { readonly uri: vscode.Uri; readonly line: number } | undefined {
    const derived = this.#known.get(uri.toString());
    const original = derived?.lines[line];
    return derived && original !== undefined ? { uri: derived.source, line: original } : undefined;
  }

  async #goToOriginal(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const place = editor && this.placeOf(editor.document.uri, editor.selection.active.line);
    if (place === undefined) {
      return;
    }
    try {
      const selection = new vscode.Range(place.line, 0, place.line, 0);
      await vscode.window.showTextDocument(place.uri, { selection, preview: false });
    } catch {
      void vscode.window.showWarningMessage(vscode.l10n.t('The log that this line comes from is gone.'));
    }
  }

  #sourceChanged({ uri }: vscode.TextDocument): void {
    for (const [key, derived] of this.#known) {
      if (derived.source.toString() === uri.toString()) {
        clearTimeout(derived.pending);
        derived.pending = setTimeout(() => this.#changed.fire(vscode.Uri.parse(key)), FOLLOW_AFTER_MS);
      }
    }
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.toString() === uri.toString()) {
        this.#drawNumbers(editor);
      }
    }
  }

  /** Only where people look: a log may have a million failures. */
  #drawNumbers(editor: vscode.TextEditor): void {
    const lines = this.#known.get(editor.document.uri.toString())?.lines;
    if (lines === undefined) {
      return;
    }
    const width = String((lines.at(-1) ?? 0) + 1).length;
    const drawn: vscode.DecorationOptions[] = [];
    for (const { start, end } of editor.visibleRanges) {
      for (let line = Math.max(0, start.line - MARGIN); line <= end.line + MARGIN; line++) {
        const original = lines[line];
        if (original !== undefined) {
          const contentText = String(original + 1).padStart(width, '\u2007');
          const range = new vscode.Range(line, 0, line, 0);
          drawn.push({ range, renderOptions: { before: { contentText } } });
        }
      }
    }
    editor.setDecorations(this.#numbers, drawn);
    editor.options = { lineNumbers: vscode.TextEditorLineNumbersStyle.Off };
  }
}

const FOLLOW_AFTER_MS = 400;
/** Lines drawn above and below what is seen, so that scrolling shows no gap. */
const MARGIN = 100;
