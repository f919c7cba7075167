import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, lensesOf, placeOf, show, untilProblemsAt } from './editor';

suite('getting about in a log', () => {
  let editor: vscode.TextEditor;
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    editor = await show('mail.log');
    ({ document } = editor);
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12]);
  });
  suiteTeardown(closeAll);

  /** The lines that a command visits, one after the other. */
  async function visits(command: string, from: number, times: number): Promise<number[]> {
    editor.selection = new vscode.Selection(from, 0, from, 0);
    const lines: number[] = [];
    for (let time = 0; time < times; time++) {
      await vscode.commands.executeCommand(`smtpLens.${command}`);
      lines.push(editor.selection.active.line);
    }
    return lines;
  }

  test('from failure to failure, and round the end', async () => {
    assert.deepEqual(await visits('goToNextFailure', 0, 9), [1, 2, 3, 6, 7, 10, 11, 12, 1]);
    assert.deepEqual(await visits('goToPreviousFailure', 3, 4), [2, 1, 12, 11]);
  });

  test('from permanent failure to permanent failure', async () => {
    assert.deepEqual(await visits('goToNextPermanentFailure', 3, 4), [6, 11, 12, 1]);
    assert.deepEqual(await visits('goToPreviousPermanentFailure', 11, 2), [6, 3]);
  });

  test('from a failure to the next of the same reason', async () => {
    assert.deepEqual(await visits('goToNextFailureOfSameReason', 6, 2), [12, 6]);
    assert.deepEqual(await visits('goToPreviousFailureOfSameReason', 6, 2), [12, 6]);
  });

  test('the cursor lands on the reply', async () => {
    await visits('goToNextFailure', 5, 1);
    assert.isTrue(editor.selection.active.isEqual(placeOf(document, '550 5.1.1')));
  });

  test('a lens goes to the next of its kind', async () => {
    const lenses = await lensesOf(document);
    const atLine6 = lenses.filter(({ range }) => range.start.line === 6).map(({ command }) => command);
    const next = atLine6.find((command) => command?.command === 'smtpLens.goToNextFailureOfSameReason');
    await vscode.commands.executeCommand(next?.command ?? 'no such lens', ...(next?.arguments ?? []));
    assert.equal(editor.selection.active.line, 12);
  });

  test('a queue id leads to the lines of its message', async () => {
    const position = placeOf(document, '5D6E7F8091', 2);
    const linesOf = (found: readonly { readonly range: vscode.Range }[]) =>
      found.map(({ range }) => range.start.line);
    const run = <T>(provider: string) =>
      vscode.commands.executeCommand<T>(`vscode.execute${provider}`, document.uri, position);
    assert.deepEqual(linesOf(await run<vscode.Location[]>('ReferenceProvider')), [9, 10, 11, 12]);
    assert.deepEqual(linesOf(await run<vscode.Location[]>('DefinitionProvider')), [9]);
    assert.deepEqual(linesOf(await run<vscode.DocumentHighlight[]>('DocumentHighlights')), [9, 10, 11, 12]);
  });

  test('the outline lists what failed', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const lines = symbols.flatMap(({ range, children }) => [
      range.start.line,
      ...children.map((child) => child.range.start.line),
    ]);
    assert.includeMembers(lines, [1, 2, 3, 6, 11, 12]);
  });

  test('a run of like failures folds', async () => {
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      ranges.map(({ start, end }) => [start, end]),
      [[1, 3]],
    );
  });
});
