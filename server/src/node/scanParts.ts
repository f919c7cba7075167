import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { headOf } from '../formats/registry';
import { type FileName, nameOf, openSource, type Source } from './files';
import { HEAD_BYTES, MARK, wholePieces, withoutMark } from './pieces';
import type { LogToScan, Stretch } from './scanJob';
import { textOf } from './wholeLines';

/** A stretch of a log to read, or the end of the log. */
export interface LogPart {
  readonly file: FileName;
  readonly log: LogToScan;
  readonly isFirst: boolean;
  /** Read at once on this thread: a worker would take longer to start. */
  readonly isSmall: boolean;
  readonly stretch: Stretch | undefined;
  /** Why there is nothing more of the log. */
  readonly error: string | undefined;
  /** Closes the log; to be called when all its parts have been read. */
  readonly close: (() => Promise<void>) | undefined;
}

interface PartOptions {
  readonly format: string | undefined;
  /** Whether all is read on this thread, which then must not be held up for long. */
  readonly isInline: boolean;
  readonly ends: ReadonlyMap<FileName, number> | undefined;
  /** Ends what is being waited for: a pipe may stay silent for ever. */
  readonly signal: AbortSignal;
  /** The files that are open; who ends early closes them. */
  readonly opened: Set<FileHandle>;
}

/** The parts of several logs, one log after the other. An error ends its own log alone. */
export async function* partsOf(
  files: readonly FileName[],
  options: PartOptions,
): AsyncGenerator<LogPart, void> {
  for (const file of files) {
    const log = { id: nextId++, format: options.format };
    const none: LogPart = {
      file,
      log: { ...log, head: { lines: [], name: '' } },
      isFirst: false,
      isSmall: true,
      stretch: undefined,
      error: undefined,
      close: undefined,
    };
    try {
      const source = await openSource(file);
      yield* source.kind === 'file'
        ? fileParts(none, source, options)
        : streamParts(none, addAbortSignal(options.signal, source.stream));
    } catch (error) {
      yield { ...none, error: error instanceof Error ? error.message : String(error) };
    }
  }
}

let nextId = 1;

async function* fileParts(
  none: LogPart,
  { handle, size: found }: Source & { kind: 'file' },
  { isInline, opened, ends }: PartOptions,
): AsyncGenerator<LogPart> {
  const size = Math.min(found, ends?.get(none.file) ?? found);
  opened.add(handle);
  const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  const text = withoutMark(textOf(bytes.subarray(0, bytesRead)));
  const log = { ...none.log, head: headOf(text, nameOf(none.file)) };
  const isSmall = size <= SMALL_BYTES;
  let start = 0;
  while (start < size) {
    const length = isInline || isSmall || start < SMALL_BYTES ? PART_BYTES_INLINE : PART_BYTES;
    const end = Math.min(start + length, size);
    yield { ...none, log, isFirst: start === 0, isSmall, stretch: { fd: handle.fd, start, end } };
    start = end;
  }
  const close = async () => {
    opened.delete(handle);
    await handle.close();
  };
  yield { ...none, log, close };
}

/** Reads the log in this thread, so that unpacking, in threads of its own, runs beside the scanning. */
async function* streamParts(none: LogPart, stream: Readable): AsyncGenerator<LogPart> {
  let log: LogToScan | undefined;
  let isFirst = true;
  let bytes = 0;
  try {
    for await (const piece of wholePieces(stream)) {
      const text = log === undefined ? textOf(piece) : '';
      const own = text.startsWith(MARK) ? piece.subarray(3) : piece;
      log ??= { ...none.log, head: headOf(withoutMark(text), nameOf(none.file)) };
      const isSmall = bytes < SMALL_BYTES;
      bytes += own.length;
      yield { ...none, log, isFirst, isSmall, stretch: { bytes: toHandOver(own) } };
      isFirst = false;
    }
  } finally {
    stream.destroy();
  }
}

/** Bytes in memory of their own, which may change hands; copied only where others share it. */
function toHandOver(piece: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = piece;
  return buffer instanceof ArrayBuffer && buffer.byteLength === piece.length
    ? new Uint8Array(buffer)
    : new Uint8Array(piece);
}

/** A worker takes as long to start as this takes to read. */
const SMALL_BYTES = 4 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;
/** Short, so that a signal is heard. */
const PART_BYTES_INLINE = 2 * 1024 * 1024;
