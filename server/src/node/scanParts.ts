import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { headOf } from '../formats/registry';
import { errorText } from './errorText';
import { type FileName, nameOf, openSource, type Source } from './files';
import { HEAD_BYTES, withoutMark } from './pieces';
import type { LogToScan, Stretch } from './scanJob';
import { streamParts } from './streamParts';
import { textOf } from './wholeLines';

/** A stretch of a log to read, or the end of the log. */
export interface LogPart {
  readonly file: FileName;
  readonly log: LogToScan;
  readonly isFirst: boolean;
  /** Read at once on this thread: a worker would take longer to start. */
  readonly isSmall: boolean;
  /** What is counted is handed back with a later part, see `ScanJob`. */
  readonly isKept: boolean;
  readonly stretch: Stretch | undefined;
  /** Why there is nothing more of the log. */
  readonly error: string | undefined;
  /** To be called when the part has been read: gives back what it stands in. */
  readonly done: (() => void | Promise<void>) | undefined;
}

interface PartOptions {
  readonly format: string | undefined;
  readonly ends: ReadonlyMap<FileName, number> | undefined;
  /** The most bytes of a part. */
  readonly partBytes: number;
  /** What is found in so many bytes of a stream may be kept before it is handed back. */
  readonly keptBytes: number;
  /** So many parts are under way at once. */
  readonly room: number;
  /** Called before a log is read that is not small. */
  readonly prepare: () => void;
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
    const none = nothingOf(file, options.format);
    try {
      const source = await openSource(file);
      const isLarge = source.size > SMALL_BYTES / (source.kind === 'stream' ? LIKELY_RATIO : 1);
      if (isLarge) {
        options.prepare();
      }
      yield* source.kind === 'file'
        ? fileParts(none, source, options)
        : streamParts(none, addAbortSignal(options.signal, source.stream), {
            smallBytes: isLarge ? 0 : SMALL_BYTES,
            keptBytes: options.keptBytes,
          });
    } catch (error) {
      yield { ...none, error: errorText(error) };
    }
  }
}

/** What a part of a log says beside its stretch, before anything is known of it. */
export function nothingOf(file: FileName, format?: string): LogPart {
  return {
    file,
    log: { id: nextId++, head: { lines: [], name: '' }, format },
    isFirst: false,
    isSmall: true,
    isKept: false,
    stretch: undefined,
    error: undefined,
    done: undefined,
  };
}

let nextId = 1;

async function* fileParts(
  none: LogPart,
  { handle, size: found }: Source & { kind: 'file' },
  { partBytes, room, opened, ends }: PartOptions,
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
    // Shorter ones at the end, so that all threads end together.
    const length = start < SMALL_BYTES ? FIRST_BYTES : Math.max(LAST_BYTES, (size - start) / room);
    const end = Math.min(start + Math.min(partBytes, Math.ceil(length)), size);
    yield { ...none, log, isFirst: start === 0, isSmall, stretch: { fd: handle.fd, start, end } };
    start = end;
  }
  const done = async () => {
    opened.delete(handle);
    await handle.close();
  };
  yield { ...none, log, done };
}

/** Packed logs are a third or less of what is in them. */
const LIKELY_RATIO = 3;
/** A worker takes as long to start as this takes to read. */
const SMALL_BYTES = 4 * 1024 * 1024;
/** Short, so that the first failures show at once. */
const FIRST_BYTES = 2 * 1024 * 1024;
const LAST_BYTES = 4 * 1024 * 1024;
