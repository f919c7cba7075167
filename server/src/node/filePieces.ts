import { readSync } from 'node:fs';
import { WholeLines } from './wholeLines';

export interface PlaceInFile {
  readonly fd: number;
  readonly start: number;
  readonly end: number;
}

/** The lines that begin from `start` to before `end`, in pieces; each is lost with the next. A line begins after `\n`, or at 0. */
export function* filePieces({ fd, start, end }: PlaceInFile): Generator<Buffer> {
  const first = start === 0 ? afterMark(fd) : afterFeed(fd, start - 1, end);
  if (first >= end) {
    return;
  }
  const lines = idle.pop() ?? new WholeLines();
  lines.clear();
  let at = first;
  while (at < end) {
    const space = lines.space();
    const count = readAt(fd, space.subarray(0, Math.min(space.length, end - at)), at);
    at += count;
    yield lines.take(count);
  }
  yield* lastLine(lines, fd, at);
  idle.push(lines);
}

/** Used again: making a new one for each stretch costs the system more than reading a short one. */
const idle: WholeLines[] = [];

/** Reads on to the end of the line that crosses the end of the stretch. */
function* lastLine(lines: WholeLines, fd: number, end: number): Generator<Buffer> {
  let at = end;
  while (lines.rest().length > 0) {
    const space = lines.space();
    const count = readSync(fd, space, 0, Math.min(space.length, LINE_BYTES), at);
    if (count === 0) {
      yield lines.rest();
      return;
    }
    const feed = space.subarray(0, count).indexOf(FEED);
    at += count;
    yield lines.take(feed < 0 ? count : feed + 1);
  }
}

/** Where the first line after the line feed at or behind `from` begins; `end` where there is none before. */
function afterFeed(fd: number, from: number, end: number): number {
  const bytes = Buffer.allocUnsafe(LINE_BYTES);
  for (let at = from; at < end; ) {
    const count = readAt(fd, bytes.subarray(0, Math.min(bytes.length, end - at)), at);
    const feed = bytes.subarray(0, count).indexOf(FEED);
    if (feed >= 0) {
      return at + feed + 1;
    }
    at += count;
  }
  return end;
}

/** A byte order mark is no part of the first line. */
function afterMark(fd: number): number {
  const bytes = Buffer.alloc(3);
  readSync(fd, bytes, 0, 3, 0);
  return bytes.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
}

function readAt(fd: number, into: Buffer, at: number): number {
  const count = readSync(fd, into, 0, into.length, at);
  if (count === 0) {
    throw new Error(`the file became shorter while it was read: it ends at byte ${at}`);
  }
  return count;
}

const LINE_BYTES = 64 * 1024;
const FEED = 0x0a;
