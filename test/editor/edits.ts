import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, hoverAt, placeOf, showCopy, untilProblemsAt } from './editor';

suite('a log that changes', () => {
  let editor: vscode.TextEditor;
  let document: vscode.TextDocument;

  setup(async () => {
    editor = await showCopy('mail.log', 'changing.maillog');
    ({ document } = editor);
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12]);
  });
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await closeAll();
  });

  test('a line put in front moves all others', async () => {
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), 'Nov 23 07:59:59 mx postfix/smtpd[311]: starting\n'),
    );
    await untilProblemsAt(document, [2, 3, 4, 7, 12, 13]);
    await vscode.commands.executeCommand('undo');
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12]);
  });

  test('a reply turned into another is explained anew', async () => {
    const start = placeOf(document, '550 5.1.1');
    await editor.edit((edit) => edit.replace(new vscode.Range(start, start.translate(0, 9)), '552 5.2.2'));
    assert.match(await hoverAt(document, start), /552 5\.2\.2/);
  });

  test('a failure taken away is gone', async () => {
    await editor.edit((edit) => edit.delete(new vscode.Range(1, 0, 3, 0)));
    await untilProblemsAt(document, [1, 4, 9, 10]);
  });

  test('lines appended by the server that writes the file are read', async () => {
    const { uri } = document;
    const before = await vscode.workspace.fs.readFile(uri);
    const failure = `${document.lineAt(12).text}\n`;
    await vscode.workspace.fs.writeFile(
      uri,
      new Uint8Array([...before, ...new TextEncoder().encode(failure)]),
    );
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12, 14]);
  });
});
