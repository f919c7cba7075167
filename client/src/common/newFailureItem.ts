import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type FailureAnswer, type FailureParams, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import { openAt } from './originals';
import { activeFile } from './tabs';
import { nameOf, number } from './words';

/** Where new failures of a log stand in one of the documents that show it. */
export interface NewFailurePlace {
  readonly uri: vscode.Uri;
  /** The lines of the first and the last; `undefined` where the document does not hold them. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  /** Whether the lines told before are no longer there. */
  readonly isNewFile?: boolean;
}

interface News {
  permanent: number;
  temporary: number;
  readonly places: Map<string, NewFailurePlace>;
}

const GO_TO_FIRST = 'smtpLens.goToFirstNewFailure';
/** In the conditions of menus: the active log has new failures. */
const CONTEXT_KEY = 'smtpLens.hasNewFailures';

/** The status bar item that counts what failed since the person last looked; a click goes to the first of it. */
export class NewFailureItem implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #item = vscode.window.createStatusBarItem(
    'smtpLens.newFailures',
    vscode.StatusBarAlignment.Left,
    48,
  );
  readonly #news = new Map<string, News>();
  readonly #subscriptions: vscode.Disposable;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#item.name = vscode.l10n.t('SMTP Lens: new failures');
    this.#item.command = GO_TO_FIRST;
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      vscode.commands.registerCommand(GO_TO_FIRST, () => this.#goToFirst()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#update()),
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.#update()),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#update()),
    );
  }

  /** Adds what is new in a log, and where its documents have it. */
  add(
    log: string,
    found: { readonly permanent: number; readonly temporary: number },
    places: readonly NewFailurePlace[],
  ): void {
    const news = this.#news.get(log) ?? { permanent: 0, temporary: 0, places: new Map() };
    news.permanent += found.permanent;
    news.temporary += found.temporary;
    for (const place of places) {
      const key = place.uri.toString();
      const before = place.isNewFile ? undefined : news.places.get(key);
      const { uri } = place;
      news.places.set(key, {
        uri,
        first: before?.first ?? place.first,
        last: place.last ?? before?.last,
      });
    }
    this.#news.set(log, news);
    this.#update();
  }

  /** Nothing in the log is new any more. */
  forget(log: string): void {
    this.#news.delete(log);
    this.#update();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #update(): void {
    const uri = activeFile();
    let [log, news] = this.#newsIn(uri);
    const editor = vscode.window.activeTextEditor;
    const place = news?.places.get(uri?.toString() ?? '');
    if (log !== undefined && place?.last !== undefined && editor !== undefined && sees(editor, place)) {
      this.#news.delete(log);
      news = undefined;
    }
    const count = (news?.permanent ?? 0) + (news?.temporary ?? 0);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, count > 0);
    if (uri === undefined || news === undefined || count === 0) {
      this.#item.hide();
      return;
    }
    const text =
      count === 1 ? vscode.l10n.t('1 new failure') : vscode.l10n.t('{0} new failures', number(count));
    this.#item.text = `$(bell-dot) ${text}`;
    this.#item.tooltip = vscode.l10n.t(
      '{0} has {1} permanent and {2} temporary failures that are new. Click to go to the first.',
      nameOf(uri),
      number(news.permanent),
      number(news.temporary),
    );
    this.#item.accessibilityInformation = { label: `${text}. ${this.#item.tooltip}`, role: 'button' };
    this.#item.show();
  }

  /** Among new lines in a small log others of the same message may come first. */
  async #firstFailure({ uri, first = 0 }: NewFailurePlace): Promise<number> {
    const params: FailureParams = { uri: this.#client.code2ProtocolConverter.asUri(uri), line: first - 1 };
    const found = await ask<FailureAnswer | null>(this.#client, ServerCommand.nextFailure, params).catch(
      () => null,
    );
    return found !== null && found.line > first ? found.line : first;
  }

  #newsIn(uri: vscode.Uri | undefined): [log: string, news: News] | [undefined, undefined] {
    const key = uri?.toString() ?? '';
    return [...this.#news].find(([, { places }]) => places.has(key)) ?? [undefined, undefined];
  }

  /** Resolves to how many there were. */
  async #goToFirst(): Promise<number> {
    const uri = activeFile();
    const [log, news] = this.#newsIn(uri);
    if (uri === undefined || log === undefined) {
      return 0;
    }
    const place = placeIn(news, uri);
    this.forget(log);
    await openAt({ uri: place.uri, line: await this.#firstFailure(place) });
    return news.permanent + news.temporary;
  }
}

/** In the document itself, or in another part of the small log. */
function placeIn({ places }: News, uri: vscode.Uri): NewFailurePlace {
  const own = places.get(uri.toString());
  const others = [...places.values()].filter((place) => place.uri.scheme === uri.scheme);
  return [own, ...others].find((place) => place?.first !== undefined) ?? { uri };
}

/** Whether the last of the new failures is in sight. */
function sees({ document, visibleRanges }: vscode.TextEditor, { uri, last = -1 }: NewFailurePlace): boolean {
  return (
    document.uri.toString() === uri.toString() &&
    visibleRanges.some(({ start, end }) => start.line <= last && last <= end.line)
  );
}
