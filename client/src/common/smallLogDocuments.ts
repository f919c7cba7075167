import * as vscode from 'vscode';
import type { LargeLogRequests } from './largeLogRequests';
import type { OriginalPlace, PickedLines } from './originals';
import { logPath } from './words';

/** One part of a small log, as far as it was fetched. */
interface Part {
  text: string;
  readonly files: number[];
  readonly lines: number[];
}

/** What the documents of a reading share. */
export interface ReadingOfLogs {
  readonly id: number;
  readonly name: string;
  /** The logs, in the order of their time. */
  uris: readonly vscode.Uri[];
  /** Lines in each part of the small log, as far as known. */
  parts: readonly number[];
  isRunning: boolean;
  /** Of its documents, where these hold other lines than the failures. */
  readonly title?: string;
}

const SCHEME = 'smtp-lens-failures';

/** The small logs of readings as read-only documents of our language, each line knowing its place in its log. */
export class SmallLogDocuments implements vscode.TextDocumentContentProvider, PickedLines, vscode.Disposable {
  readonly #requests: LargeLogRequests;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Before the registration, which asks for it. */
  readonly onDidChange = this.#changed.event;
  readonly #parts = new Map<string, Part>();
  readonly #readings = new Map<number, ReadingOfLogs>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly #closing = vscode.workspace.onDidCloseTextDocument(({ uri }) =>
    this.#parts.delete(uri.toString()),
  );
  readonly scheme = SCHEME;

  constructor(requests: LargeLogRequests) {
    this.#requests = requests;
  }

  get readings(): readonly ReadingOfLogs[] {
    return [...this.#readings.values()];
  }

  begin(reading: ReadingOfLogs): void {
    this.#readings.set(reading.id, reading);
  }

  readingOf(uri: vscode.Uri): { readonly reading: ReadingOfLogs; readonly part: number } | undefined {
    const { id, part } = idOf(uri);
    const reading = uri.scheme === SCHEME ? this.#readings.get(id) : undefined;
    return reading && { reading, part };
  }

  uriOf({ id, name, title }: ReadingOfLogs, part: number): vscode.Uri {
    const suffix = part === 0 ? '' : ` ${part + 1}`;
    const path = logPath(`${title ?? vscode.l10n.t('Failures of {0}', name)}${suffix}`);
    return vscode.Uri.from({ scheme: SCHEME, path, query: `id=${id}&part=${part}` });
  }

  async open(reading: ReadingOfLogs, part = 0, preserveFocus = false): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uriOf(reading, part));
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus });
  }

  /** Where the line of a small log comes from. */
  placeOf(uri: vscode.Uri, line: number): OriginalPlace | undefined {
    const part = this.#parts.get(uri.toString());
    const original = this.readingOf(uri)?.reading.uris[part?.files[line] ?? -1];
    const at = part?.lines[line];
    return original && at !== undefined ? { uri: original, line: at } : undefined;
  }

  /** Fetches what is new; all of it where other lines stand in the place of the known ones. */
  async update(reading: ReadingOfLogs, isReplaced = false): Promise<void> {
    for (const part of reading.parts.keys()) {
      const uri = this.uriOf(reading, part);
      const known = this.#parts.get(uri.toString());
      if (known !== undefined && (isReplaced || known.lines.length < (reading.parts[part] ?? 0))) {
        await this.#fetch(uri, isReplaced ? emptyPart() : known);
        this.#changed.fire(uri);
      }
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = uri.toString();
    if (!this.#parts.has(key)) {
      await this.#fetch(uri, emptyPart());
    }
    return (
      this.#parts.get(key)?.text ?? vscode.l10n.t('What was read is no longer kept. Read the log again.')
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#closing.dispose();
    this.#changed.dispose();
  }

  async #fetch(uri: vscode.Uri, known: Part): Promise<void> {
    const page = await this.#requests
      .smallLogPage({ ...idOf(uri), from: known.lines.length })
      .catch(() => null);
    if (page !== null) {
      const { files, lines } = known;
      // Another fetch of the same lines may have been quicker.
      this.#parts.set(uri.toString(), {
        text: known.text + page.text,
        files: [...files, ...page.files],
        lines: [...lines, ...page.lines],
      });
    }
  }
}

function emptyPart(): Part {
  return { text: '', files: [], lines: [] };
}

function idOf(uri: vscode.Uri): { id: number; part: number } {
  const query = new URLSearchParams(uri.query);
  return { id: Number(query.get('id')), part: Number(query.get('part')) };
}
