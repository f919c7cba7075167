import type { Writable } from 'node:stream';

/** Gathers lines and writes them in large pieces, waiting where the reader is slower than we are. */
export class Output {
  readonly #stream: Writable;
  #lines: string[] = [];

  constructor(stream: Writable) {
    this.#stream = stream;
    // Told to whoever writes; emitted as well, it would end the process.
    stream.on('error', () => undefined);
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  json(value: unknown): void {
    this.#lines.push(JSON.stringify(value));
  }

  /** Resolves when what was gathered is written; rejects with the stream's error, `EPIPE` for one. */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) {
      return;
    }
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}
