import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees this thread's heap of what no longer counts, where it has grown by much since the last time. Left alone, V8
 * lets a heap of little use grow to a hundred megabytes on a machine with memory to spare.
 */
export function tidyHeap(): void {
  const used = getHeapStatistics().used_heap_size;
  if (used - kept < MOST_GROWTH || kept > LARGEST) {
    return;
  }
  collect ??= collector();
  collect();
  kept = getHeapStatistics().used_heap_size;
}

let kept = 0;
let collect: (() => void) | undefined;

const MOST_GROWTH = 12 * 1024 * 1024;
/** Of a heap with open documents in it, to look through which takes long. */
const LARGEST = 128 * 1024 * 1024;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
