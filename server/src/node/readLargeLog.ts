import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { Selection } from '../log/report/selection';
import type { LargeLogProgress } from '../lsp/protocol';
import { errorText } from './errorText';
import { isPlain } from './files';
import { FollowedFile } from './follow';
import { FollowedReading } from './followReading';
import { headerLines } from './headerLines';
import type { LargeLog } from './largeLog';
import { newestOf } from './rotation';
import { type ScanOptions, scan } from './scan';
import { SmallLog } from './smallLog';

export interface ReadingOptions
  extends Pick<ScanOptions, 'signal' | 'format' | 'worker' | 'threads' | 'report'> {
  readonly wholeMessages: boolean;
  readonly onProgress: (phase: LargeLogProgress['phase'], bytes: number) => void;
}

/**
 * Reads all failures of the log's files, then the other lines of the failed messages, and leaves the log following what
 * is appended from then on. Ends early by the signal.
 */
export async function readLargeLog(
  log: LargeLog,
  { wholeMessages, onProgress, ...own }: ReadingOptions,
): Promise<void> {
  const files = await readableFiles(log);
  const growing = await openGrowing(files);
  // What is appended from here on is not read twice, and not lost.
  const ends = new Map(growing.map(({ path, start }) => [path, start]));
  const options = { ...own, ends };
  for await (const part of scan(files, { ...options, wanted: 'lines' })) {
    log.add(part);
    onProgress('failures', log.bytes);
  }
  const messages = wholeMessages ? log.messageIds() : undefined;
  if (messages !== undefined && !options.signal?.aborted) {
    await gatherMessages(log, files, messages, { ...options, onProgress });
  }
  await follow(log, growing, { wholeMessages, ...own });
}

/** The logs that can grow: of each rotated set the newest. */
async function openGrowing(files: readonly string[]): Promise<FollowedFile[]> {
  const opened = await Promise.all(
    newestOf(files).map(async (path) =>
      (await isPlain(path)) ? FollowedFile.open(path).catch(() => undefined) : undefined,
    ),
  );
  return opened.filter((file) => file !== undefined);
}

async function follow(
  log: LargeLog,
  growing: readonly FollowedFile[],
  { wholeMessages, report, signal, format }: Omit<ReadingOptions, 'onProgress'>,
): Promise<void> {
  const following = new FollowedReading(log, { wholeMessages, hasReport: report !== undefined });
  for (const file of growing) {
    // Of a log that was not read to its end no line's number is known.
    if (signal?.aborted || log.errors.some((error) => error.file === file.path)) {
      await file.close();
    } else {
      await following.follow(file, format);
    }
  }
  log.following = following;
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
  { onProgress, report: _, ...options }: Omit<ReadingOptions, 'wholeMessages'> & Pick<ScanOptions, 'ends'>,
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
            ? l10n.t('is a directory')
            : l10n.t('is not a file but a device or a pipe'),
      errorText,
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
