import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

export function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** The chunks of a stream: UTF-16 with a byte order mark as UTF-8, anything else as it is. */
export async function* inUtf8(stream: Readable): AsyncGenerator<Buffer<ArrayBuffer>> {
  /** What came before it was decided, at two bytes. */
  let head: Buffer<ArrayBuffer> | undefined = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
    let bytes = chunk;
    if (head !== undefined) {
      bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (bytes.length < 2) {
        head = bytes;
        continue;
      }
      head = undefined;
      decoder = isUtf16(bytes) ? new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : undefined;
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  const rest = head ?? Buffer.from(decoder?.decode() ?? '');
  if (rest.length > 0) {
    yield rest;
  }
}
