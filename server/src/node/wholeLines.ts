import { isAscii } from 'node:buffer';
import { LONGEST_READ } from '../log/textLines';

/**
 * Gathers bytes and gives them back as whole lines, in memory of a fixed size. Lines end after `\n`; a run of bytes
 * without any is cut after a lone `\r`, and a line too long for any reader is shortened.
 */
export class WholeLines {
  readonly #bytes = Buffer.allocUnsafe(PIECE_BYTES);
  #length = 0;
  #given = 0;

  /** Forgets everything, for another log: the memory is used again. */
  clear(): void {
    this.#length = 0;
    this.#given = 0;
  }

  /** Where the next bytes go; never empty. What `take` gave last is lost. */
  space(): Buffer {
    this.#bytes.copyWithin(0, this.#given, this.#length);
    this.#length -= this.#given;
    this.#given = 0;
    return this.#bytes.subarray(this.#length);
  }

  /** The whole lines there are after `count` more bytes were put into the space; may be empty. */
  take(count: number): Buffer<ArrayBuffer> {
    // The rest before these bytes holds no line feed.
    const before = this.#length;
    this.#length += count;
    const feed = this.#bytes.subarray(before, this.#length).lastIndexOf(FEED);
    if (feed >= 0) {
      this.#given = before + feed + 1;
    } else if (this.#length === PIECE_BYTES) {
      this.#makeRoom();
    }
    return this.#bytes.subarray(0, this.#given);
  }

  /** What is left when all has been read: a line without a break, or nothing. */
  rest(): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(this.#given, this.#length);
  }

  #makeRoom(): void {
    // A final `\r` may be half of a break.
    const carriage = this.#bytes.subarray(0, this.#length - 1).lastIndexOf(CARRIAGE);
    if (carriage >= 0) {
      this.#given = carriage + 1;
    } else if (this.#bytes[this.#length - 1] === CARRIAGE) {
      this.#bytes[KEPT_BYTES] = CARRIAGE;
      this.#length = KEPT_BYTES + 1;
    } else {
      this.#length = KEPT_BYTES;
    }
  }
}

/** Half a MiB: smaller pieces cost calls, larger ones the processor's cache. */
export const PIECE_BYTES = (1024 * 1024) / 2;
/** More than a reader looks at, whatever the encoding: UTF-8 takes three bytes for a unit at most. */
const KEPT_BYTES = 4 * LONGEST_READ;
const FEED = 0x0a;
const CARRIAGE = 0x0d;

/**
 * Calls `visit` with the text of whole lines. Most logs are ASCII, and one byte a unit is read twice as fast: only
 * stretches of lines that hold other bytes are decoded as UTF-8.
 */
export function forEachText(bytes: Buffer, visit: (text: string) => void): void {
  if (bytes.length <= TEXT_BYTES) {
    visit(textOf(bytes));
    return;
  }
  for (const run of runsOf(bytes, TEXT_BYTES)) {
    visit(textOf(run));
  }
}

/** The bytes in runs of whole lines, each the shortest of at least so many bytes. */
export function* runsOf(bytes: Buffer, least: number): Generator<Buffer> {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.length - start > least ? bytes.indexOf(FEED, start + least) : -1;
    const end = feed < 0 ? bytes.length : feed + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** The text of UTF-8 bytes. */
export function textOf(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
}

const TEXT_BYTES = 32 * 1024;
