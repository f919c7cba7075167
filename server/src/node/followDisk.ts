import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { PACKED } from '../lsp/protocol';
import { oldestFirst, siblingsOf } from './rotation';

/** What tells a file from others, and from itself before. */
export interface FileState {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  /** In nanoseconds. */
  readonly mtime: bigint;
}

export interface OpenedFile {
  readonly state: () => Promise<FileState>;
  /** Reads at a place; 0 at the end. */
  readonly read: (into: Buffer, at: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The disk as a follower sees it; names that lead to no file reject. */
export interface Disk {
  readonly state: (path: string) => Promise<FileState>;
  readonly open: (path: string) => Promise<OpenedFile>;
  /** What rotation may have made of a log, the newest first. */
  readonly rotations: (path: string) => Promise<readonly string[]>;
}

export const NODE_DISK: Disk = {
  state: async (path) => stateOf(await stat(path, { bigint: true })),
  open: async (path) => {
    // Opening a pipe would wait for its writer.
    stateOf(await stat(path, { bigint: true }));
    return opened(await open(path));
  },
  rotations: async (path) => {
    const others = (await siblingsOf(path)).filter((name) => name !== path && !PACKED.test(name));
    return oldestFirst(others).reverse();
  },
};

function opened(handle: FileHandle): OpenedFile {
  return {
    state: async () => stateOf(await handle.stat({ bigint: true })),
    read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
    close: () => handle.close(),
  };
}

function stateOf(found: BigIntStats): FileState {
  if (!found.isFile()) {
    throw new Error('is not a file');
  }
  return { dev: found.dev, ino: found.ino, size: Number(found.size), mtime: found.mtimeNs };
}

/** Reads until the buffer is full or the file ends; the count. */
export async function readFully(file: OpenedFile, into: Buffer, at: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const count = await file.read(into.subarray(done), at + done);
    if (count === 0) {
      break;
    }
    done += count;
  }
  return done;
}
