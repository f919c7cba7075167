import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, fileIn, show, until } from './editor';

const DELIVERED =
  'Nov 23 15:39:02 mx01 postfix/smtp[7]: 4F1A2B3C4D: to=<bob@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)';
const BOUNCED =
  'Nov 23 15:39:02 mx01 postfix/smtp[7]: 4F1A2B3C4E: to=<no.one@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO command))';

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
    return vscode.window.activeTextEditor?.selection.active.line ?? -1;
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

  test('what is written to the renamed log, and to the new one, is counted on', async () => {
    appendFileSync(file, lines(BOUNCED));
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, lines(BOUNCED));
    writeFileSync(file, `${delivered(200)}${lines(BOUNCED)}`);
    await until('the editor has the new log', () => editor.document.lineCount === 202);
    assert.equal(await countNew(3), 200);
  });
});
