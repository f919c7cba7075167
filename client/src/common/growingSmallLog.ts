import * as vscode from 'vscode';
import type { LargeLogProgress, LargeLogResult } from '../../../server/src/lsp/protocol';
import type { ReadingOfLogs, SmallLogDocuments } from './smallLogDocuments';
import { number } from './words';

/** What a person sees of a reading while it runs: the numbers, and the small log as it grows. */
export class GrowingSmallLog {
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
