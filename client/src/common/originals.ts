import * as vscode from 'vscode';
import { type LinesAround, PACKED } from '../../../server/src/lsp/protocol';
import type { LargeLogRequests } from './largeLogRequests';
import { drawOriginalNumbers } from './originalNumbers';
import { isHandedOver } from './tabs';
import { logPath, nameOf, number } from './words';

const SCHEME = 'smtp-lens-lines';
/** The editor opens larger files too, but it takes its time and a lot of memory. */
const MOST_OPENED = 256 * 1024 * 1024;

/** A line of a log, wherever it lies. */
export interface OriginalPlace {
  readonly uri: vscode.Uri;
  /** From 0. */
  readonly line: number;
}

/** Read-only documents of one scheme whose lines were picked from logs. */
export interface PickedLines {
  readonly scheme: string;
  readonly placeOf: (uri: vscode.Uri, line: number) => OriginalPlace | undefined;
}

/** Leads from picked lines to their places in the logs they come from, whatever their size and packing. */
export class Originals implements vscode.DefinitionProvider, vscode.Disposable {
  readonly #requests: LargeLogRequests;
  readonly #picked: readonly PickedLines[];
  readonly #neighbours = new Map<string, Neighbours>();
  readonly #subscriptions: vscode.Disposable;

  constructor(requests: LargeLogRequests, picked: readonly PickedLines[]) {
    this.#requests = requests;
    this.#picked = picked;
    this.#subscriptions = vscode.Disposable.from(
      drawOriginalNumbers(this),
      vscode.commands.registerCommand('smtpLens.goToOriginalLine', () => this.#showOfActive()),
      vscode.languages.registerDefinitionProvider(
        picked.map(({ scheme }) => ({ scheme })),
        this,
      ),
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => this.#neighbours.get(uri.toString())?.text ?? '',
      }),
    );
  }

  /** Where a line was picked; `undefined` in any other document. */
  placeOf(uri: vscode.Uri, line: number): OriginalPlace | undefined {
    const neighbours = this.#neighbours.get(uri.toString());
    return neighbours === undefined
      ? this.#picked.find(({ scheme }) => scheme === uri.scheme)?.placeOf(uri, line)
      : { uri: neighbours.uri, line: neighbours.first + line };
  }

  /** Where the editor itself can show it. */
  provideDefinition({ uri }: vscode.TextDocument, { line }: vscode.Position): vscode.Definition | undefined {
    const place = this.placeOf(uri, line);
    return place && isHandedOver(place.uri)
      ? new vscode.Location(place.uri, new vscode.Position(place.line, 0))
      : undefined;
  }

  /** Shows a line of a file in the editor itself, or among its neighbours where no editor takes the file. */
  async show(place: OriginalPlace): Promise<void> {
    if (isHandedOver(place.uri)) {
      await openAt(place);
      return;
    }
    const size = await vscode.workspace.fs.stat(place.uri).then(
      (stat) => stat.size,
      () => undefined,
    );
    if (size === undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          '{0} is no longer there, or cannot be read. Line {1} of it is what you see here.',
          nameOf(place.uri),
          number(place.line + 1),
        ),
      );
    } else if (PACKED.test(place.uri.path) || (size > MOST_OPENED && !isOpenInTab(place.uri))) {
      await this.#showNeighbours(place);
    } else {
      await openAt(place);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #showOfActive(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const place = editor && this.placeOf(editor.document.uri, editor.selection.active.line);
    if (place !== undefined) {
      await this.show(place);
    }
  }

  async #showNeighbours({ uri, line }: OriginalPlace): Promise<void> {
    const title = vscode.l10n.t('Looking for line {0} of {1}', number(line + 1), nameOf(uri));
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const found = await vscode.window.withProgress(options, (_, token) =>
      this.#requests
        .linesAround({ uri: this.#requests.uriOf(uri), line }, token)
        .then((lines) => (token.isCancellationRequested ? undefined : lines))
        .catch((error: Error) => {
          void vscode.window.showErrorMessage(`${nameOf(uri)}: ${error.message}`);
          return undefined;
        }),
    );
    if (found === undefined) {
      return;
    }
    const count = found.text.split('\n').length - 1;
    const name = vscode.l10n.t(
      '{0}, lines {1}–{2}',
      nameOf(uri),
      number(found.first + 1),
      number(found.first + count),
    );
    const shown = vscode.Uri.from({ scheme: SCHEME, path: logPath(name), query: uri.toString() });
    this.#neighbours.set(shown.toString(), { ...found, uri });
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(shown));
    const at = new vscode.Range(line - found.first, 0, line - found.first, 0);
    editor.selection = new vscode.Selection(at.start, at.end);
    editor.revealRange(at, vscode.TextEditorRevealType.InCenter);
  }
}

interface Neighbours extends LinesAround {
  readonly uri: vscode.Uri;
}

/** In the editor itself, whatever the size: extensions get no text editor of a large file, but may open it at a line. */
export async function openAt({ uri, line }: OriginalPlace): Promise<void> {
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.commands.executeCommand('vscode.open', uri, { selection, preview: false });
}

function isOpenInTab(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
}
