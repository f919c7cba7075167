import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FailureAnswer,
  type FailureGroupsAnswer,
  type FailureGroupsParams,
  type FailureLine,
  type FailureLinesAnswer,
  type FailureStepParams,
  type GroupBy,
  type GroupFilter,
  type GroupOrder,
  LANGUAGE_ID,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import { DERIVED_SCHEME, type DerivedLogs } from './derivedLog';
import { askForFilter, askForGrouping, askForOrder, describeFilter } from './failureFilter';
import { type FailureNode, FailureTree } from './failureTree';
import { nameOf, number } from './words';

const VIEW = 'smtpLens.failuresView';

/** The view of the failures of the log that was active last. It follows edits while it is seen. */
export class FailuresView implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #derived: DerivedLogs;
  readonly #tree = new FailureTree(
    (path, offset, limit) => this.#groups(path, offset, limit),
    (answer) => this.#describe(answer),
  );
  readonly #view: vscode.TreeView<FailureNode>;
  readonly #subscriptions: vscode.Disposable;
  #log: vscode.TextDocument | undefined;
  #filter: GroupFilter = {};
  #groupBy: GroupBy = 'reason';
  #order: GroupOrder = 'severity';
  #pending: ReturnType<typeof setTimeout> | undefined;
  #line = -1;

  constructor(client: BaseLanguageClient, derived: DerivedLogs) {
    this.#client = client;
    this.#derived = derived;
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.#tree, showCollapseAll: true });
    const { window, workspace } = vscode;
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      ...this.#commands(),
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.refresh()),
      window.onDidChangeActiveTextEditor(() => this.follow()),
      workspace.onDidOpenTextDocument(() => this.follow()),
      workspace.onDidCloseTextDocument((closed) => closed === this.#log && this.#show(undefined)),
      workspace.onDidChangeTextDocument(({ document }) => document === this.#log && this.#refreshSoon()),
    );
  }

  /** Shows the active log; where another document, or lines out of a log, are active, the last log stays. */
  follow(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isLog = document?.languageId === LANGUAGE_ID && document.uri.scheme !== DERIVED_SCHEME;
    if (isLog && document !== this.#log) {
      this.#show(document);
    }
  }

  refresh(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#tree.refresh();
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#subscriptions.dispose();
  }

  #show(log: vscode.TextDocument | undefined): void {
    this.#log = log;
    this.#line = -1;
    const isOpen = log !== undefined;
    void vscode.commands.executeCommand('setContext', 'smtpLens.logIsOpen', isOpen);
    this.refresh();
  }

  /** The editor gives the keys to a tree only once it has nodes: a tree that is shown for the first time has none yet. */
  async #focus(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    const [first] = await this.#tree.roots();
    if (first !== undefined) {
      await this.#view.reveal(first, { focus: true, select: false });
    }
  }

  #refreshSoon(): void {
    if (this.#view.visible) {
      clearTimeout(this.#pending);
      this.#pending = setTimeout(() => this.refresh(), REFRESH_AFTER_MS);
    }
  }

  #commands(): vscode.Disposable[] {
    const on = (name: string, run: (argument: never) => unknown) =>
      vscode.commands.registerCommand(`smtpLens.${name}`, run);
    return [
      on('showFailures', () => this.#focus()),
      on('revealFailure', (failure: FailureLine) => this.#reveal(failure)),
      on('filterFailures', async (given?: { readonly filter?: GroupFilter }) =>
        this.#use({ filter: given?.filter ?? (await askForFilter(this.#filter)) }),
      ),
      on('clearFailureFilter', () => this.#use({ filter: {} })),
      on('groupFailures', async () => this.#use({ groupBy: await askForGrouping(this.#groupBy) })),
      on('sortFailures', async () => this.#use({ order: await askForOrder(this.#order) })),
      on('refreshFailures', () => this.refresh()),
      on('nextShownFailure', () => this.#step('next')),
      on('previousShownFailure', () => this.#step('previous')),
      on('showOnlyFailures', () => this.#showOnlyFailures()),
    ];
  }

  #use(changed: {
    filter?: GroupFilter | undefined;
    groupBy?: GroupBy | undefined;
    order?: GroupOrder | undefined;
  }): void {
    this.#filter = changed.filter ?? this.#filter;
    this.#groupBy = changed.groupBy ?? this.#groupBy;
    this.#order = changed.order ?? this.#order;
    const isFiltered = describeFilter(this.#filter) !== '';
    void vscode.commands.executeCommand('setContext', 'smtpLens.failuresAreFiltered', isFiltered);
    this.refresh();
  }

  #run<T>(command: string, argument: object): Promise<T | null> {
    return ask<T | null>(this.#client, command, argument).catch(() => null);
  }

  #uriOf(log: vscode.TextDocument): string {
    return this.#client.code2ProtocolConverter.asUri(log.uri);
  }

  async #groups(path: readonly string[], offset: number, limit: number): Promise<FailureGroupsAnswer | null> {
    if (this.#log === undefined || this.#log.languageId !== LANGUAGE_ID) {
      return null;
    }
    const params: FailureGroupsParams = {
      uri: this.#uriOf(this.#log),
      filter: this.#filter,
      groupBy: this.#groupBy,
      order: this.#order,
      path,
      offset,
      limit,
    };
    return this.#run(ServerCommand.failureGroups, params);
  }

  #describe(answer: FailureGroupsAnswer | null): void {
    const filter = describeFilter(this.#filter);
    const counts =
      filter === '' || answer === null || answer.total === 0
        ? ''
        : vscode.l10n.t(
            '{0} of {1} failures shown (filter: {2})',
            number(answer.shown),
            number(answer.total),
            filter,
          );
    const unreadable = answer?.unreadable.map((text) => vscode.l10n.t('“{0}” is no time.', text)) ?? [];
    this.#view.message = [counts, ...unreadable].filter(Boolean).join(' ');
    this.#view.description = this.#log === undefined ? '' : nameOf(this.#log.uri);
  }

  /** In a preview editor that leaves the focus where it is, as the editor's search does. */
  async #reveal({ line, character }: { line: number; character: number }): Promise<void> {
    if (this.#log === undefined) {
      return;
    }
    this.#line = line;
    const at = new vscode.Position(line, character);
    try {
      await vscode.window.showTextDocument(this.#log.uri, {
        selection: new vscode.Range(at, at),
        preserveFocus: true,
        preview: true,
      });
    } catch {
      void vscode.window.showWarningMessage(vscode.l10n.t('This log is no longer there.'));
      this.#show(undefined);
    }
  }

  async #step(direction: 'next' | 'previous'): Promise<void> {
    const log = this.#log;
    if (log === undefined) {
      return;
    }
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document === log);
    const line = editor?.selection.active.line ?? this.#line;
    const params: FailureStepParams = { uri: this.#uriOf(log), filter: this.#filter, line, direction };
    const found = await this.#run<FailureAnswer>(ServerCommand.failureStep, params);
    if (found === null) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('No such failure in this log'), 4000);
      return;
    }
    await this.#reveal(found);
    const place = vscode.l10n.t('Failure {0} of {1}', number(found.index), number(found.total));
    vscode.window.setStatusBarMessage(place, 4000);
  }

  /** The failing lines that the filter lets through, as a log of their own. */
  async #showOnlyFailures(): Promise<void> {
    this.follow();
    const log = this.#log;
    if (log === undefined) {
      return;
    }
    const filter = this.#filter;
    const name = nameOf(log.uri);
    const words = describeFilter(filter);
    const title = vscode.l10n.t('Failures of {0}', words === '' ? name : `${name} (${words})`);
    await this.#derived.open(title, log.uri, () =>
      this.#run<FailureLinesAnswer>(ServerCommand.failureLines, { uri: this.#uriOf(log), filter }),
    );
  }
}

const REFRESH_AFTER_MS = 400;
