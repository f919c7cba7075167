import type { Position } from 'vscode-languageserver-textdocument';
import type { LogDocument } from './document';

/** Where line `number` of the text begins; the text has as many. */
export function lineStart(text: string, number: number): number {
  let start = 0;
  for (let line = 0; line < number; line++) {
    start = afterBreak(text, lineEnd(text, start));
  }
  return start;
}

/** Where the line that begins at `start` ends, its break not included. */
export function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  const end = feed < 0 ? text.length : feed;
  const carriage = text.slice(start, end).indexOf('\r');
  return carriage < 0 ? end : start + carriage;
}

export function afterBreak(text: string, end: number): number {
  return text.charCodeAt(end) === 0x0d && text.charCodeAt(end + 1) === 0x0a ? end + 2 : end + 1;
}

/** The line and character of an offset in a text; an offset inside a line break is the end of its line. */
export function positionIn(text: string, offset: number): Position {
  let line = 0;
  let start = 0;
  for (;;) {
    const end = lineEnd(text, start);
    const next = afterBreak(text, end);
    if (offset < next || end === text.length) {
      return { line, character: Math.min(offset, end) - start };
    }
    start = next;
    line++;
  }
}

/** What follows the last line break counts as a line where it holds something. */
export function linesWithText(document: LogDocument): number {
  const { lineCount } = document;
  return document.lineText(lineCount - 1) === '' ? lineCount - 1 : lineCount;
}
