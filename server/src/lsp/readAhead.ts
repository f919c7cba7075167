import type { Block } from '../log/block';
import type { LogDocument } from '../log/document';
import { hasAttempts } from '../log/report/blockAttempts';

/**
 * Reads what the view of failures and the report count, while nothing is asked: when they are, they need not wait. Works
 * in slices so short that nobody waits for one.
 */
export class ReadAhead {
  readonly #documents: () => readonly LogDocument[];
  readonly #read: (document: LogDocument, block: Block) => void;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #lastRequest = Number.NEGATIVE_INFINITY;

  constructor(documents: () => readonly LogDocument[], read: (document: LogDocument, block: Block) => void) {
    this.#documents = documents;
    this.#read = read;
  }

  /** To be called when a log was opened or has changed. */
  start(): void {
    this.#pending ??= setTimeout(() => this.#readSome(), START_MS);
  }

  /** To be called at each request: others will follow. */
  giveWay(): void {
    this.#lastRequest = performance.now();
  }

  #readSome(): void {
    this.#pending = undefined;
    const now = performance.now();
    const quiet = now - this.#lastRequest;
    if (quiet < QUIET_MS) {
      this.#pending = setTimeout(() => this.#readSome(), QUIET_MS - quiet);
      return;
    }
    const end = now + SLICE_MS;
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
const QUIET_MS = 50;
const SLICE_MS = 2;
const PAUSE_MS = 1;
