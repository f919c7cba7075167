/** The end of what is being done for each log. */
const turns = new Map<string | number, Promise<unknown>>();

/** Looks at a log once at a time, however often it is asked for. */
export function inTurn<T>(log: string | number, run: () => Promise<T>): Promise<T> {
  const turn = (turns.get(log) ?? Promise.resolve()).then(run);
  const done = turn.catch(() => undefined);
  turns.set(log, done);
  void done.then(() => turns.get(log) === done && turns.delete(log));
  return turn;
}
