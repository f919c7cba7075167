import type { DocumentHighlight, Location, Position, Range } from 'vscode-languageserver-types';
import type { LogDocument } from '../log/document';
import { textOf } from '../log/explanation';
import { linesOfMessage } from '../log/message';

/** The lines of the message whose queue id is under the cursor, as the places of the id. */
export function references(document: LogDocument, position: Position): Location[] {
  return queueIdRanges(document, position).map((range) => ({ uri: document.uri, range }));
}

/** The first line of the message whose queue id is under the cursor. */
export function definition(document: LogDocument, position: Position): Location | undefined {
  return references(document, position)[0];
}

export function documentHighlights(document: LogDocument, position: Position): DocumentHighlight[] {
  return queueIdRanges(document, position).map((range) => ({ range }));
}

function queueIdRanges(document: LogDocument, { line, character }: Position): Range[] {
  const id = document.readLine(line)?.queueId;
  if (id === undefined || character < id.start || character > id.end) {
    return [];
  }
  const queueId = textOf(document.lineText(line), id) ?? '';
  return linesOfMessage(document, queueId).map((number) => {
    const { start, end } = document.readLine(number)?.queueId ?? id;
    return { start: { line: number, character: start }, end: { line: number, character: end } };
  });
}
