import type { Readable } from 'node:stream';
import { headOf } from '../formats/registry';
import { nameOf } from './files';
import { inOwnMemory, MARK, wholePieces, withoutMark } from './pieces';
import type { LogToScan } from './scanJob';
import type { LogPart } from './scanParts';
import { textOf } from './wholeLines';

interface StreamOptions {
  /** So many bytes of a log are read on this thread at first: so are those of a short one, and of one that comes slowly. */
  readonly smallBytes: number;
  /** What is found in so many bytes may be kept before it is handed back. */
  readonly keptBytes: number;
}

/**
 * Reads the log in this thread, so that unpacking, in a thread of its own, runs beside the scanning. What was read goes to
 * the scanning threads, memory and all.
 */
export async function* streamParts(
  none: LogPart,
  stream: Readable,
  { smallBytes, keptBytes }: StreamOptions,
): AsyncGenerator<LogPart> {
  const gathering = new Gathering(stream);
  let log: LogToScan | undefined;
  let bytes = 0;
  let handedBack = 0;
  try {
    for (let isEnd = false; !isEnd; ) {
      const gathered = await gathering.next();
      const { pieces, isMore, error } = gathered;
      const [first] = pieces;
      if (first !== undefined) {
        const isFirst = log === undefined;
        log ??= { ...none.log, head: headOf(withoutMark(textOf(first)), nameOf(none.file)) };
        pieces[0] = isFirst ? withoutMarkBytes(first) : first;
        bytes += gathered.bytes;
        const isSmall = bytes <= smallBytes;
        const isKept = !isSmall && isMore && bytes - handedBack < keptBytes;
        handedBack = isKept ? handedBack : bytes;
        yield { ...none, log, isFirst, isSmall, isKept, stretch: { pieces } };
      }
      isEnd = gathered.isEnd;
      if (isEnd && log !== undefined && handedBack < bytes) {
        yield { ...none, log, isSmall: false, stretch: { pieces: [] } };
      }
      if (error !== undefined) {
        throw error;
      }
    }
  } finally {
    stream.destroy();
  }
}

interface Gathered {
  readonly pieces: Buffer<ArrayBuffer>[];
  readonly bytes: number;
  /** Whether more is there already, or came soon. */
  readonly isMore: boolean;
  readonly isEnd: boolean;
  /** Why it is the end. */
  readonly error: unknown;
}

/** Puts pieces of a stream together, as many as make a part, or as come soon. */
class Gathering {
  readonly #pieces: AsyncIterator<Buffer<ArrayBuffer>>;
  #next: ReturnType<typeof settled>;

  constructor(stream: Readable) {
    this.#pieces = wholePieces(stream);
    this.#next = settled(this.#pieces);
  }

  async next(): Promise<Gathered> {
    const pieces: Buffer<ArrayBuffer>[] = [];
    let bytes = 0;
    for (;;) {
      const { piece, error } = await this.#next;
      if (piece === undefined) {
        return { pieces, bytes, isMore: false, isEnd: true, error };
      }
      pieces.push(piece);
      bytes += piece.length;
      this.#next = settled(this.#pieces);
      const isMore = await isSoon(this.#next);
      if (bytes >= LEAST_BYTES || pieces.length === MOST_PIECES || !isMore) {
        return { pieces: few(pieces), bytes, isMore, isEnd: false, error: undefined };
      }
    }
  }
}

/** The chunks of a pipe are short: to hand over the memory of each would take longer than to put them together. */
function few(pieces: Buffer<ArrayBuffer>[]): Buffer<ArrayBuffer>[] {
  return pieces.length === MOST_PIECES ? [inOwnMemory(Buffer.concat(pieces))] : pieces;
}

const MOST_PIECES = 64;

/** With shorter parts unpacking would have to wait for the threads, since few are under way at once. */
const LEAST_BYTES = 4 * 1024 * 1024;

/** The next piece; neither a piece nor an error at the end. */
async function settled(
  pieces: AsyncIterator<Buffer<ArrayBuffer>>,
): Promise<{ piece: Buffer<ArrayBuffer> | undefined; error: unknown }> {
  try {
    const { value, done } = await pieces.next();
    return { piece: done ? undefined : value, error: undefined };
  } catch (error) {
    return { piece: undefined, error };
  }
}

function withoutMarkBytes(piece: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
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
