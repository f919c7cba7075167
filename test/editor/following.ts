import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, fileIn, show, until } from './editor';

const DELIVERED =
  'Nov 23 15:39:02 mx01 postfix/smtp[7]: 4F1A2B3C4D: to=<bob@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)';
const BOUNCED =
  'Nov 23 15:39:02 mx01 postfix/smtp[7]: 4F1A2B3C4E: to=<no.one@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO command))';
const QUEUED = 'Nov 23 15:39:01 mx01 postfix/cleanup[5]: 4F1A2B3C4F: message-id=<1@example.com>';
const FAILED = BOUNCED.replace('4F1A2B3C4E', '4F1A2B3C4F');

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('');
const delivered = (count: number) => DELIVERED.concat('\n').repeat(count);

/** How many new failures are counted; goes to the first and counts anew. */
const goToFirstNew = () => vscode.commands.executeCommand<number>('smtpLens.goToFirstNewFailure');

suite('a log that grows', () => {
  let editor: vscode.TextEditor;
  let file: string;

  suiteSetup(async () => {
    file = fileIn('grows.maillog').fsPath;
    writeFileSync(file, `${delivered(300)}${BOUNCED.slice(0, 60)}`);
    editor = await show('grows.maillog');
    // What comes after the first look is new.
    await vscode.commands.executeCommand('smtpLens.follow', { uri: editor.document.uri.toString() });
  });
  suiteTeardown(closeAll);

  /** Until as many new failures are counted; answers the line of the first. */
  async function countNew(wanted: number): Promise<number> {
    await until(`${wanted} new failures`, goToFirstNew, (count) => count === wanted);
    return editor.selection.active.line;
  }

  test('its new failures are counted where the person is looking elsewhere', async () => {
    const before = editor.document.lineCount - 1;
    appendFileSync(file, `${BOUNCED.slice(60)}\n${lines(DELIVERED, BOUNCED, BOUNCED)}`);
    await until('the editor has the new lines', () => editor.document.lineCount === before + 5);
    assert.equal(editor.visibleRanges[0]?.start.line, 0);
    assert.equal(editor.selection.active.line, 0);
    assert.equal(await countNew(3), before);
    await vscode.commands.executeCommand('cursorTop');
  });

  test('what is written to the renamed log, and then to the new one, is counted on', async () => {
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, lines(BOUNCED));
    writeFileSync(file, delivered(200));
    await until('the editor has the new log', () => editor.document.lineCount === 201);
    await countNew(1);
    await vscode.commands.executeCommand('cursorTop');
    appendFileSync(file, lines(BOUNCED));
    await until('the editor has the new line', () => editor.document.lineCount === 202);
    assert.equal(await countNew(1), 200);
  });

  test('its end is kept in view until someone scrolls up', async () => {
    assert.isTrue(await vscode.commands.executeCommand('smtpLens.keepEndInView'));
    await grow();
    await until('the end is in view', endIsInView);
    await grow();
    await until('the end is in view again', endIsInView);
    assert.equal(await goToFirstNew(), 0);
    await vscode.commands.executeCommand('editorScroll', { to: 'up', by: 'page', value: 2 });
    await until('it is no longer', () => !endIsInView());
    const { start } = editor.visibleRanges[0] as vscode.Range;
    await grow();
    assert.equal(editor.visibleRanges[0]?.start.line, start.line);
  });

  test('its end is kept in view until someone moves the cursor away', async () => {
    assert.isTrue(await vscode.commands.executeCommand('smtpLens.keepEndInView'));
    await until('the end is in view', endIsInView);
    await vscode.commands.executeCommand('cursorMove', { to: 'up', by: 'line', value: 100 });
    await until('it is no longer', () => !endIsInView());
    assert.isTrue(await vscode.commands.executeCommand('smtpLens.keepEndInView'), 'it was off');
    assert.isFalse(await vscode.commands.executeCommand('smtpLens.keepEndInView'));
  });

  const endIsInView = () =>
    editor.visibleRanges.at(-1)?.end.line === editor.document.lineCount - 1 &&
    editor.selection.active.line === editor.document.lineCount - 1;

  async function grow(): Promise<void> {
    const before = editor.document.lineCount;
    appendFileSync(file, delivered(100));
    await until('the editor has the new lines', () => editor.document.lineCount === before + 100);
  }
});

suite('a log that grows after it was read from the disk', () => {
  let file: vscode.Uri;
  let editor: vscode.TextEditor;

  suiteSetup(async () => {
    file = fileIn('read.log');
    writeFileSync(file.fsPath, `${delivered(300)}${lines(...Array(150).fill(BOUNCED))}`);
    await vscode.commands.executeCommand('smtpLens.readLargeMailLog', file);
    editor = (await until(
      'its small log is shown',
      () => vscode.window.activeTextEditor,
      (active) => active?.document.uri.scheme === 'smtp-lens-failures',
    )) as vscode.TextEditor;
    await vscode.commands.executeCommand('cursorTop');
  });
  suiteTeardown(closeAll);

  test('the small log grows with it, and the new failures are counted', async () => {
    const before = editor.document.lineCount;
    assert.equal(before, 151);
    // The lines of a message that fails are shown, what else was logged is not.
    appendFileSync(file.fsPath, lines(QUEUED, DELIVERED, FAILED));
    await until('the small log has the message', () => editor.document.lineCount === before + 2);
    assert.equal(editor.visibleRanges[0]?.start.line, 0);
    await until('1 new failure', goToFirstNew, (count) => count === 1);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'smtp-lens-failures');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, before);
    await vscode.commands.executeCommand('cursorTop');
  });

  test('after a rotation its lines lead to where they are now', async () => {
    renameSync(file.fsPath, `${file.fsPath}.1`);
    writeFileSync(file.fsPath, lines(DELIVERED, BOUNCED));
    await until('the small log has the line', () => editor.document.lineCount === 154);
    for (const [line, name, original] of [
      [152, 'read.log', 1],
      [0, 'read.log.1', 300],
    ] as const) {
      const small = await vscode.window.showTextDocument(editor.document);
      small.selection = new vscode.Selection(line, 0, line, 0);
      await vscode.commands.executeCommand('smtpLens.goToOriginalLine');
      const shown = await until(
        'the original is shown',
        () => vscode.window.activeTextEditor,
        (active) => active?.document.uri.path.endsWith(`/${name}`) === true,
      );
      assert.equal(shown?.selection.active.line, original);
    }
  });
});
