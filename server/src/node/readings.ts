import { LargeLog } from './largeLog';

/** Readings of large logs by their id, the one asked for last at the end. */
const readings = new Map<number, LargeLog>();
/** Each may hold numbers for millions of failures. */
const MOST_READINGS = 8;
/** An id that a document of an earlier session may remember is not given again. */
let nextId = Date.now();

export function newReading(files: readonly string[]): LargeLog {
  const log = new LargeLog(nextId++, files);
  readings.set(log.id, log);
  for (const [id, old] of [...readings].slice(0, -MOST_READINGS)) {
    old.close();
    readings.delete(id);
  }
  return log;
}

/** The reading stays as long as others are not asked for more lately. */
export function readingOf(id: number): LargeLog | undefined {
  const log = readings.get(id);
  if (log !== undefined) {
    readings.delete(id);
    readings.set(id, log);
  }
  return log;
}

/** The latest reading of a file; one that only picked lines knows nothing of its failures. */
export function readingWith(file: string): LargeLog | undefined {
  return [...readings.values()]
    .filter(({ files, bytes }) => bytes > 0 && files.some(({ path }) => path === file))
    .sort((a, b) => a.id - b.id)
    .at(-1);
}
