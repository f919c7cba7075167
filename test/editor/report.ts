import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, show, showCopy, until } from './editor';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const reports = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('smtpLens.report'),
    );

suite('the report', () => {
  teardown(closeAll);

  test('opens beside the log, once for each log', async () => {
    const { document } = await show('mail.log');
    await run('smtpLens.showReport');
    await until('it is open', reports, ({ length }) => length === 1);
    assert.equal(reports()[0]?.label, 'Report of mail.log');
    await run('smtpLens.showReport', { uri: document.uri.toString(), line: 0, character: 0 });
    await run('smtpLens.showReport', document.uri);
    assert.lengthOf(reports(), 1);
    const other = await showCopy('mail.log', 'other.maillog');
    await run('smtpLens.showReport', { uri: other.document.uri.toString(), line: 0, character: 0 });
    await until('both are open', reports, ({ length }) => length === 2);
  });

  test('of no log is not opened', async () => {
    await run('smtpLens.showReport');
    assert.lengthOf(reports(), 0);
  });
});
