import { stat } from 'node:fs/promises';
import { type LogReader, openLog } from '../formats/registry';
import { instantOf } from '../log/instant';
import { forEachLine } from '../log/textLines';
import type { TraceLog } from '../log/trace/gather';
import type { FileName } from './files';
import { type LogPiece, piecesOf } from './lines';

/** A log on disk that can be traced, and where it belongs in the order of time. */
export interface LogFile extends TraceLog {
  readonly file: FileName;
  /** When its first line with a time was written. */
  readonly begins: number | undefined;
}

/** Opens a log's head. Throws what the file system says. `name` is what people see. */
export async function openLogFile(file: FileName, reference: number, name = file): Promise<LogFile> {
  const kept = (await isPipe(file)) ? await everything(file) : undefined;
  const pieces = () => kept ?? piecesOf(file);
  let reader: LogReader | undefined;
  let begins: number | undefined;
  for await (const { head } of pieces()) {
    reader = openLog(head);
    begins = firstInstant(head.lines, reader, reference);
    break;
  }
  return {
    file,
    name,
    begins,
    forEach: (visit, skips) =>
      reader === undefined ? Promise.resolve() : forEachOf(pieces(), reader, visit, skips),
  };
}

async function isPipe(file: FileName): Promise<boolean> {
  return file === '-' || !(await stat(file)).isFile();
}

/** What comes through a pipe can be read once only. */
async function everything(file: FileName): Promise<LogPiece[]> {
  const pieces: LogPiece[] = [];
  for await (const piece of piecesOf(file)) {
    pieces.push(piece);
  }
  return pieces;
}

async function forEachOf(
  pieces: AsyncIterable<LogPiece> | Iterable<LogPiece>,
  { read }: LogReader,
  visit: Parameters<TraceLog['forEach']>[0],
  skips: (text: string) => boolean,
): Promise<void> {
  let before = 0;
  for await (const { texts } of pieces) {
    for (const text of texts) {
      if (skips(text)) {
        before += breaksIn(text);
        continue;
      }
      before += forEachLine(text, (line, number) => {
        const logLine = read(line);
        if (logLine !== undefined) {
          visit(line, before + number + 1, logLine);
        }
      });
    }
  }
}

/** `\n`, `\r\n` or a lone `\r`. */
function breaksIn(text: string): number {
  if (text.includes('\r')) {
    return forEachLine(text, () => undefined);
  }
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

function firstInstant(lines: readonly string[], { read }: LogReader, reference: number): number | undefined {
  for (const line of lines) {
    const ms = instantOf(line, read(line)?.time, reference)?.ms;
    if (ms !== undefined) {
      return ms;
    }
  }
  return undefined;
}

/** The oldest first; logs without times stay where they were given. */
export function inTimeOrder(logs: readonly LogFile[]): LogFile[] {
  return logs.every(({ begins }) => begins !== undefined)
    ? [...logs].sort((a, b) => (a.begins ?? 0) - (b.begins ?? 0))
    : [...logs];
}
