import * as vscode from 'vscode';
import { type LargeLogResult, type ReadLargeLogParams, SETTINGS } from '../../../server/src/lsp/protocol';
import { GrowingSmallLog } from './growingSmallLog';
import type { LargeLogRequests } from './largeLogRequests';
import { readingNotice } from './readingNotice';
import { readingSource } from './readingSource';
import type { Reports } from './reportCommands';
import type { ReportPanels } from './reportPanels';
import type { ReportSource } from './reportSource';
import type { SmallLogDocuments } from './smallLogDocuments';
import { activeFile } from './tabs';
import { nameOf } from './words';

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
        const view = new GrowingSmallLog(this.#documents, name, uris, showsSmallLog);
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

  async #tell(view: GrowingSmallLog, result: LargeLogResult): Promise<void> {
    const open = vscode.l10n.t('Open the Failures');
    const summary = vscode.l10n.t('Summary');
    const report = vscode.l10n.t('Report');
    const hasFailures = result.parts.length > 0;
    const isWhole = result.errors.length === 0 && !result.isCancelled;
    const show = isWhole ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const choice = await show(
      readingNotice(view.name, result),
      ...(hasFailures ? [open] : []),
      report,
      summary,
    );
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

  #tellFailure(view: GrowingSmallLog, error: unknown): void {
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

function nameOfAll(uris: readonly vscode.Uri[]): string {
  const [first, ...others] = uris;
  const name = first === undefined ? '' : nameOf(first);
  return others.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, others.length);
}
