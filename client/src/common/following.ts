import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FollowAnswer,
  FollowCommand,
  type FollowParams,
  LANGUAGE_ID,
  SETTINGS,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import type { FollowedReadings } from './followedReadings';
import type { NewFailureItem } from './newFailureItem';
import { StaleDocuments } from './staleDocuments';

/** Looks at the files of open logs again and again, also where no file system tells of changes. */
export class Following implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #item: NewFailureItem;
  readonly #readings: FollowedReadings;
  readonly #stale = new StaleDocuments();
  readonly #known = new Set<string>();
  /** Saved by the person: what is in them now is nothing new. */
  readonly #saved = new Set<string>();
  readonly #subscriptions: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(client: BaseLanguageClient, item: NewFailureItem, readings: FollowedReadings) {
    this.#client = client;
    this.#item = item;
    this.#readings = readings;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#saved.add(uri.toString())),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    );
  }

  /** Begins to look; does nothing where the server has no disk. */
  start(): void {
    const { executeCommandProvider } = this.#client.initializeResult?.capabilities ?? {};
    if (executeCommandProvider?.commands.includes(FollowCommand.follow)) {
      void this.#look();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  async #look(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) {
      if (document.languageId === LANGUAGE_ID && document.uri.scheme === 'file') {
        await this.#lookAt(document).catch(() => undefined);
      }
    }
    await this.#readings.look();
    if (!this.#isDisposed) {
      this.#timer = setTimeout(() => this.#look(), LOOK_EVERY_MS);
    }
  }

  async #lookAt(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const restart = this.#saved.delete(key);
    if (restart) {
      this.#item.forget(key);
    }
    this.#known.add(key);
    const format = vscode.workspace.getConfiguration(SETTINGS).get('format', 'auto');
    const uri = this.#client.code2ProtocolConverter.asUri(document.uri);
    const params: FollowParams = { uri, restart, ...(format !== 'auto' && { format }) };
    const answer = await ask<FollowAnswer | null>(this.#client, FollowCommand.follow, params);
    if (answer === null || document.isClosed) {
      return;
    }
    this.#item.add(key, answer, [{ ...answer, uri: document.uri }]);
    await this.#stale.reload(document, answer.lines);
  }

  #forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    this.#item.forget(key);
    if (this.#known.delete(key)) {
      const params = { uri: this.#client.code2ProtocolConverter.asUri(uri) };
      void ask(this.#client, FollowCommand.unfollow, params).catch(() => undefined);
    }
  }
}

const LOOK_EVERY_MS = 1000;
