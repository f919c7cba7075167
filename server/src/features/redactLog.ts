import type { LogDocument } from '../log/document';
import { linesOfMessage, queueIdAt } from '../log/message';
import { Redactor, type Replaced } from '../log/redact';

export interface RedactWhat {
  readonly lines?: readonly (readonly [first: number, last: number])[];
  readonly messageAt?: number;
}

export interface RedactedLog {
  readonly text: string;
  readonly lines: number;
  readonly replaced: readonly Replaced[];
}

/** The lines asked for, as they may be shared; the whole log with its own line breaks where none are named. */
export function redactLog(document: LogDocument, { lines, messageAt }: RedactWhat): RedactedLog {
  const redactor = new Redactor();
  for (let line = 0; line < MOST_HEAD_LINES; line++) {
    redactor.readColumns(document.lineText(line));
  }
  const numbers = messageAt === undefined ? lines && linesIn(lines) : messageLines(document, messageAt);
  const texts: string[] = [];
  for (const number of numbers ?? linesIn([[0, document.lineCount - 1]])) {
    const line = document.lineText(number);
    texts.push(redactor.line(line, document.readLine(number)));
    texts.push(numbers === undefined ? document.getEOLCharacters(number) : '\n');
  }
  return { text: texts.join(''), lines: texts.length / 2, replaced: redactor.replaced };
}

/** A log with columns names them in its first lines. */
const MOST_HEAD_LINES = 10;

function* linesIn(ranges: readonly (readonly [first: number, last: number])[]): Generator<number> {
  let next = 0;
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    for (let line = Math.max(first, next); line <= last; line++) {
      yield line;
    }
    next = Math.max(next, last + 1);
  }
}

function messageLines(document: LogDocument, line: number): readonly number[] {
  const id = queueIdAt(document, line);
  return id === undefined ? [line] : linesOfMessage(document, id);
}
