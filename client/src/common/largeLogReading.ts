import * as vscode from 'vscode';
import {
  type LargeLogProgress,
  type LargeLogResult,
  type ReadLargeLogParams,
  SETTINGS,
} from '../../../server/src/lsp/protocol';
import type { LargeLogRequests } from './largeLogRequests';
import { readingSource } from './readingSource';
import type { Reports } from './reportCommands';
import type { ReportPanels } from './reportPanels';
import type { ReportSource } from './reportSource';
import type { ReadingOfLogs, SmallLogDocuments } from './smallLogDocuments';
import { activeFile } from './tabs';
import { nameOf, number } from './words';

export const READ_LARGE_LOG = 'smtpLens.readLargeMailLog';
const SUMMARY_SCHEME = 'smtp-lens-summary';

/** Reads logs of any size with progress, shows their small log as it grows, and says in the end what was found. */
export class LargeLogReading implements vscode.Disposable {
  readonly #requests: LargeLogRequests;
  readonly #documents: SmallLogDocuments;
  readonly #panels: ReportPanels;
  readonly #done = new vscode.EventEmitter<LargeLogResult>();
  readonly #summaries = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;
  /** Fires when logs have been read, wholly or in part. */
  readonly onDidRead = this.#done.event;

  constructor(requests: LargeLogRequests, documents: SmallLogDocuments, { panels, sources }: Reports) {
    this.#requests = requests;
    this.#documents = documents;
    this.#panels = panels;
    sources.push(({ uri }) => {
      const { reading } = documents.readingOf(uri) ?? {};
      return reading && !reading.title
        ? this.#reportOf(reading.id, reading.name, reading.uris.map(String))
        : undefined;
    });
    this.#subscriptions = vscode.Disposable.from(
      vscode.commands.registerCommand(READ_LARGE_LOG, (uri?: vscode.Uri, uris?: readonly vscode.Uri[]) =>
        this.#run(uri, uris),
      ),
      vscode.workspace.registerTextDocumentContentProvider(SUMMARY_SCHEME, {
        provideTextDocumentContent: ({ query }) => this.#summaries.get(query) ?? '',
      }),
    );
  }

  /** Resolves to what was read; `undefined` where nothing could be. */
  async read(uris: readonly vscode.Uri[], showsSmallLog = true): Promise<LargeLogResult | undefined> {
    const name = nameOfAll(uris);
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Reading {0}', name),
        cancellable: true,
      },
      async (progress, token) => {
        const view = new GrowingView(this.#documents, name, uris, showsSmallLog);
        try {
          const result = await this.#requests.read(paramsOf(this.#requests, uris), token, (soFar) => {
            progress.report(view.report(soFar));
          });
          await view.end(result);
          this.#done.fire(result);
          void this.#tell(view, result);
          return result;
        } catch (error) {
          this.#tellFailure(view, error);
          return undefined;
        }
      },
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#done.dispose();
  }

  async #run(uri: vscode.Uri | undefined, selected: readonly vscode.Uri[] | undefined): Promise<void> {
    if (!this.#requests.areKnown) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'Large logs are read from a disk. In the browser SMTP Lens has none: open the log in VS Code on a desktop, or on the machine where it lies.',
        ),
      );
      return;
    }
    const uris = await chosenFiles(uri, selected);
    const virtual = uris?.find(({ scheme }) => scheme !== 'file');
    if (virtual !== undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('{0} lies on no disk that SMTP Lens can read ({1}).', nameOf(virtual), virtual.scheme),
      );
    } else if (uris !== undefined && uris.length > 0) {
      await this.read(uris);
    }
  }

  async #tell(view: GrowingView, result: LargeLogResult): Promise<void> {
    const open = vscode.l10n.t('Open the Failures');
    const summary = vscode.l10n.t('Summary');
    const report = vscode.l10n.t('Report');
    const hasFailures = result.parts.length > 0;
    const isWhole = result.errors.length === 0 && !result.isCancelled;
    const show = isWhole ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const choice = await show(messageOf(view.name, result), ...(hasFailures ? [open] : []), report, summary);
    if (choice === open) {
      await view.open();
    } else if (choice === report) {
      this.#panels.show(this.#reportOf(result.id, view.name, result.uris));
    } else if (choice === summary) {
      await this.#showSummary(view.name, result);
    }
  }

  #reportOf(id: number, name: string, uris: readonly string[]): ReportSource {
    return readingSource(this.#requests, this.#documents, name, { id, uris, format: chosenFormat() });
  }

  async #showSummary(name: string, { id, summary }: LargeLogResult): Promise<void> {
    this.#summaries.set(String(id), summary);
    const path = `/${vscode.l10n.t('Summary of {0}', name)}.txt`;
    const uri = vscode.Uri.from({ scheme: SUMMARY_SCHEME, path, query: String(id) });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }

  #tellFailure(view: GrowingView, error: unknown): void {
    view.stop();
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        '{0} could not be read to its end: {1} What was found before stays open.',
        view.name,
        reason.endsWith('.') ? reason : `${reason}.`,
      ),
    );
  }
}

/** What a person sees of a reading while it runs: the numbers, and the small log as it grows. */
class GrowingView {
  readonly name: string;
  readonly #documents: SmallLogDocuments;
  readonly #opensItself: boolean;
  readonly #uris: readonly vscode.Uri[];
  #reading: ReadingOfLogs | undefined;
  #percentage = 0;
  #nextUpdate = 0;

