import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { LONGEST_READ } from '../log/block';

/** A file's path, or `-` for standard input. */
export type FileName = string;

/**
 * The text of a log in pieces of whole lines. UTF-8 unless a byte order mark says UTF-16; `.gz` is read through.
 * A line longer than any reader looks at is shortened, so that memory stays bounded.
 * Throws the file system's or zlib's error after the pieces that could be read.
 */
export async function* readText(file: FileName): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let carry = '';
  for await (const bytes of openBytes(file)) {
    decoder ??= decoderFor(bytes);
    const text = decoder.decode(bytes, { stream: true });
    const end = lastBreak(text);
    if (end === 0) {
      carry = shorten(carry, text);
    } else {
      yield carry + text.slice(0, end);
      carry = text.slice(end);
    }
  }
  const rest = carry + (decoder?.decode() ?? '');
  if (rest !== '') {
    yield rest;
  }
}

async function* openBytes(file: FileName): AsyncGenerator<Buffer> {
  const raw: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  if (!file.endsWith('.gz')) {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  // zlib's default chunk of 16 KiB reads at a third of the speed.
  const unzipped = createGunzip({ chunkSize: CHUNK_BYTES });
  raw.on('error', (error) => unzipped.destroy(error));
  yield* raw.pipe(unzipped) as AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 1024 * 1024;

function decoderFor(bytes: Uint8Array): TextDecoder {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return new TextDecoder('utf-16le');
  }
  return new TextDecoder(first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8');
}

/** The place after the last line break of a piece, 0 without one. A final `\r` may be half of a `\r\n`. */
function lastBreak(text: string): number {
  const feed = text.lastIndexOf('\n') + 1;
  return feed > 0 ? feed : text.lastIndexOf('\r', text.length - 2) + 1;
}

function shorten(carry: string, text: string): string {
  return carry.length >= LONGEST_READ ? carry : (carry + text).slice(0, LONGEST_READ);
}
