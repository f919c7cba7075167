import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, fileIn, showNew, until } from './editor';

const OLD = `Nov 22 23:59:58 mx postfix/smtpd[917]: 4F1A2B3CE0: client=client.example.com[198.51.100.25]
Nov 22 23:59:58 mx postfix/cleanup[918]: 4F1A2B3CE0: message-id=<7@example.com>
Nov 22 23:59:58 mx postfix/qmgr[919]: 4F1A2B3CE0: from=<alice@example.com>, size=550, nrcpt=1 (queue active)
`;
const NEW = `Nov 23 00:00:02 mx postfix/smtp[920]: 4F1A2B3CE0: to=<bob@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=4, delays=1/0/1/2, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 <bob@example.net>: [x](command:evil) User unknown (in reply to RCPT TO command))
Nov 23 00:00:02 mx postfix/qmgr[919]: 4F1A2B3CE0: removed
Nov 23 00:00:03 mx postfix/smtp[920]: 4F1A2B3CE1: to=<bob@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=4, delays=1/0/1/2, dsn=2.0.0, status=sent (250 2.0.0 Ok)
a line of noise
`;

suite('tracing a message', () => {
  let editor: vscode.TextEditor;

  suiteSetup(async () => {
    await vscode.workspace.fs.writeFile(fileIn('traced.maillog.1'), new TextEncoder().encode(OLD));
    editor = await showNew('traced.maillog', NEW);
    await vscode.languages.setTextDocumentLanguage(editor.document, 'smtp-log');
  });
  suiteTeardown(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(fileIn('traced.maillog'));
    await vscode.workspace.fs.delete(fileIn('traced.maillog.1'));
  });

  const story = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'smtp-lens-trace');

  async function traceAt(line: number): Promise<vscode.TextDocument> {
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    const active = vscode.window.activeTextEditor as vscode.TextEditor;
    active.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('smtpLens.traceMessage');
    return (await until('a story is shown', story)) as vscode.TextDocument;
  }

  test('the line at the cursor leads to the story, through the rotated log', async () => {
    const document = await traceAt(0);
    const text = document.getText();
    assert.match(text, /^Refused by mx\.example\.net \(No such mailbox\)\./);
    assert.include(text, 'Taken in by way of client.example.com  (traced.maillog.1:1)');
    assert.include(text, '[x](command:evil)', 'text of a log stays text');
    assert.equal(document.languageId, 'plaintext');
  });

  test('a line that was taken out of the log is traced in the log', async () => {
    const told = (await traceAt(0)).getText();
    await closeAll();
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('smtpLens.showOnlyFailures');
    await until(
      'only the failures are shown',
      () => vscode.window.activeTextEditor?.document.uri.scheme,
      (scheme) => scheme === 'smtp-lens-derived',
    );
    await vscode.commands.executeCommand('smtpLens.traceMessage');
    const document = (await until('a story is shown', story)) as vscode.TextDocument;
    assert.equal(document.getText(), told);
  });

  test('each step is a link to its line', async () => {
    const document = await traceAt(0);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      100,
    );
    const targets = links.map(({ target }) => `${target?.path.split('/').at(-1)}#${target?.fragment}`);
    assert.deepEqual(targets, [
      'traced.maillog.1#L1',
      'traced.maillog.1#L2',
      'traced.maillog.1#L3',
      'traced.maillog#L1',
      'traced.maillog#L2',
    ]);
    assert.isTrue(links.every(({ target }) => target?.scheme === editor.document.uri.scheme));
  });

  test('a message id leads to the same story', async () => {
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('smtpLens.traceQuery', '<7@example.com>');
    const document = await until('the story is shown', () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'smtp-lens-trace' && uri.query.includes('7@example.com'),
      ),
    );
    assert.match(document?.getText() ?? '', /^Refused by mx\.example\.net/);
  });
});
