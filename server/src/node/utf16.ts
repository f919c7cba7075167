import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

export function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** The chunks of a stream: UTF-16 with a byte order mark as UTF-8, anything else as it is. */
export async function* inUtf8(stream: Readable): AsyncGenerator<Buffer<ArrayBuffer>> {
  let head: Buffer<ArrayBuffer> | undefined;
  let decoder: TextDecoder | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
    let bytes = chunk;
    if (head === undefined || head.length < 2) {
      head = head === undefined ? chunk : Buffer.concat([head, chunk]);
      if (head.length < 2) {
        continue;
      }
      bytes = head;
      decoder = isUtf16(head) ? new TextDecoder(head[0] === 0xff ? 'utf-16le' : 'utf-16be') : undefined;
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  if (head?.length === 1) {
    yield head;
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') {
    yield Buffer.from(rest);
  }
}
