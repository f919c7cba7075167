import * as vscode from 'vscode';
import { PACKED } from '../../../server/src/lsp/protocol';
import type { LargeLogRequests } from './largeLogRequests';
import type { OriginalPlace, SmallLogDocuments } from './smallLogDocuments';
import { nameOf } from './tabs';

const SCHEME = 'smtp-lens-lines';
/** The editor opens larger files too, but it takes its time and a lot of memory. */
const MOST_OPENED = 256 * 1024 * 1024;

/** Leads from a line of a small log to its place in the log it comes from, whatever its size and packing. */
export class Originals implements vscode.Disposable {
  readonly #requests: LargeLogRequests;
  readonly #documents: SmallLogDocuments;
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(requests: LargeLogRequests, documents: SmallLogDocuments) {
    this.#requests = requests;
    this.#documents = documents;
    this.#subscriptions = vscode.Disposable.from(
      vscode.commands.registerCommand('smtpLens.showInOriginal', () => this.#showOfActive()),
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
    );
  }

  /** Shows a line of a file in the editor itself, or among its neighbours where no editor takes the file. */
  async show(place: OriginalPlace): Promise<void> {
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
    const place = editor && this.#documents.placeOf(editor.document.uri, editor.selection.active.line);
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
    const shown = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.maillog`, query: uri.toString() });
    this.#texts.set(shown.toString(), found.text);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(shown));
    const at = new vscode.Range(line - found.first, 0, line - found.first, 0);
    editor.selection = new vscode.Selection(at.start, at.end);
    editor.revealRange(at, vscode.TextEditorRevealType.InCenter);
    editor.options = { lineNumbers: vscode.TextEditorLineNumbersStyle.On };
  }
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

function number(value: number): string {
  return value.toLocaleString(vscode.env.language);
}
