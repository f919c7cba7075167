import { openLog } from '../formats/registry';
import { headOfLog } from './lines';
import type { PickedLine } from './smallLog';

/**
 * The lines at the head of a log that name its columns, without which lines picked from it cannot be read:
 * `#Fields: date-time,connector-id,session-id`.
 */
export async function headerLines(path: string, file: number): Promise<PickedLine[]> {
  const head = await headOfLog(path);
  const { read } = openLog(head);
  return head.lines
    .slice(0, MOST_LINES)
    .map((text, line) => ({ file, line, text }))
    .filter(({ text }) => mayNameColumns(text) && read(text) === undefined);
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
