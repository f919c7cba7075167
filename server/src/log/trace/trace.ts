import { gather, type TracedLine, type TraceLog } from './gather';
import type { Query } from './query';
import { type Story, storyOf } from './story';

/** The answer to a query: the stories of the first messages that match, and how many there are. */
export interface Trace {
  readonly stories: readonly Story[];
  /** How many messages match. */
  readonly total: number;
  /** Whether a limit left out lines or ids, so that stories may be incomplete. */
  readonly isCut: boolean;
  /** The names of the logs, in the order that `Step.log` counts. */
  readonly logs: readonly string[];
}

export interface TraceOptions {
  /** How many stories are told. */
  readonly most: number;
  /** When the logs were written, at the latest; in milliseconds since 1970. */
  readonly reference: number;
}

export async function trace(
  logs: readonly TraceLog[],
  query: Query,
  { most, reference }: TraceOptions,
): Promise<Trace> {
  const { messages, isCut } = await gather(logs, query);
  const names = logs.map(({ name }) => name);
  return {
    stories: messages.slice(0, most).map((lines: readonly TracedLine[]) => storyOf(lines, names, reference)),
    total: messages.length,
    isCut,
    logs: names,
  };
}
