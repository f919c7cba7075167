import type { LogReader } from '../formats/registry';
import type { ReasonId } from '../smtp/explain';
import { ownRulesGeneration } from '../smtp/ownRules';
import type { Block } from './block';
import { explainLine } from './explanation';
import { isFailure } from './rows';
import { forEachLine } from './textLines';

/** The reasons of a block's failures. */
export interface Reasons {
  /** The reason of each row that is a failure, in the order of the rows. */
  readonly rows: readonly (ReasonId | undefined)[];
  readonly counts: ReadonlyMap<ReasonId, number>;
}

/** Explains the failures of a block when first asked and keeps that as long as the block: an edit makes new blocks. */
export function reasonsOf(block: Block, reader: LogReader): Reasons {
  if (generation !== ownRulesGeneration()) {
    generation = ownRulesGeneration();
    known = new WeakMap();
  }
  let reasons = known.get(block);
  if (reasons === undefined) {
    reasons = explainRows(block, reader);
    known.set(block, reasons);
  }
  return reasons;
}

let known = new WeakMap<Block, Reasons>();
let generation = 0;

function explainRows(block: Block, reader: LogReader): Reasons {
  const rows: (ReasonId | undefined)[] = new Array(block.kind.length).fill(undefined);
  const counts = new Map<ReasonId, number>();
  let row = 0;
  forEachLine(block.text, (line, number) => {
    if (block.line[row] !== number) {
      return;
    }
    const read = isFailure(block.kind[row], undefined) ? reader.read(line) : undefined;
    if (read !== undefined) {
      const { reason } = explainLine(line, read);
      rows[row] = reason;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    row++;
  });
  return { rows, counts };
}
