import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MOST_LISTED, traceAnswer } from '../features/traceAnswer';
import { traceLogOf } from '../features/traceDocument';
import type { LogDocument } from '../log/document';
import { instantOf } from '../log/instant';
import { REPLACEMENT, withoutControls } from '../log/withoutControls';
import type { CommandContext, CommandTable } from '../lsp/commands';
import { queryOf, TRACE_COMMANDS, wordsOf } from '../lsp/commands/trace';
import { ServerCommand } from '../lsp/protocol';
import type { TraceAnswer, TraceParams } from '../lsp/protocol/trace';
import { changeOf } from './files';
import { uriOf } from './requests';
import { siblingsOf } from './rotation';
import { traceIn } from './traceCommand';
import { inTimeOrder, type LogFile, openLogFile } from './traceLogs';

/** Traces in the log and the files that rotation made of it; a log that is open is taken as it stands there. */
export const TRACE_ON_DISK: CommandTable = {
  [ServerCommand.trace]: (argument, context) => {
    const params = argument as TraceParams;
    return params?.uri?.startsWith('file:')
      ? traceBeside(params, context)
      : TRACE_COMMANDS[ServerCommand.trace]?.(argument, context);
  },
};

async function traceBeside(
  params: TraceParams,
  { documents, dateOf, token }: CommandContext,
): Promise<TraceAnswer | null> {
  const asked = fileURLToPath(params.uri);
  const open = new Map(
    documents
      .all()
      .filter(({ uri }) => uri.startsWith('file:'))
      .map((document) => [fileURLToPath(document.uri), document]),
  );
  const files = new Set([asked, ...(await siblingsOf(asked).catch(() => []))]);
  const logs: LogFile[] = [];
  const unread: string[] = [];
  for (const file of files) {
    const document = open.get(file);
    try {
      logs.push(
        document === undefined
          ? await openLogFile(file, await changeOf(file), path.basename(file))
          : openLogOf(document, file, dateOf(document.uri)),
      );
    } catch {
      unread.push(path.basename(file));
    }
  }
  const ordered = inTimeOrder(logs).map((log) => unlessCancelled(log, () => token.isCancellationRequested));
  const at = ordered.findIndex(({ file }) => file === asked);
  if (at < 0) {
    return null;
  }
  const found = await traceIn(ordered, queryOf(params, at), MOST_LISTED);
  const uris = ordered.map(({ file }) => open.get(file)?.uri ?? uriOf(file));
  const answer = traceAnswer(found, wordsOf(params), uris);
  return token.isCancellationRequested
    ? null
    : { ...answer, text: unread.length === 0 ? answer.text : `${answer.text}\n\n${notRead(unread)}` };
}

function notRead(names: readonly string[]): string {
  return `Could not be read: ${names.map((name) => withoutControls(name, REPLACEMENT)).join(', ')}.`;
}

function openLogOf(document: LogDocument, file: string, reference: number): LogFile {
  return { ...traceLogOf(document), file, name: path.basename(file), begins: beginOf(document, reference) };
}

function beginOf(document: LogDocument, reference: number): number | undefined {
  for (let line = 0; line < Math.min(document.lineCount, HEAD_LINES); line++) {
    const ms = instantOf(document.lineText(line), document.readLine(line)?.time, reference)?.ms;
    if (ms !== undefined) {
      return ms;
    }
  }
  return undefined;
}

const HEAD_LINES = 200;

function unlessCancelled(log: LogFile, isCancelled: () => boolean): LogFile {
  return {
    ...log,
    forEach: (visit, skips) => (isCancelled() ? Promise.resolve() : log.forEach(visit, skips)),
  };
}
