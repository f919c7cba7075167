import { writeFileSync } from 'node:fs';
import { assert } from 'chai';
import * as vscode from 'vscode';
import { type Truth, writePostfixLog } from '../bench/postfixLog';
import { closeAll, fileIn, hoverAt, lensesOf, show, until } from './editor';

/** Just below the 50 MB beyond which the editor hands a file to no extension. */
const BYTES = 45_000_000;

suite('a log of 45 MB', () => {
  let editor: vscode.TextEditor;
  let document: vscode.TextDocument;
  let truth: Truth;

  suiteSetup(async () => {
    const lines: string[] = [];
    truth = writePostfixLog(BYTES, (line) => lines.push(line));
    writeFileSync(fileIn('big.maillog').fsPath, `${lines.join('\n')}\n`);
    editor = await show('big.maillog');
    ({ document } = editor);
  });
  suiteTeardown(closeAll);

  test('its lenses count every failure', async () => {
    const [summary] = await until(
      'there are lenses',
      () => lensesOf(document),
      ({ length }) => length > 0,
    );
    const [permanent, temporary] = [truth.permanent, truth.temporary].map((count) =>
      count.toLocaleString('en'),
    );
    assert.include(summary?.command?.title, `${permanent} permanent and ${temporary} temporary failures`);
  });

  test('the editor gets as many problems as it takes, and is told how many are left out', async () => {
    const problems = await until(
      'there are problems',
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length > 0,
    );
    assert.lengthOf(problems, 1000);
    const left = (truth.permanent - 999).toLocaleString('en');
    assert.isTrue(problems.some(({ message }) => message.startsWith(left)));
  });

  test('the last failure is one step back from the top, and explained', async () => {
    await vscode.commands.executeCommand('smtpLens.goToPreviousPermanentFailure');
    const { active } = editor.selection;
    assert.isAbove(active.line, document.lineCount - 1000);
    assert.notEqual(await hoverAt(document, active), '');
  });

  test('runs of like failures fold in the editor itself', async () => {
    const [first] = await until(
      'there are folds',
      () =>
        vscode.commands.executeCommand<vscode.FoldingRange[]>(
          'vscode.executeFoldingRangeProvider',
          document.uri,
        ),
      (ranges) => ranges?.length > 0,
    );
    const { start, end } = first as vscode.FoldingRange;
    editor.selection = new vscode.Selection(start, 0, start, 0);
    editor.revealRange(new vscode.Range(start, 0, end, 0));
    await until('the lines of a run are hidden', async () => {
      await vscode.commands.executeCommand('editor.fold');
      return !editor.visibleRanges.some((range) => range.contains(new vscode.Position(end, 0)));
    });
  });

  test('the view has every failure of it', async function () {
    const uri = document.uri.toString();
    const params = {
      uri,
      filter: {},
      groupBy: 'reason',
      order: 'severity',
      path: [],
      offset: 0,
      limit: 1000,
    };
    const start = performance.now();
    const answer = await vscode.commands.executeCommand('smtpLens.failureGroups', params);
    const took = performance.now() - start;
    assert.equal((answer as { shown: number }).shown, truth.permanent + truth.temporary);
    // Said in the report, not judged: machines differ.
    (this.test as Mocha.Runnable).title += ` (${took.toFixed(0)} ms)`;
  });
});
