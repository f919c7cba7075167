import type { FileHead } from '../formats/format';
import { headOf, openLog } from '../formats/registry';
import { nameOf, openSource, streamOf } from './files';
import { wholePieces, withoutMark } from './pieces';
import type { PickedLine } from './smallLog';
import { textOf } from './wholeLines';

/**
 * The lines at the head of a log that name its columns, without which lines picked from it cannot be read:
 * `#Fields: date-time,connector-id,session-id`.
 */
export async function headerLines(path: string, file: number): Promise<PickedLine[]> {
  const head = await readHead(path);
  const { read } = openLog(head);
  return head.lines
    .slice(0, MOST_LINES)
    .map((text, line) => ({ file, line, text }))
    .filter(({ text }) => mayNameColumns(text) && read(text) === undefined);
}

/** The head of a log, whatever its size and packing. */
export async function readHead(path: string): Promise<FileHead> {
  const source = await openSource(path);
  const stream = streamOf(source);
  try {
    for await (const piece of wholePieces(stream)) {
      return headOf(withoutMark(textOf(piece)), nameOf(path));
    }
    return headOf('', nameOf(path));
  } finally {
    stream.destroy();
    if (source.kind === 'file') {
      await source.handle.close().catch(() => undefined);
    }
  }
}

const MOST_LINES = 10;

function mayNameColumns(line: string): boolean {
  return (
    line.length < LONGEST &&
    (line.startsWith('#') ||
      (/^["A-Za-z]/.test(line) && line.split(/[,;\t]/, LEAST_COLUMNS).length === LEAST_COLUMNS))
  );
}

const LONGEST = 8000;
const LEAST_COLUMNS = 4;
