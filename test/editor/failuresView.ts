import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, fileIn, hoverAt, lensesOf, placeOf, show, showCopy, until } from './editor';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const active = () => vscode.window.activeTextEditor as vscode.TextEditor;

suite('the view of failures', () => {
  teardown(async () => {
    await run('smtpLens.clearFailureFilter');
    await closeAll();
  });

  test('walks the failures that its filter lets through', async () => {
    const { document } = await show('mail.log');
    await until(
      'there are lenses',
      () => lensesOf(document),
      ({ length }) => length > 0,
    );
    await run('smtpLens.failuresView.focus');
    await run('smtpLens.filterFailures', { filter: { text: 'example.net>' } });
    const lines: number[] = [];
    for (let step = 0; step < 4; step++) {
      await run('smtpLens.nextShownFailure');
      lines.push(active().selection.active.line);
    }
    assert.deepEqual(lines, [6, 11, 12, 6]);
    await run('smtpLens.previousShownFailure');
    assert.equal(active().selection.active.line, 12);
  });

  test('only the failures are a log of their own, whose lines lead back', async () => {
    const { document: source } = await show('mail.log');
    await run('smtpLens.filterFailures', { filter: { only: 'permanent' } });
    await run('smtpLens.showOnlyFailures');
    const { document } = await until('it is shown', active, (editor) => editor.document !== source);
    assert.equal(document.languageId, 'smtp-log');
    const lines = [1, 2, 3, 6, 11, 12];
    assert.equal(document.getText(), lines.map((line) => `${source.lineAt(line).text}\n`).join(''));
    await until('it is explained', () => hoverAt(document, placeOf(document, '550 5.1.1')));
    const [definition] = await definitionsAt(document.uri, new vscode.Position(4, 0));
    assert.equal(definition?.range.start.line, 11);
    active().selection = new vscode.Selection(3, 0, 3, 0);
    await run('smtpLens.goToOriginalLine');
    assert.equal(active().document, source);
    assert.equal(active().selection.active.line, 6);
  });

  test('only the failures follow the log', async () => {
    const editor = await showCopy('mail.log', 'followed.maillog');
    const source = editor.document;
    await run('smtpLens.showOnlyFailures');
    const { document } = await until('it is shown', active, (shown) => shown.document !== source);
    assert.equal(document.lineCount, 9);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(source.uri, new vscode.Range(1, 0, 3, 0));
    await vscode.workspace.applyEdit(edit);
    await until(
      'two lines are gone',
      () => document.lineCount,
      (count) => count === 7,
    );
    await show('followed.maillog');
    await run('workbench.action.files.revert');
  });

  test('a log of another language, a closed and a deleted one do no harm', async () => {
    const { document } = await showCopy('mail.log', 'gone.maillog');
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await run('smtpLens.refreshFailures');
    await closeAll();
    await vscode.workspace.fs.delete(fileIn('gone.maillog'));
    await run('smtpLens.refreshFailures');
    await run('smtpLens.nextShownFailure');
  });
});

function definitionsAt(uri: vscode.Uri, position: vscode.Position): Thenable<vscode.Location[]> {
  return vscode.commands.executeCommand('vscode.executeDefinitionProvider', uri, position);
}
