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
    const { uri } = file;
    if (!this.#files.isRead(uri) && (await this.#reading.read([uri], false)) === undefined) {
      return;
    }
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
