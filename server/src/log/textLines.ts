import type { Position } from 'vscode-languageserver-textdocument';
import type { LogDocument } from './document';

/** A line longer than this is read no further: work per line stays bounded. UTF-16 units. */
export const LONGEST_READ = 64 * 1024;

/**
 * Calls `visit` for every line of `text`, without its break and cut at `LONGEST_READ`; what follows the last break
 * is a line where it is not empty. Returns the number of breaks.
 */
export function forEachLine(text: string, visit: (line: string, number: number) => void): number {
  return forEachPlace(text, (start, end, number) => visit(text.slice(start, end), number));
}

/** The same, with the places of the lines instead of the lines. */
export function forEachPlace(
  text: string,
  visit: (start: number, end: number, number: number) => void,
): number {
  let start = 0;
  let number = 0;
  let feed = text.indexOf('\n');
  let carriage = text.indexOf('\r');
  while (feed >= 0 || carriage >= 0) {
    const atCarriage = carriage >= 0 && (feed < 0 || carriage < feed);
    const end = atCarriage ? carriage : feed;
    visit(start, end - start > LONGEST_READ ? start + LONGEST_READ : end, number++);
    start = atCarriage && feed === carriage + 1 ? feed + 1 : end + 1;
    if (feed >= 0 && feed < start) {
      feed = text.indexOf('\n', start);
    }
    if (carriage >= 0 && carriage < start) {
      carriage = text.indexOf('\r', start);
    }
  }
  if (start < text.length) {
    visit(start, Math.min(text.length, start + LONGEST_READ), number);
  }
  return number;
}

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
