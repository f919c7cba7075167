import type { Readable } from 'node:stream';
import { headOf } from '../formats/registry';
import { nameOf } from './files';
import { MARK, wholePieces, withoutMark } from './pieces';
import type { LogToScan } from './scanJob';
import type { LogPart } from './scanParts';
import { PIECE_BYTES, textOf } from './wholeLines';

/**
 * Reads the log in this thread, so that unpacking, in a thread of its own, runs beside the scanning. What was read goes
 * to the scanning threads in memory that they share with this one, and that is used again. The first `smallBytes` are
 * parts of their own as they come.
 */
export async function* streamParts(
  none: LogPart,
  stream: Readable,
  smallBytes: number,
): AsyncGenerator<LogPart> {
  let log: LogToScan | undefined;
  let bytes = 0;
  const idle: SharedArrayBuffer[] = [];
  const pieces = wholePieces(stream);
  try {
    for (let next = settled(pieces); ; ) {
      const memory = idle.pop() ?? new SharedArrayBuffer(PART_BYTES);
      const part = Buffer.from(memory);
      const isFirst = log === undefined;
      let length = 0;
      let { piece, error } = await next;
      while (piece !== undefined) {
        log ??= { ...none.log, head: headOf(withoutMark(textOf(piece)), nameOf(none.file)) };
        length += (isFirst && length === 0 ? withoutMarkBytes(piece) : piece).copy(part, length);
        next = settled(pieces);
        const isFull = length + PIECE_BYTES > PART_BYTES || bytes < smallBytes;
        if (isFull || !(await isSoon(next))) {
          break;
        }
        ({ piece, error } = await next);
      }
      if (log !== undefined && length > 0) {
        const isSmall = bytes < smallBytes;
        const stretch = { bytes: new Uint8Array(memory, 0, length) };
        bytes += length;
        yield { ...none, log, isFirst, isSmall, stretch, done: () => void idle.push(memory) };
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

const PART_BYTES = 4 * 1024 * 1024;

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
