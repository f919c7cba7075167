import type { LogDocument } from '../log/document';
import { forEachFailure } from '../log/failures';
import { reasonsOf } from '../log/reasons';
import type { ReasonId } from '../smtp/explain';

/** Failures one after the other, with no other failure between them, that have the same reason. */
export interface Run {
  readonly reason: ReasonId;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly failures: number;
}

/** The runs of a log, in its order. */
export function runsOf(document: LogDocument): Run[] {
  const runs: { reason: ReasonId; firstLine: number; lastLine: number; failures: number }[] = [];
  forEachFailure(document, {}, (line, block, row) => {
    const reason = reasonsOf(block, document.reader).rows[row];
    const last = runs.at(-1);
    if (reason === undefined) {
      return;
    }
    if (last !== undefined && last.reason === reason) {
      last.lastLine = line;
      last.failures++;
    } else {
      runs.push({ reason, firstLine: line, lastLine: line, failures: 1 });
    }
  });
  return runs;
}
