import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ProgressType } from 'vscode-languageserver';
import { summaryText } from '../features/summaryText';
import { headOf, openLog } from '../formats/registry';
import { grouped } from '../log/grouped';
import type { CommandContext, CommandTable } from '../lsp/commands';
import {
  type DocumentParams,
  type FailureInFileParams,
  type FileOnDisk,
  type FollowedReadingAnswer,
  LargeLogCommand,
  type LargeLogProgress,
  type LargeLogResult,
  type LinesAroundParams,
  PACKED,
  type ReadingParams,
  type ReadLargeLogParams,
  type SmallLogParams,
} from '../lsp/protocol';
import { inTurn } from './inTurn';
import type { LargeLog } from './largeLog';
import { headOfLog } from './lines';
import { linesAround } from './linesAround';
import { newReading, readingOf, readingWith } from './readings';
import { readLargeLog } from './readLargeLog';
import { REPORT_OF_READING } from './reportOfReading';
import { signalOf, uriOf } from './requests';
import { oldestFirst } from './rotation';

/** The commands about files of any size, which need a disk and threads. */
export const LARGE_LOG_COMMANDS: CommandTable = {
  [LargeLogCommand.read]: (argument, context) => read(argument as ReadLargeLogParams, context),
  [LargeLogCommand.smallLog]: (argument) => {
    const { id, part, from } = argument as SmallLogParams;
    return readingOf(id)?.smallLog.page(part, from) ?? null;
  },
  [LargeLogCommand.nextFailure]: (argument) => {
    const params = argument as FailureInFileParams;
    const file = fileURLToPath(params.uri);
    return readingWith(file)?.nextFailure(params, file) ?? null;
  },
  [LargeLogCommand.linesAround]: (argument, { token }) => {
    const { uri, line } = argument as LinesAroundParams;
    return linesAround(fileURLToPath(uri), line, signalOf(token));
  },
  ...REPORT_OF_READING,
  [LargeLogCommand.follow]: (argument) => {
    const log = readingOf((argument as ReadingParams).id);
    return log === undefined ? null : inTurn(log.id, () => follow(log));
  },
  [LargeLogCommand.inspect]: (argument) => inspect(fileURLToPath((argument as DocumentParams).uri)),
};

async function inspect(file: string): Promise<FileOnDisk | null> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    return null;
  }
  const head = await headOfLog(file).catch(() => headOf(''));
  return {
    size: found.size,
    isPacked: PACKED.test(file),
    formats: openLog(head).formats.map(({ title }) => title),
  };
}

async function read(params: ReadLargeLogParams, context: CommandContext): Promise<LargeLogResult> {
  const log = newReading(oldestFirst(params.uris.map((uri) => fileURLToPath(uri))));
  const signal = signalOf(context.token);
  const report = await progressReporter(log, context);
  await readLargeLog(log, {
    signal,
    format: params.format,
    report: context.dateOf(params.uris.at(-1) ?? ''),
    wholeMessages: params.wholeMessages ?? true,
    onProgress: report,
  });
  return resultOf(log, signal.aborted);
}

async function follow(log: LargeLog): Promise<FollowedReadingAnswer> {
  const before = { ...log.summary.failures, parts: log.smallLog.parts };
  const grown = (await log.following?.look()) ?? [];
  const { permanent, temporary } = log.summary.failures;
  return {
    permanent: permanent - before.permanent,
    temporary: temporary - before.temporary,
    originals: grown.map(({ path, ...growth }) => ({ uri: uriOf(path), ...growth })),
    small: addedLines(before.parts, log.smallLog.parts),
    ...(grown.length > 0 && { result: resultOf(log, false) }),
  };
}

/** The lines that the small log has more than before, in the first part that has any. */
function addedLines(before: readonly number[], after: readonly number[]): FollowedReadingAnswer['small'] {
  const part = after.findIndex((lines, index) => lines > (before[index] ?? 0));
  return part < 0 ? undefined : { part, first: before[part] ?? 0, last: (after[part] ?? 0) - 1 };
}

function resultOf(log: LargeLog, isCancelled: boolean): LargeLogResult {
  const files = log.files.map(({ path }) => path);
  const { summary, bytes, errors, smallLog } = log;
  const problems = [
    ...errors,
    ...(smallLog.error === undefined ? [] : [{ file: files[0] ?? '', message: smallLog.error }]),
  ];
  return {
    id: log.id,
    uris: files.map(uriOf),
    lines: summary.lines,
    shortened: summary.shortened,
    bytes,
    ...summary.failures,
    parts: smallLog.parts,
    hasWholeMessages: log.hasWholeMessages,
    leftOut: smallLog.leftOut,
    errors: problems.map(({ file, message }) => ({ uri: uriOf(file), message })),
    isCancelled,
    summary: summaryText(files.join(', '), { summary, bytes, errors }),
  };
}

/** Tells how far it is, at once when there is something to see and a few times a second from then on. */
async function progressReporter(
  log: LargeLog,
  { connection, workDoneToken }: CommandContext,
): Promise<(phase: LargeLogProgress['phase'], bytes: number) => void> {
  const size = await knownSize(log.files.map(({ path }) => path));
  let next = 0;
  let hadFailures = false;
  return (phase, bytes) => {
    const isFirst = !hadFailures && log.failures > 0;
    if (workDoneToken === undefined || (Date.now() < next && !isFirst)) {
      return;
    }
    hadFailures ||= isFirst;
    next = Date.now() + REPORT_EVERY_MS;
    const { lines } = log.summary;
    const progress: LargeLogProgress = {
      kind: 'report',
      message: `${grouped(lines)} lines, ${grouped(log.failures)} failures`,
      ...(size !== undefined && { percentage: Math.min(100, Math.floor((bytes / size) * 100)) }),
      id: log.id,
      uris: log.files.map(({ path }) => uriOf(path)),
      phase,
      lines,
      bytes,
      failures: log.failures,
      parts: log.smallLog.parts,
    };
    connection
      .sendProgress(new ProgressType<LargeLogProgress>(), workDoneToken, progress)
      .catch(() => undefined);
  };
}

const REPORT_EVERY_MS = 200;

/** How much there is to read; unknown where a file is packed. */
async function knownSize(files: readonly string[]): Promise<number | undefined> {
  if (files.some((file) => PACKED.test(file))) {
    return undefined;
  }
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) || undefined;
}
