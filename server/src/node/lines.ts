import type { FileHead, LogLine } from '../formats/format';
import { headOf, type LogReader, openLog } from '../formats/registry';
import { forEachLine } from '../log/textLines';
import { type FileName, nameOf, openSource, streamOf } from './files';
import { wholePieces, withoutMark } from './pieces';
import { forEachText, textOf } from './wholeLines';

/** About a mebibyte of a log, as texts of whole lines without the mark that may begin the file. */
export interface LogPiece {
  readonly head: FileHead;
  readonly texts: readonly string[];
}

/** Reads a log of any size and packing from its beginning. Whoever ends early closes it too. */
export async function* piecesOf(file: FileName): AsyncGenerator<LogPiece> {
  let head: FileHead | undefined;
  for await (const bytes of wholePieces(streamOf(await openSource(file)))) {
    const texts: string[] = [];
    forEachText(bytes, (text) => texts.push(text));
    if (head === undefined) {
      texts[0] = withoutMark(texts[0] ?? '');
      head = headOf(withoutMark(textOf(bytes)), nameOf(file));
    }
    yield { head, texts };
  }
}

/** The head of a log; that of an empty one has no lines. */
export async function headOfLog(file: FileName): Promise<FileHead> {
  for await (const { head } of piecesOf(file)) {
    return head;
  }
  return headOf('', nameOf(file));
}

/** Calls `visit` for each line of a log that says something; lines count from 1. `written` follows each piece. */
export async function forEachLogLine(
  file: FileName,
  visit: (line: string, number: number, read: LogLine) => void,
  written: () => Promise<void>,
): Promise<void> {
  let reader: LogReader | undefined;
  let before = 0;
  for await (const { head, texts } of piecesOf(file)) {
    reader ??= openLog(head);
    const { read } = reader;
    for (const text of texts) {
      before += forEachLine(text, (line, number) => {
        const logLine = read(line);
        if (logLine !== undefined) {
          visit(line, before + number + 1, logLine);
        }
      });
    }
    await written();
  }
}
