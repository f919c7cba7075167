import { MOST_LISTED, traceAnswer } from '../../features/traceAnswer';
import { traceLogOf } from '../../features/traceDocument';
import type { Query } from '../../log/trace/query';
import { trace } from '../../log/trace/trace';
import type { CommandTable } from '../commands';
import { ServerCommand } from '../protocol';
import type { TraceAnswer, TraceParams } from '../protocol/trace';

/** Traces in the open log; with a disk at hand, its rotated files too. */
export const TRACE_COMMANDS: CommandTable = {
  [ServerCommand.trace]: (argument, { answer, dateOf }) => {
    const params = argument as TraceParams;
    return answer<Promise<TraceAnswer> | null>(params?.uri, null, async (document) => {
      const found = await trace([traceLogOf(document)], queryOf(params, 0), {
        most: MOST_LISTED,
        reference: dateOf(document.uri),
      });
      return traceAnswer(found, wordsOf(params), [document.uri]);
    });
  },
};

/** `log` is the place of the asked log among those that are traced. */
export function queryOf({ line, query }: TraceParams, log: number): Query {
  return line === undefined
    ? { kind: 'text', text: String(query ?? '') }
    : { kind: 'line', log, line: line + 1 };
}

/** What the answer calls the query. */
export function wordsOf({ line, query }: TraceParams): string {
  return line === undefined ? String(query ?? '') : `line ${line + 1}`;
}
