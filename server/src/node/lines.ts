import type { LogLine } from '../formats/format';
import { headOf, type LogReader, openLog } from '../formats/registry';
import { forEachLine } from '../log/block';
import { type FileName, nameOf, openSource, streamOf } from './files';
import { wholePieces, withoutMark } from './pieces';
import { forEachText, textOf } from './wholeLines';

/** Calls `visit` for each line of a log that says something; lines count from 1. */
export async function forEachLogLine(
  file: FileName,
  visit: (line: string, number: number, read: LogLine) => void,
  written: () => Promise<void>,
): Promise<void> {
  const source = await openSource(file);
  let reader: LogReader | undefined;
  let before = 0;
  for await (const piece of wholePieces(streamOf(source))) {
    const isFirst = reader === undefined;
    reader ??= openLog(headOf(withoutMark(textOf(piece)), nameOf(file)));
    const { read } = reader;
    forEachText(piece, (text) => {
      before += forEachLine(isFirst ? withoutMark(text) : text, (line, number) => {
        const logLine = read(line);
        if (logLine !== undefined) {
          visit(line, before + number + 1, logLine);
        }
      });
    });
    await written();
  }
}
