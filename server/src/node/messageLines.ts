import type { LogLine } from '../formats/format';
import type { LogReader } from '../formats/registry';
import { hashOf } from '../log/rows';
import { severityOf } from '../log/severity';
import { forEachLine } from '../log/textLines';

/**
 * Queue ids as bits of their hashes, in memory that all threads share: it says that an id may be among them, or that it
 * is not. A million ids leave one other id in nine to be looked at again.
 */
export function emptyIdBits(): SharedArrayBuffer {
  return new SharedArrayBuffer(BITS / 8);
}

export function addId(memory: SharedArrayBuffer, id: string): void {
  const bits = new Uint8Array(memory);
  const place = placeOf(hashOf(id));
  bits[place >>> 3] = (bits[place >>> 3] as number) | (1 << (place & 7));
}

function mayHold(bits: Uint8Array, hash: number): boolean {
  const place = placeOf(hash);
  return ((bits[place >>> 3] as number) & (1 << (place & 7))) !== 0;
}

/** The lower bits alone are alike for ids that end alike. */
function placeOf(hash: number): number {
  return (hash ^ (hash >>> 16) ^ (hash << 7)) & (BITS - 1);
}

const BITS = 2 ** 23;

/** Calls `visit` for each failure and for each line that may belong to the ids. Returns the number of breaks. */
export function forEachLineOfMessages(
  text: string,
  reader: LogReader,
  ids: SharedArrayBuffer,
  visit: (line: string, number: number, read: LogLine) => void,
): number {
  const bits = new Uint8Array(ids);
  return forEachLine(text, (line, number) => {
    const read = reader.read(line);
    if (read === undefined) {
      return;
    }
    const id = read.queueId;
    if ((id && mayHold(bits, hashOf(line, id.start, id.end))) || severityOf(read, line) !== undefined) {
      visit(line, number, read);
    }
  });
}
