import { createReadStream, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { assert } from 'chai';
import * as vscode from 'vscode';
import { writePostfixLog } from '../bench/postfixLog';
import { closeAll, fileIn, hoverAt, lensesOf, placeOf, until } from './editor';
import { languageServers } from './servers';

/** Above the 50 MB beyond which the editor hands a file to no extension. */
const BYTES = 55_000_000;

suite('a log of 55 MB', () => {
  const lines: string[] = [];
  let huge: vscode.Uri;

  suiteSetup(async () => {
    writePostfixLog(BYTES, (line) => lines.push(line));
    huge = fileIn('huge.maillog');
    writeFileSync(huge.fsPath, `${lines.join('\n')}\n`);
    await pipeline(
      createReadStream(huge.fsPath, { end: 5_000_000 }),
      createGzip({ level: 1 }),
      createWriteStream(fileIn('mail.log.2.gz').fsPath),
    );
  });
  suiteTeardown(async () => {
    await closeAll();
    rmSync(huge.fsPath);
  });

  test('is opened by the editor, and no extension gets it', async () => {
    await vscode.commands.executeCommand('vscode.open', huge, { preview: false });
    await until(
      'its tab is there',
      () => tabUri(),
      (uri) => uri?.path === huge.path,
    );
    assert.isUndefined(vscode.window.activeTextEditor);
  });

  test('F8 reads it, and goes from failure to failure in the editor itself', async function () {
    this.timeout(240_000);
    const failures = placesOfFailures(lines);
    const press = () => vscode.commands.executeCommand('smtpLens.goToNextFailure');
    // Pressed again while it is read: read once, and one step.
    await Promise.all([press(), press(), press()]);
    assert.equal(tabUri()?.path, huge.path);
    // Each step begins where the one before ended, however fast they come.
    await Promise.all([press(), press()]);
    await vscode.commands.executeCommand('smtpLens.goToPreviousFailure');
    assert.equal(await lineAtCursor(huge), failures[1]);
  });

  test('its failures are opened as a log in which everything works', async () => {
    await vscode.commands.executeCommand('smtpLens.readLargeMailLog', huge);
    const { document } = await smallLog();
    assert.equal(document.languageId, 'smtp-log');
    const [summary] = await until(
      'there are lenses',
      () => lensesOf(document),
      ({ length }) => length > 0,
    );
    assert.match(summary?.command?.title ?? '', /permanent and .* temporary failures/);
    const place = placeOf(document, 'said: 5');
    assert.notEqual(await hoverAt(document, place.translate(0, 7)), '');
    // All lines of the failed messages are there, not the failed ones alone.
    assert.include(document.getText(), 'postfix/cleanup');
    await vscode.commands.executeCommand('smtpLens.goToNextFailure');
    assert.include(vscode.window.activeTextEditor?.document.uri.scheme, 'smtp-lens-failures');
  });

  test('each line leads back to its place in the original', async () => {
    const editor = await smallLog();
    const at = Math.min(editor.document.lineCount - 2, 500);
    editor.selection = new vscode.Selection(at, 0, at, 0);
    const line = editor.document.lineAt(at).text;
    await vscode.commands.executeCommand('smtpLens.goToOriginalLine');
    await until(
      'the original is shown',
      () => tabUri(),
      (uri) => uri?.path === huge.path,
    );
    assert.equal(lines[await lineAtCursor(huge)], line);
  });

  test('an archive is read too, and its lines are shown among their neighbours', async () => {
    await closeAll();
    await vscode.commands.executeCommand('smtpLens.readLargeMailLog', fileIn('mail.log.2.gz'));
    const editor = await smallLog();
    const at = placeOf(editor.document, 'status=bounced').line;
    const line = editor.document.lineAt(at).text;
    editor.selection = new vscode.Selection(at, 0, at, 0);
    await vscode.commands.executeCommand('smtpLens.goToOriginalLine');
    const original = await until(
      'its neighbours are shown',
      () => vscode.window.activeTextEditor,
      (active) => active?.document.uri.scheme === 'smtp-lens-lines',
    );
    assert.equal(original?.document.lineAt(original.selection.active.line).text, line);
  });

  test('a server that crashes while it reads takes nothing with it', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    await closeAll();
    const reading = vscode.commands.executeCommand('smtpLens.readLargeMailLog', huge);
    await smallLog();
    const [server] = languageServers();
    process.kill(server as number, 'SIGKILL');
    await reading;
    assert.isAbove((await smallLog()).document.lineCount, 10);
    await until('another server runs', languageServers, (pids) => pids.length === 1 && pids[0] !== server);
  });
});

/** The lines that the generator means as failures. */
function placesOfFailures(lines: readonly string[]): number[] {
  return lines.flatMap((line, number) =>
    /status=(?:bounced|deferred)|NOQUEUE: reject:|authentication failed/.test(line) ? [number] : [],
  );
}

function tabUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/** The line of the cursor in an editor that no extension sees: where what is typed there stands after saving. */
async function lineAtCursor(file: vscode.Uri): Promise<number> {
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  const mark = `@${nextMark++}@`;
  await vscode.commands.executeCommand('type', { text: mark });
  await vscode.commands.executeCommand('workbench.action.files.save');
  const text = readFileSync(file.fsPath, 'latin1');
  const at = text.indexOf(mark);
  return at < 0 ? -1 : text.slice(0, at).split('\n').length - 1;
}

let nextMark = 1;

async function smallLog(): Promise<vscode.TextEditor> {
  const editor = await until(
    'the small log is shown',
    () => vscode.window.activeTextEditor,
    (active) => active?.document.uri.scheme === 'smtp-lens-failures' && active.document.lineCount > 10,
  );
  return editor as vscode.TextEditor;
}
