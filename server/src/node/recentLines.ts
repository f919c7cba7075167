import type { PickedLine } from './smallLog';

/** The last lines of each message, so that those before its failure can be told when it fails. Memory is bounded. */
export class RecentLines {
  readonly #lines = new Map<string, PickedLine[]>();
  #length = 0;

  add(queueId: string, line: PickedLine): void {
    const lines = this.#lines.get(queueId);
    if (lines === undefined) {
      this.#lines.set(queueId, [line]);
    } else {
      lines.push(line);
    }
    this.#length += line.text.length;
    for (const oldest of this.#lines.keys()) {
      if (this.#length <= MOST_UNITS) {
        break;
      }
      this.take(oldest);
    }
  }

  /** The lines of a message, which are forgotten here. */
  take(queueId: string): readonly PickedLine[] {
    const lines = this.#lines.get(queueId) ?? [];
    this.#lines.delete(queueId);
    for (const { text } of lines) {
      this.#length -= text.length;
    }
    return lines;
  }
}

const MOST_UNITS = 8 * 1024 * 1024;
