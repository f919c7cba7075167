import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { type ReadLikeParams, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import type { OriginalPlace, PickedLines } from './originals';
import { logPath } from './words';

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

/** Read-only documents that hold lines of a log, in its language and read by its head. They follow edits of the log. */
export class DerivedLogs implements vscode.TextDocumentContentProvider, PickedLines {
  readonly scheme = DERIVED_SCHEME;
  readonly #client: BaseLanguageClient;
  readonly #known = new Map<string, Derived>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  register(): vscode.Disposable {
    const { workspace } = vscode;
    return vscode.Disposable.from(
      this.#changed,
      workspace.registerTextDocumentContentProvider(DERIVED_SCHEME, this),
      this.#client.onDidChangeState(({ newState }) => newState === State.Running && this.#tellAgain()),
      workspace.onDidChangeTextDocument(({ document }) => this.#sourceChanged(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())),
    );
  }

  /** Opens the lines of `source`; a document of the same title is replaced. */
  async open(title: string, source: vscode.Uri, read: ReadDerived): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme: DERIVED_SCHEME, path: logPath(title), query: source.toString() });
    const known = this.#known.has(uri.toString());
    this.#known.set(uri.toString(), { source, read, lines: [] });
    await this.#readLike(uri, source);
    if (known) {
      this.#changed.fire(uri);
    }
    const document = await vscode.workspace.openTextDocument(uri);
    return vscode.window.showTextDocument(document, { preview: false });
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

  /** Where a line of a derived document comes from. */
  placeOf(uri: vscode.Uri, line: number): OriginalPlace | undefined {
    const derived = this.#known.get(uri.toString());
    const original = derived?.lines[line];
    return derived && original !== undefined ? { uri: derived.source, line: original } : undefined;
  }

  /** A line taken out of a log may not tell how the log is to be read: its head does. */
  async #readLike(uri: vscode.Uri, source: vscode.Uri): Promise<void> {
    const params: ReadLikeParams = {
      uri: this.#client.code2ProtocolConverter.asUri(uri),
      source: this.#client.code2ProtocolConverter.asUri(source),
    };
    await ask(this.#client, ServerCommand.readLike, params);
  }

  /** A server that was started again has forgotten what it was told. */
  async #tellAgain(): Promise<void> {
    for (const [uri, { source }] of this.#known) {
      await this.#readLike(vscode.Uri.parse(uri), source).catch(() => undefined);
    }
  }

  #sourceChanged({ uri }: vscode.TextDocument): void {
    for (const [key, derived] of this.#known) {
      if (derived.source.toString() === uri.toString()) {
        clearTimeout(derived.pending);
        derived.pending = setTimeout(() => this.#changed.fire(vscode.Uri.parse(key)), FOLLOW_AFTER_MS);
      }
    }
  }
}

const FOLLOW_AFTER_MS = 400;
