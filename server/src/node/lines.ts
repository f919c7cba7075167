import path from 'node:path';
import type { LogLine } from '../formats/format';
import { headOf, type LogReader, openLog } from '../formats/registry';
import { forEachLine } from '../log/block';
import { type FileName, readText } from './files';

/** Calls `visit` for each line of a log that says something; lines count from 1. */
export async function forEachLogLine(
  file: FileName,
  visit: (line: string, number: number, read: LogLine) => void,
  written: () => Promise<void>,
): Promise<void> {
  let reader: LogReader | undefined;
  let before = 0;
  for await (const text of readText(file)) {
    reader ??= openLog(headOf(text, nameOf(file)));
    const { read } = reader;
    before += forEachLine(text, (line, number) => {
      const logLine = read(line);
      if (logLine !== undefined) {
        visit(line, before + number + 1, logLine);
      }
    });
    await written();
  }
}

/** `mail.log` of `/var/log/mail.log.gz`: some servers tell the direction in the file's name alone. */
function nameOf(file: FileName): string {
  return file === '-' ? '' : path.basename(file, '.gz');
}
