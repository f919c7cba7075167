import { pathToFileURL } from 'node:url';
import type { CancellationToken } from 'vscode-languageserver';
import { LargeLog } from './largeLog';

/** Readings of large logs by their id, the latest last. */
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

export function readingOf(id: number): LargeLog | undefined {
  return readings.get(id);
}

/** The latest reading of a file; one that only picked lines knows nothing of its failures. */
export function readingWith(file: string): LargeLog | undefined {
  return [...readings.values()].findLast(
    ({ files, bytes }) => bytes > 0 && files.some(({ path }) => path === file),
  );
}

export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) {
    controller.abort();
  }
  return controller.signal;
}

export function uriOf(file: string): string {
  return pathToFileURL(file).toString();
}
