import type { Readable } from 'node:stream';
import { headOf } from '../formats/registry';
import { nameOf } from './files';
import { LONGEST_PIECE, MARK, wholePieces, withoutMark } from './pieces';
import type { LogToScan } from './scanJob';
import type { LogPart } from './scanParts';
import { ALIGNMENT, textOf } from './wholeLines';

/**
 * Reads the log in this thread, so that unpacking, in a thread of its own, runs beside the scanning. What was read goes
 * to the scanning threads in memory that they share with this one, and that is used again. A log of up to `smallBytes` is
 * read on this thread; so are the first bytes of one that comes slowly. A part has `partBytes` at most.
 */
export async function* streamParts(
  none: LogPart,
  stream: Readable,
  { smallBytes, partBytes, keeps }: StreamOptions,
): AsyncGenerator<LogPart> {
  let log: LogToScan | undefined;
  let bytes = 0;
  let handedBack = 0;
  const memories = new Memories(Math.min(partBytes, MOST_BYTES));
  const whole = wholePieces(stream);
  try {
    for (let next = settled(whole); ; ) {
      const memory = await memories.take();
      const part = Buffer.from(memory);
      const pieces: Uint8Array<SharedArrayBuffer>[] = [];
      const isFirst = log === undefined;
      let length = 0;
      let isFull = false;
      let isLate = false;
      let { piece, error } = await next;
      while (piece !== undefined) {
        log ??= { ...none.log, head: headOf(withoutMark(textOf(piece)), nameOf(none.file)) };
        const lines = isFirst && length === 0 ? withoutMarkBytes(piece) : piece;
        const place = Math.ceil(length / ALIGNMENT) * ALIGNMENT + (lines.byteOffset % ALIGNMENT);
        length = place + lines.copy(part, place);
        bytes += lines.length;
        pieces.push(new Uint8Array(memory, place, lines.length));
        next = settled(whole);
        isFull = length + LONGEST_PIECE + 2 * ALIGNMENT > memory.byteLength;
        isLate = !(await isSoon(next));
        if (isFull || isLate) {
          break;
        }
        ({ piece, error } = await next);
      }
      if (log !== undefined && length > 0) {
        const isSmall = bytes <= smallBytes && !isFull;
        const done = () => memories.giveBack(memory);
        const isKept = keeps && !isLate && piece !== undefined && bytes - handedBack < partBytes;
        handedBack = isKept ? handedBack : bytes;
        yield { ...none, log, isFirst, isSmall, isKept, stretch: { pieces }, done };
      }
      if (piece === undefined && log !== undefined && handedBack < bytes) {
        yield { ...none, log, isSmall: false, stretch: { pieces: [] } };
      }
      if (error !== undefined) {
        throw error;
      }
      if (piece === undefined) {
        return;
      }
    }
  } finally {
    stream.destroy();
  }
}

export interface StreamOptions {
  readonly smallBytes: number;
  readonly partBytes: number;
  readonly keeps: boolean;
}

const MOST_BYTES = 8 * 1024 * 1024;

/** Pieces of memory of one size, a few at most. */
class Memories {
  readonly #bytes: number;
  readonly #idle: SharedArrayBuffer[] = [];
  #made = 0;
  #givenBack: (() => void) | undefined;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Waits until one is given back where all are in use. */
  async take(): Promise<SharedArrayBuffer> {
    if (this.#idle.length === 0 && this.#made === MOST_MEMORIES) {
      await new Promise<void>((resolve) => {
        this.#givenBack = resolve;
      });
    }
    const idle = this.#idle.pop();
    this.#made += idle === undefined ? 1 : 0;
    return idle ?? new SharedArrayBuffer(this.#bytes);
  }

  giveBack(memory: SharedArrayBuffer): void {
    this.#idle.push(memory);
    this.#givenBack?.();
  }
}

/** One is being filled, one read, and one is waiting. */
const MOST_MEMORIES = 3;

/** The next piece; neither a piece nor an error at the end. */
async function settled(
  pieces: AsyncIterator<Buffer>,
): Promise<{ piece: Buffer | undefined; error: unknown }> {
  try {
    const { value, done } = await pieces.next();
    return { piece: done ? undefined : value, error: undefined };
  } catch (error) {
    return { piece: undefined, error };
  }
}

function withoutMarkBytes(piece: Buffer): Buffer {
  return piece.subarray(0, 3).toString() === MARK ? piece.subarray(3) : piece;
}

/** What a slow pipe has said is not held back. */
async function isSoon(next: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const soon = await Promise.race([next.then(() => true), late]);
  clearTimeout(timer);
  return soon;
}

const PATIENCE_MS = 50;
