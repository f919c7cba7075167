import type { Readable } from 'node:stream';
import { HEAD } from '../formats/registry';
import { WholeLines } from './wholeLines';

/** A stream in pieces of whole lines; the first holds the head of the log. */
export async function* wholePieces(stream: Readable): AsyncGenerator<Buffer> {
  const lines = new WholeLines();
  const pending: Buffer[] = [];
  let isHead = true;
  const ready = function* (force: boolean) {
    const bytes = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
    if (bytes.length > 0 && (force || !isHead || holdsHead(bytes))) {
      pending.length = 0;
      isHead = false;
      yield bytes;
    }
  };
  let failure: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const space = lines.space();
        const count = chunk.copy(space, 0, at);
        at += count;
        const taken = lines.take(count);
        if (taken.length > 0) {
          pending.push(Buffer.from(taken));
        }
      }
      yield* ready(false);
    }
  } catch (error) {
    failure = error;
  }
  pending.push(Buffer.from(lines.rest()));
  yield* ready(true);
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