  constructor(documents: SmallLogDocuments, name: string, uris: readonly vscode.Uri[], opensItself: boolean) {
    this.#documents = documents;
    this.name = name;
    this.#uris = uris;
    this.#opensItself = opensItself;
  }

  report(soFar: LargeLogProgress): { message: string; increment?: number } {
    this.#show(soFar);
    const { phase, percentage } = soFar;
    const message =
      phase === 'failures'
        ? vscode.l10n.t('{0} lines, {1} failures', number(soFar.lines), number(soFar.failures))
        : vscode.l10n.t('{0} failures; gathering the lines of their messages', number(soFar.failures));
    if (percentage === undefined) {
      return { message };
    }
    // Both phases read all the files.
    const done = (phase === 'failures' ? 0 : 50) + percentage / 2;
    const increment = Math.max(0, done - this.#percentage);
    this.#percentage = Math.max(done, this.#percentage);
    return { message, increment };
  }

  async end(result: LargeLogResult): Promise<void> {
    const reading = this.#begin(result.id, result.parts);
    reading.uris = result.uris.map((uri) => vscode.Uri.parse(uri));
    reading.isRunning = false;
    const isNew = this.#nextUpdate === 0;
    await this.#documents.update(reading, result.hasWholeMessages);
    if (isNew && this.#opensItself && result.parts.length > 0) {
      await this.open();
    }
  }

  stop(): void {
    if (this.#reading !== undefined) {
      this.#reading.isRunning = false;
    }
  }

  async open(): Promise<void> {
    if (this.#reading !== undefined) {
      await this.#documents.open(this.#reading);
    }
  }

  /** Opens the small log with the first failures, and has it grow from then on. */
  #show({ id, parts, uris }: LargeLogProgress): void {
    const reading = this.#begin(id, parts);
    reading.uris = uris.map((uri) => vscode.Uri.parse(uri));
    if (parts.length === 0 || Date.now() < this.#nextUpdate) {
      return;
    }
    const isFirst = this.#nextUpdate === 0;
    this.#nextUpdate = Date.now() + UPDATE_EVERY_MS;
    if (!isFirst) {
      void this.#documents.update(reading);
    } else if (this.#opensItself) {
      void this.open();
    }
  }

  #begin(id: number, parts: readonly number[]): ReadingOfLogs {
    if (this.#reading === undefined) {
      this.#reading = { id, name: this.name, uris: this.#uris, parts, isRunning: true };
      this.#documents.begin(this.#reading);
    }
    this.#reading.parts = parts;
    return this.#reading;
  }
}

/** Each time the whole document goes to the editor's window. */
const UPDATE_EVERY_MS = 1000;

function paramsOf(requests: LargeLogRequests, uris: readonly vscode.Uri[]): ReadLargeLogParams {
  return { uris: uris.map((uri) => requests.uriOf(uri)), format: chosenFormat() };
}

/** `undefined` where each log tells its own. */
function chosenFormat(): string | undefined {
  const format = vscode.workspace.getConfiguration(SETTINGS).get('format', 'auto');
  return format === 'auto' ? undefined : format;
}

/** The selection of the explorer, the file of the tab, or what the person picks. */
async function chosenFiles(
  uri: vscode.Uri | undefined,
  selected: readonly vscode.Uri[] | undefined,
): Promise<readonly vscode.Uri[] | undefined> {
  if (selected !== undefined && selected.length > 1) {
    return selected;
  }
  if (uri !== undefined) {
    return [uri];
  }
  const active = activeFile();
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Read Large Mail Log'),
    openLabel: vscode.l10n.t('Read'),
    canSelectMany: true,
    ...(active?.scheme === 'file' && { defaultUri: active }),
  });
}

function messageOf(name: string, result: LargeLogResult): string {
  const { lines, shortened, permanent, temporary, errors, isCancelled, leftOut } = result;
  const what = vscode.l10n.t(
    '{0}: {1} lines, {2} permanent and {3} temporary failures.',
    name,
    number(lines),
    number(permanent),
    number(temporary),
  );
  const parts = result.parts.length;
  return [
    what,
    ...(isCancelled ? [vscode.l10n.t('The reading was cancelled: this is what was read until then.')] : []),
    ...errors
      .slice(0, MOST_ERRORS)
      .map(({ uri, message }) =>
        vscode.l10n.t('Not all was read: {0}: {1}.', nameOf(vscode.Uri.parse(uri)), message),
      ),
    ...(errors.length > MOST_ERRORS
      ? [vscode.l10n.t('{0} more could not be read.', errors.length - MOST_ERRORS)]
      : []),
    ...(shortened > 0
      ? [vscode.l10n.t('{0} lines are so long that only their beginning was read.', number(shortened))]
      : []),
    ...(parts > 1
      ? [vscode.l10n.t('The failures are in {0} documents; each leads to the next.', number(parts))]
      : []),
    ...(leftOut > 0
      ? [vscode.l10n.t('{0} failures found no room there; the numbers hold them.', number(leftOut))]
      : []),
  ].join(' ');
}

const MOST_ERRORS = 2;

function nameOfAll(uris: readonly vscode.Uri[]): string {
  const [first, ...others] = uris;
  const name = first === undefined ? '' : nameOf(first);
  return others.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, others.length);
}
