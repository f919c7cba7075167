import type { Readable } from 'node:stream';
import { HEAD } from '../formats/registry';
import { PIECE_BYTES, runsOf, WholeLines } from './wholeLines';

/** Of those that are handed on where they stand; the first may have the head before it. A longer one has a long line in it. */
export const LONGEST_PIECE = 2 * PIECE_BYTES;

/** A stream in pieces of whole lines, each lost with the next; the first holds the head of the log. */
export async function* wholePieces(stream: Readable): AsyncGenerator<Buffer> {
  const lines = new WholeLines();
  let head: Buffer | undefined = Buffer.alloc(0);
  let failure: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (const taken of wholeLinesOf(chunk, lines)) {
        const piece: Buffer = head === undefined ? taken : Buffer.concat([head, taken]);
        if (head === undefined || holdsHead(piece)) {
          yield piece;
          head = undefined;
        } else {
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

/** The whole lines that a chunk ends, where they stand but for the first; what is left of it is gathered. */
function* wholeLinesOf(chunk: Buffer, lines: WholeLines): Generator<Buffer> {
  const first = chunk.indexOf(FEED) + 1;
  yield* gathered(chunk.subarray(0, first > 0 ? first : chunk.length), lines);
  if (first > 0) {
    const last = chunk.lastIndexOf(FEED) + 1;
    for (const run of runsOf(chunk.subarray(first, last), PIECE_BYTES)) {
      // To gather it shortens the line that makes it so long.
      yield* run.length <= LONGEST_PIECE ? [run] : gathered(run, lines);
    }
    yield* gathered(chunk.subarray(last), lines);
  }
}

function* gathered(bytes: Buffer, lines: WholeLines): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const count = bytes.copy(lines.space(), 0, at);
    at += count;
    const taken = lines.take(count);
    if (taken.length > 0) {
      yield taken;
    }
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
