import type { TracedLine } from './gather';

export interface RootedLine {
  /** Stands for the message, or for the connection where the line tells of it alone. */
  readonly root: number;
  readonly line: TracedLine;
}

/** For each line that tells of a connection alone, or of what was refused in it, the messages that it is about. */
export function carriersOf(lines: readonly RootedLine[]): readonly (readonly number[] | undefined)[] {
  const all = allCarried(lines);
  const next = new Map<string, number>();
  const carriers: (readonly number[] | undefined)[] = [];
  for (let index = lines.length - 1; index >= 0; index--) {
    const { root, line } = lines[index] as RootedLine;
    const session = line.ids.session ?? '';
    if (!isOfSession(line)) {
      next.set(session, root);
    } else if (BEFORE_ARRIVAL.has(line.read.format)) {
      const message = next.get(session);
      carriers[index] = message === undefined ? undefined : [message];
    } else {
      carriers[index] = all.get(session);
    }
  }
  return carriers;
}

/** What these refuse in a connection was of the message that they took next; of others, of any that they took. */
const BEFORE_ARRIVAL = new Set(['exim']);

function allCarried(lines: readonly RootedLine[]): ReadonlyMap<string, readonly number[]> {
  const all = new Map<string, Set<number>>();
  for (const { root, line } of lines) {
    const { session } = line.ids;
    if (session !== undefined && !isOfSession(line)) {
      all.set(session, (all.get(session) ?? new Set()).add(root));
    }
  }
  return new Map([...all].map(([session, roots]) => [session, [...roots]]));
}

function isOfSession({ ids }: TracedLine): boolean {
  const isOfMessage = ids.own !== undefined && !ids.own.startsWith('a:');
  return !isOfMessage && ids.messageId === undefined && ids.session !== undefined;
}
