import type { Readable } from 'node:stream';
import { HEAD } from '../formats/registry';
import { WholeLines } from './wholeLines';

/** A stream in pieces of whole lines, each lost with the next; the first holds the head of the log. */
export async function* wholePieces(stream: Readable): AsyncGenerator<Buffer> {
  const lines = new WholeLines();
  let head: Buffer | undefined = Buffer.alloc(0);
  let failure: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const count = chunk.copy(lines.space(), 0, at);
        at += count;
        const taken = lines.take(count);
        const piece: Buffer = head === undefined ? taken : Buffer.concat([head, taken]);
        if (head === undefined ? piece.length > 0 : holdsHead(piece)) {
          yield piece;
          head = undefined;
        } else if (head !== undefined) {
          head = piece;
        }
      }
    }
  } catch (error) {
    failure = error;
  }
  const rest = head === undefined ? lines.rest() : Buffer.concat([head, lines.rest()]);
  if (rest.length > 0) {
    yield rest;
  }
  if (failure !== undefined) {
    throw failure;
  }
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
