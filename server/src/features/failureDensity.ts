import type { LogDocument } from '../log/document';
import { forEachFailure } from '../log/failures';
import { ROW } from '../log/rows';

/** The editor's ruler has about as many pixels. */
const MOST_RANGES = 1000;

/**
 * Where the failures stand, for a ruler: a stretch of the log with a permanent failure counts as permanent, and as dense
 * where it has at least a third as many failures as the stretch with the most.
 */
export function failureDensity(document: LogDocument) {
  const stretch = Math.max(1, Math.ceil(document.lineCount / MOST_RANGES));
  const ranges: { start: number; end: number; permanent: boolean; failures: number }[] = [];
  let most = 0;
  forEachFailure(document, {}, (line, block, row) => {
    const permanent = block.kind[row] === ROW.permanent;
    let last = ranges.at(-1);
    if (last !== undefined && Math.floor(last.start / stretch) === Math.floor(line / stretch)) {
      last.end = line;
      last.permanent ||= permanent;
      last.failures++;
    } else {
      last = { start: line, end: line, permanent, failures: 1 };
      ranges.push(last);
    }
    most = Math.max(most, last.failures);
  });
  return { ranges: ranges.map(({ failures, ...range }) => ({ ...range, isDense: 3 * failures >= most })) };
}
