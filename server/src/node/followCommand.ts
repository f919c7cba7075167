import { failureFields } from './failureFields';
import { type FileName, isPlain } from './files';
import { FollowedFile } from './follow';
import { FollowedLog, forEachFailure, type LogNews } from './followedLog';
import { complain, failureText } from './listCommands';
import type { Output } from './output';
import { scan } from './scan';

/**
 * Writes each line that records a failure, first of the logs as they are, then of what is appended, through rotation
 * too. `wait` resolves when it is time to look again, or to `false` to end. Resolves to the exit status.
 */
export async function followFailures(
  files: readonly FileName[],
  output: Output,
  wait: () => Promise<boolean>,
  threads?: number,
): Promise<number> {
  const opened = await openAll(files);
  const lines = new Map<FileName, number>();
  let status = 0;
  // What is appended from here on is not read twice, and not lost.
  const ends = new Map([...opened].map(([file, { start }]) => [file, start]));
  for await (const part of scan(files, {
    wanted: 'fields',
    ends,
    ...(threads !== undefined && { threads }),
  })) {
    lines.set(part.file, (lines.get(part.file) ?? 0) + part.summary.lines);
    for (const { file, line, text } of part.failures) {
      output.line(failureText(file, line, text));
    }
    await output.flush();
    if (part.error !== undefined) {
      status = complain(part.file, part.error);
    }
  }
  const logs = await Promise.all(
    [...opened].map(async ([file, opened]) => FollowedLog.from(opened, lines.get(file) ?? 0)),
  );
  try {
    while (logs.length > 0 && (await wait())) {
      for (const [index, log] of logs.entries()) {
        await writeNews([...opened.keys()][index] as FileName, log, output);
      }
    }
  } finally {
    await Promise.all(logs.map((log) => log.close()));
  }
  return status;
}

/** The logs that can grow; what is wrong with the others is said when they are read. */
async function openAll(files: readonly FileName[]): Promise<Map<FileName, FollowedFile>> {
  const opened = new Map<FileName, FollowedFile>();
  for (const file of new Set(files)) {
    const followed =
      file !== '-' && (await isPlain(file))
        ? await FollowedFile.open(file).catch(() => undefined)
        : undefined;
    if (followed !== undefined) {
      opened.set(file, followed);
    }
  }
  return opened;
}

async function writeNews(file: FileName, log: FollowedLog, output: Output): Promise<void> {
  for await (const news of log.news()) {
    if (news.kind === 'lines') {
      forEachFailure(news, (line, number, read) =>
        output.line(failureText(file, number + 1, failureFields(line, read))),
      );
      await output.flush();
    } else {
      process.stderr.write(`smtp-lens: ${file}: ${textOf(news)}\n`);
    }
  }
}

function textOf(news: Exclude<LogNews, { readonly kind: 'lines' }>): string {
  switch (news.kind) {
    case 'vanished':
      return `${news.message}; waiting for it to come back`;
    case 'rotated':
      return 'was rotated; the new log follows';
    case 'truncated':
      return 'was emptied; what is written now follows';
  }
}
