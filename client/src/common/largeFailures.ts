import * as vscode from 'vscode';
import type { FailureParams } from '../../../server/src/lsp/protocol';
import type { LargeFiles } from './largeFiles';
import type { LargeLogReading } from './largeLogReading';
import type { LargeLogRequests } from './largeLogRequests';
import { openAt } from './originals';
import { number } from './words';

/**
 * Goes from failure to failure in the editor of a file that is handed to no extension. Where the cursor stands there
 * no extension can know: the next failure is the one after the last that was gone to.
 */
export class LargeFailures {
  readonly #requests: LargeLogRequests;
  readonly #files: LargeFiles;
  readonly #reading: LargeLogReading;
  readonly #lastLine = new Map<string, number>();
  /** The logs that are being read for whoever pressed the key first. */
  readonly #beingRead = new Set<string>();
  /** Settles when the steps asked for so far are done: each begins where the one before ended. */
  #steps: Promise<void> = Promise.resolve();

  constructor(requests: LargeLogRequests, files: LargeFiles, reading: LargeLogReading) {
    this.#requests = requests;
    this.#files = files;
    this.#reading = reading;
  }

  /** Goes to the next failure in the active tab, if it shows such a file; reads the file first where that was not done. */
  async go(direction: 'next' | 'previous', { only, sameReason }: Partial<FailureParams>): Promise<void> {
    const file = this.#files.active;
    if (file === undefined || file.isPacked) {
      return;
    }
    if (sameReason) {
      say(vscode.l10n.t('Failures of one reason are gone through in the document of its failures'));
      return;
    }
    if (this.#files.isRead(file.uri) || (await this.#read(file.uri))) {
      const step = this.#steps.then(() => this.#step(file.uri, direction, only));
      this.#steps = step.catch(() => undefined);
      await step;
    }
  }

  /** Whether it was read; a key pressed again meanwhile reads nothing twice. */
  async #read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    if (this.#beingRead.has(key)) {
      return false;
    }
    this.#beingRead.add(key);
    try {
      return (await this.#reading.read([uri], false)) !== undefined;
    } finally {
      this.#beingRead.delete(key);
    }
  }

  async #step(uri: vscode.Uri, direction: 'next' | 'previous', only: FailureParams['only']): Promise<void> {
    const key = uri.toString();
    const line = this.#lastLine.get(key) ?? (direction === 'next' ? -1 : 0);
    const params = { uri: this.#requests.uriOf(uri), line, direction, only };
    const found = await this.#requests.nextFailure(params);
    if (found?.line === undefined) {
      say(vscode.l10n.t('No such failure in this log'));
      return;
    }
    this.#lastLine.set(key, found.line);
    await openAt({ uri, line: found.line });
    const place = vscode.l10n.t('{0} of {1}', number(found.index), number(found.total));
    this.#files.show(`$(arrow-down) ${place}`);
  }
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, 4000);
}
