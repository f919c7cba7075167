import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { PACKED } from '../lsp/protocol';
import { isUtf16 } from './utf16';

/** A file's path, or `-` for standard input. */
export type FileName = string;

/** A log that can be read at any place at once, or from its beginning alone. */
export type Source =
  | { readonly kind: 'file'; readonly handle: FileHandle; readonly size: number }
  | { readonly kind: 'stream'; readonly stream: Readable; readonly size: number };

/** Opens a log; compressed files, pipes and UTF-16 become streams. Throws what the file system says. */
export async function openSource(file: FileName): Promise<Source> {
  if (file === '-') {
    return { kind: 'stream', stream: process.stdin, size: 0 };
  }
  const handle = await open(file);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      throw new Error(l10n.t('is a directory'));
    }
    const head = Buffer.alloc(4);
    const { bytesRead } = stat.isFile() ? await handle.read(head, 0, 4, 0) : { bytesRead: 0 };
    const unpack = unpackerOf(head.subarray(0, bytesRead), file);
    if (stat.isFile() && stat.size > 0 && unpack === undefined && !isUtf16(head)) {
      return { kind: 'file', handle, size: stat.size };
    }
    const highWaterMark = unpack === undefined ? CHUNK_BYTES : PACKED_BYTES;
    const raw = handle.createReadStream({ highWaterMark, ...(stat.isFile() && { start: 0 }) });
    const stream = unpack === undefined ? raw : pipeline(raw, unpack, () => undefined);
    return { kind: 'stream', stream, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Whether a file is text byte by byte: neither compressed nor UTF-16. */
export async function isPlain(file: FileName): Promise<boolean> {
  try {
    const handle = await open(file);
    const head = Buffer.alloc(4);
    const { bytesRead } = await handle.read(head, 0, 4, 0).finally(() => handle.close());
    return unpackerOf(head.subarray(0, bytesRead), file) === undefined && !isUtf16(head);
  } catch {
    return false;
  }
}

const CHUNK_BYTES = 1024 * 1024;
/** The unpacking thread is woken for each chunk of either, and what is left at the end of a packed one is copied. */
const PACKED_BYTES = 4 * 1024 * 1024;
const UNPACKED_BYTES = 2 * 1024 * 1024;

/** By the first bytes, whatever the file is called; Brotli has none of its own. */
function unpackerOf(head: Buffer, file: FileName): Transform | undefined {
  // zlib's default of 16 KiB reads at a third of the speed. As objects, chunks are handed on one by one, not put together.
  const options = { chunkSize: UNPACKED_BYTES, readableObjectMode: true, readableHighWaterMark: 2 };
  if (head[0] === 0x1f && head[1] === 0x8b) {
    return zlib.createGunzip(options);
  }
  if (head.length === 4 && head.readUInt32LE() === 0xfd2fb528) {
    return zstd(options);
  }
  if (head.length > 0 && file.endsWith('.br')) {
    return zlib.createBrotliDecompress(options);
  }
  return undefined;
}

/** Node has it from version 22.15 on. */
function zstd(options: zlib.ZlibOptions): Transform {
  const { createZstdDecompress } = zlib as {
    createZstdDecompress?: (options: zlib.ZlibOptions) => Transform;
  };
  if (createZstdDecompress === undefined) {
    throw new Error('zstd is not known to this version of Node; use 22.15 or later');
  }
  return createZstdDecompress(options);
}

/** For callers that want a stream whatever the source. */
export function streamOf(source: Source): Readable {
  return source.kind === 'stream'
    ? source.stream
    : source.handle.createReadStream({ highWaterMark: CHUNK_BYTES, start: 0 });
}

/** `mail.log` of `/var/log/mail.log.gz`: some servers tell the direction in the file's name alone. */
export function nameOf(file: FileName): string {
  return file === '-' ? '' : path.basename(file).replace(PACKED, '');
}

/** A log's stamps leave the year out: none is later than the last change of its file. */
export async function changeOf(file: FileName): Promise<number> {
  return file === '-' ? Date.now() : (await stat(file)).mtimeMs;
}
