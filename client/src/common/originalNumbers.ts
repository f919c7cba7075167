import * as vscode from 'vscode';
import type { OriginalPlace } from './originals';

interface Places {
  placeOf(uri: vscode.Uri, line: number): OriginalPlace | undefined;
}

/** Draws the line numbers of the logs before the lines picked from them, in place of the document's own. */
export function drawOriginalNumbers(places: Places): vscode.Disposable {
  const numbers = vscode.window.createTextEditorDecorationType({
    before: { color: new vscode.ThemeColor('editorLineNumber.foreground'), margin: '0 1.5em 0 0' },
  });
  const draw = (editor: vscode.TextEditor) => {
    const drawn = numbersIn(editor, places);
    if (drawn.length > 0) {
      editor.options = { lineNumbers: vscode.TextEditorLineNumbersStyle.Off };
      editor.setDecorations(numbers, drawn);
    }
  };
  const drawAll = (editors: readonly vscode.TextEditor[]) => editors.forEach(draw);
  return vscode.Disposable.from(
    numbers,
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => draw(textEditor)),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.workspace.onDidChangeTextDocument(({ document }) =>
      drawAll(vscode.window.visibleTextEditors.filter((editor) => editor.document === document)),
    ),
  );
}

/** Only where people look: a log may have a million failures. */
function numbersIn(
  { document, visibleRanges }: vscode.TextEditor,
  places: Places,
): vscode.DecorationOptions[] {
  const lines = visibleRanges.flatMap(({ start, end }) => {
    const first = Math.max(0, start.line - MARGIN);
    return Array.from({ length: end.line + MARGIN - first + 1 }, (_, index) => first + index);
  });
  const found = lines.flatMap((line) => {
    const place = places.placeOf(document.uri, line);
    return place === undefined ? [] : { line, number: String(place.line + 1) };
  });
  const width = Math.max(...found.map(({ number }) => number.length), 0);
  return found.map(({ line, number }) => ({
    range: new vscode.Range(line, 0, line, 0),
    renderOptions: { before: { contentText: number.padStart(width, FIGURE_SPACE) } },
  }));
}

/** Lines drawn above and below what is seen, so that scrolling shows no gap. */
const MARGIN = 100;
/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';
