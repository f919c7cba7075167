import type { Readable } from 'node:stream';
import { HEAD } from '../formats/registry';
import { inUtf8 } from './utf16';
import { WholeLines } from './wholeLines';

/** A stream in pieces of whole lines; the first holds the head of the log. Each has its memory for itself. */
export async function* wholePieces(stream: Readable): AsyncGenerator<Buffer<ArrayBuffer>> {
  const lines = new WholeLines();
  let head: Buffer<ArrayBuffer> | undefined = Buffer.alloc(0);
  let failure: unknown;
  try {
    for await (const chunk of inUtf8(stream)) {
      for (const piece of wholeLinesOf(inOwnMemory(chunk), lines)) {
        if (head === undefined) {
          yield piece;
        } else {
          head = Buffer.concat([head, piece]);
          if (holdsHead(head)) {
            yield inOwnMemory(head);
            head = undefined;
          }
        }
      }
    }
  } catch (error) {
    failure = error;
  }
  const rest = head === undefined ? lines.rest() : Buffer.concat([head, lines.rest()]);
  if (rest.length > 0) {
    yield inOwnMemory(rest);
  }
  if (failure !== undefined) {
    throw failure;
  }
}

/** The lines that a chunk ends: all but the first stand there still. What is left of it is gathered. */
function wholeLinesOf(chunk: Buffer<ArrayBuffer>, lines: WholeLines): Buffer<ArrayBuffer>[] {
  const first = chunk.indexOf(FEED) + 1;
  if (first === 0) {
    return gathered(chunk, lines);
  }
  const last = chunk.lastIndexOf(FEED) + 1;
  return [
    ...gathered(chunk.subarray(0, first), lines),
    ...(last > first ? [chunk.subarray(first, last)] : []),
    ...gathered(chunk.subarray(last), lines),
  ];
}

function gathered(bytes: Buffer, lines: WholeLines): Buffer<ArrayBuffer>[] {
  const pieces: Buffer<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const count = bytes.copy(lines.space(), 0, at);
    at += count;
    const taken = lines.take(count);
    if (taken.length > 0) {
      pieces.push(inOwnMemory(taken));
    }
  }
  return pieces;
}

/** A copy of what is a part of something else: a stream may go on to fill the rest of that. */
export function inOwnMemory(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  return bytes.length === bytes.buffer.byteLength ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
}

function holdsHead(bytes: Buffer): boolean {
  if (bytes.length >= HEAD_BYTES) {
    return true;
  }
  let feeds = 0;
  for (let at = bytes.indexOf(FEED); at >= 0 && feeds <= HEAD.lines; at = bytes.indexOf(FEED, at + 1)) {
    feeds++;
  }
  return feeds > HEAD.lines;
}

export function withoutMark(text: string): string {
  return text.startsWith(MARK) ? text.slice(1) : text;
}

/** The byte order mark that may begin a file. */
export const MARK = '\ufeff';
const FEED = 0x0a;
/** As many bytes as the units that decide how a log is read, in UTF-8. */
export const HEAD_BYTES = 4 * HEAD.units;
