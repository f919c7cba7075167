import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, extension, show, showNew, until, untilProblemsAt } from './editor';

suite('which files are mail server logs', () => {
  suiteTeardown(closeAll);

  test('files of other languages do not start the extension', async () => {
    for (const name of ['notes.txt', 'app.log', 'data.json']) {
      const { document } = await show(name);
      assert.notEqual(document.languageId, 'smtp-log', name);
    }
    // By the time the editor has asked an extension for the outline, it has told all of the open files.
    await vscode.commands.executeCommand(
      'vscode.executeDocumentSymbolProvider',
      vscode.window.activeTextEditor?.document.uri,
    );
    assert.isFalse(extension().isActive);
  });

  test('a mail log starts it', async () => {
    const { document } = await show('mail.log');
    assert.equal(document.languageId, 'smtp-log');
    await until('the extension is active', () => extension().isActive);
  });

  test('a log is known by its name', async () => {
    for (const name of [
      'maillog',
      'mainlog',
      'rejectlog',
      'exim_mainlog',
      'mail.log.1',
      'maillog-20261123',
      'mx.maillog',
      'SMTP-Activity-261123.log',
      'RECV2026112315-1.LOG',
      'SEND2026112315-1.LOG',
      'MSGTRK2026112315-1.LOG',
      'ex261123.log',
    ]) {
      const { document } = await showNew(`names/${name}`, '\n');
      assert.equal(document.languageId, 'smtp-log', name);
    }
  });

  test('other logs keep their language', async () => {
    for (const name of ['access.log', 'error.log', 'expenses.log', 'mail.txt', 'email.log']) {
      const { document } = await showNew(`names/${name}`, '\n');
      assert.notEqual(document.languageId, 'smtp-log', name);
    }
  });

  test('a file without a telling name is known by its first line', async () => {
    const { document } = await showNew(
      'names/unnamed',
      'Nov 23 08:00:01 mx postfix/smtpd[311]: connect from unknown[203.0.113.77]\n',
    );
    assert.equal(document.languageId, 'smtp-log');
  });

  test('“Read as Mail Server Log” reads any file as one', async () => {
    const { document } = await show('relay.log');
    assert.notEqual(document.languageId, 'smtp-log');
    await vscode.commands.executeCommand('smtpLens.readAsMailLog');
    const { document: read } = await until(
      'the file is read as a mail log',
      () => vscode.window.activeTextEditor as vscode.TextEditor,
      (editor) => editor?.document.languageId === 'smtp-log',
    );
    await untilProblemsAt(read, [1]);
  });

  test('numbers in prose are nothing to report', async () => {
    const { document } = await showNew(
      'names/prose.maillog',
      '550 guests and 552 chairs; 5.2.2 on average.\n',
    );
    const { document: log } = await show('mail.log');
    await untilProblemsAt(log, [1, 2, 3, 6, 11, 12]);
    await untilProblemsAt(document, []);
  });
});
