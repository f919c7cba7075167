import type { Block } from '../log/block';
import type { LogDocument } from '../log/document';
import { hasAttempts } from '../log/report/blockAttempts';

/**
 * Reads what the view of failures and the report count, between requests: when they are asked for, they need not wait.
 * Works in slices so short that nobody waits for one.
 */
export class ReadAhead {
  readonly #documents: () => readonly LogDocument[];
  readonly #read: (document: LogDocument, block: Block) => void;
  #pending: ReturnType<typeof setTimeout> | undefined;

  constructor(documents: () => readonly LogDocument[], read: (document: LogDocument, block: Block) => void) {
    this.#documents = documents;
    this.#read = read;
  }

  /** To be called when a log was opened or has changed. */
  start(): void {
    this.#pending ??= setTimeout(() => this.#readSome(), START_MS);
  }

  #readSome(): void {
    this.#pending = undefined;
    const end = performance.now() + SLICE_MS;
    for (const document of this.#documents()) {
      for (const block of document.blocks.filter((each) => !hasAttempts(each))) {
        if (performance.now() > end) {
          this.#pending = setTimeout(() => this.#readSome(), PAUSE_MS);
          return;
        }
        this.#read(document, block);
      }
    }
  }
}

/** What the editor asks of a log that was opened comes first. */
const START_MS = 500;
const SLICE_MS = 2;
const PAUSE_MS = 1;
