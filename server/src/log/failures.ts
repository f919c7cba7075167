import type { ReasonId } from '../smtp/explain';
import type { Block } from './block';
import type { LogDocument } from './document';
import { reasonsOf } from './reasons';
import { isFailure, type Only } from './rows';

/** Which failures are asked for: all, one severity, one reason, or both. */
export interface FailureFilter {
  readonly only?: Only;
  readonly reason?: ReasonId | undefined;
}

/** A failure and its place among those that were asked for. */
export interface FailureFound {
  readonly line: number;
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

export interface FailureCounts {
  readonly permanent: number;
  readonly temporary: number;
}

export function countFailures(document: LogDocument): FailureCounts {
  let [failures, permanent] = [0, 0];
  for (const block of document.blocks) {
    failures += block.failures;
    permanent += block.permanent;
  }
  return { permanent, temporary: failures - permanent };
}

/** The first failure after `line`, or before it; past the end it goes on at the other end. No limit applies. */
export function findFailure(
  document: LogDocument,
  line: number,
  direction: 'next' | 'previous',
  filter: FailureFilter = {},
): FailureFound | undefined {
  const { before, total } = rankOf(document, direction === 'next' ? line + 1 : line, filter);
  if (total === 0) {
    return undefined;
  }
  const rank = direction === 'next' ? before % total : (before - 1 + total) % total;
  return { line: lineOfRank(document, rank, filter), index: rank + 1, total };
}

/** How many of the failures asked for stand before `line`, and how many there are. */
export function rankOf(
  document: LogDocument,
  line: number,
  filter: FailureFilter,
): { before: number; total: number } {
  let [first, before, total] = [0, 0, 0];
  for (const block of document.blocks) {
    const count = countIn(document, block, filter);
    if (first + block.breaks < line) {
      before += count;
    } else if (first < line && count > 0) {
      forEachInBlock(document, block, filter, (row) => {
        before += first + (block.line[row] as number) < line ? 1 : 0;
      });
    }
    total += count;
    first += block.breaks;
  }
  return { before, total };
}

/** The line of the failure that has `rank` others before it. */
function lineOfRank(document: LogDocument, rank: number, filter: FailureFilter): number {
  let [first, left, found] = [0, rank, 0];
  for (const block of document.blocks) {
    const count = countIn(document, block, filter);
    if (left < count) {
      forEachInBlock(document, block, filter, (row) => {
        if (left-- === 0) {
          found = first + (block.line[row] as number);
        }
      });
      return found;
    }
    left -= count;
    first += block.breaks;
  }
  return found;
}

function countIn(document: LogDocument, block: Block, { only, reason }: FailureFilter): number {
  if (block.failures === 0) {
    return 0;
  }
  if (reason !== undefined) {
    return only === undefined
      ? (reasonsOf(block, document.reader).counts.get(reason) ?? 0)
      : countRows(document, block, { only, reason });
  }
  return only === undefined
    ? block.failures
    : only === 'permanent'
      ? block.permanent
      : block.failures - block.permanent;
}

function countRows(document: LogDocument, block: Block, filter: FailureFilter): number {
  let count = 0;
  forEachInBlock(document, block, filter, () => count++);
  return count;
}

/** Calls `visit` for each failure in the order of the log, with its block and the row in it. */
export function forEachFailure(
  document: LogDocument,
  filter: FailureFilter,
  visit: (line: number, block: Block, row: number) => void,
): void {
  let first = 0;
  for (const block of document.blocks) {
    forEachInBlock(document, block, filter, (row) => visit(first + (block.line[row] as number), block, row));
    first += block.breaks;
  }
}

function forEachInBlock(
  document: LogDocument,
  block: Block,
  { only, reason }: FailureFilter,
  visit: (row: number) => void,
): void {
  if (block.failures === 0) {
    return;
  }
  const rows = reason === undefined ? undefined : reasonsOf(block, document.reader).rows;
  for (let row = 0; row < block.kind.length; row++) {
    if (isFailure(block.kind[row], only) && (rows === undefined || rows[row] === reason)) {
      visit(row);
    }
  }
}
