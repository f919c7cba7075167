import { stat } from 'node:fs/promises';
import type { Selection } from '../log/report/selection';
import type { LargeLogProgress } from '../lsp/protocol';
import { headerLines } from './headerLines';
import type { LargeLog } from './largeLog';
import { type ScanOptions, scan } from './scan';
import { SmallLog } from './smallLog';

export interface ReadingOptions
  extends Pick<ScanOptions, 'signal' | 'format' | 'worker' | 'threads' | 'report'> {
  readonly wholeMessages: boolean;
  readonly onProgress: (phase: LargeLogProgress['phase'], bytes: number) => void;
}

/** Reads all failures of the log's files, then the other lines of the failed messages. Ends early by the signal. */
export async function readLargeLog(
  log: LargeLog,
  { wholeMessages, onProgress, ...options }: ReadingOptions,
): Promise<void> {
  const files = await readableFiles(log);
  for await (const part of scan(files, { ...options, wanted: 'lines' })) {
    log.add(part);
    onProgress('failures', log.bytes);
  }
  const messages = wholeMessages ? log.messageIds() : undefined;
  if (messages !== undefined && !options.signal?.aborted) {
    await gatherMessages(log, files, messages, { ...options, onProgress });
  }
}

/** Reads the lines that a number of the log's report counts. */
export async function readSelection(
  log: LargeLog,
  selection: Selection,
  {
    reference,
    ...options
  }: Omit<ReadingOptions, 'wholeMessages' | 'report' | 'onProgress'> & {
    readonly reference: number;
  },
): Promise<void> {
  const files = await readableFiles(log);
  for await (const part of scan(files, { ...options, wanted: { selection, reference } })) {
    log.pick(part.file, part.failures, log.smallLog);
  }
}

async function gatherMessages(
  log: LargeLog,
  files: readonly string[],
  messages: SharedArrayBuffer,
  { onProgress, report: _, ...options }: Omit<ReadingOptions, 'wholeMessages'>,
): Promise<void> {
  const smallLog = new SmallLog();
  let bytes = 0;
  for await (const part of scan(files, { ...options, wanted: { messages } })) {
    log.pick(part.file, log.linesOfMessages(part), smallLog);
    bytes += part.bytes;
    onProgress('messages', bytes);
  }
  const isComplete = !options.signal?.aborted && smallLog.error === undefined && smallLog.leftOut === 0;
  if (isComplete) {
    log.useWholeMessages(smallLog);
  } else {
    smallLog.close();
  }
}

/** The files that can be read twice. Of the others the log gets to know why not; opening a pipe may take for ever. */
async function readableFiles(log: LargeLog): Promise<string[]> {
  const files: string[] = [];
  for (const [index, { path }] of log.files.entries()) {
    const problem = await stat(path).then(
      (found) =>
        found.isFile()
          ? undefined
          : found.isDirectory()
            ? 'is a folder'
            : 'is not a file but a device or a pipe',
      (error: Error) => error.message,
    );
    if (problem === undefined) {
      files.push(path);
      // What cannot be opened says so when it is read.
      log.headers[index] = await headerLines(path, index).catch(() => []);
    } else {
      log.errors.push({ file: path, message: problem });
    }
  }
  return files;
}
