import type { LogReader } from '../formats/registry';
import type { Block } from './block';
import { hashOf } from './rows';
import { forEachPlace } from './textLines';

/** The lines of a block that name a queue id, ascending, counted from the block's first. */
export interface QueueIds {
  readonly line: Uint16Array | Uint32Array;
  /** Ids may collide: look at the text before believing it. */
  readonly hash: Int32Array;
}

/**
 * Reads the queue ids of a block when first asked and keeps them as long as the block. Most of them stand in lines
 * without a reply or an outcome, which have no row.
 */
export function queueIdsOf(block: Block, reader: LogReader): QueueIds {
  let ids = known.get(block);
  if (ids === undefined) {
    ids = readQueueIds(block, reader);
    known.set(block, ids);
  }
  return ids;
}

const known = new WeakMap<Block, QueueIds>();

function readQueueIds({ text, breaks, line: rowLines, queueId: rowIds }: Block, reader: LogReader): QueueIds {
  const lines: number[] = [];
  const hashes: number[] = [];
  const add = (number: number, hash: number) => {
    lines.push(number);
    hashes.push(hash);
  };
  let row = 0;
  forEachPlace(text, (start, end, number) => {
    if (rowLines[row] === number) {
      const hash = rowIds[row++] as number;
      if (hash !== 0) {
        add(number, hash);
      }
    } else if (reader.glance(text, start, end) !== '') {
      const line = text.slice(start, end);
      const id = reader.read(line)?.queueId;
      if (id !== undefined) {
        add(number, hashOf(line, id.start, id.end));
      }
    }
  });
  return { line: (breaks < 0x10000 ? Uint16Array : Uint32Array).from(lines), hash: Int32Array.from(hashes) };
}
