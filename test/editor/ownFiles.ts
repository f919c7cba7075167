import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, fileIn, hoverAt, placeOf, showNew, until, untilProblemsAt } from './editor';

const FORMATS = 'smtp-lens.formats.json';
const LINE = 'OUT 23.11.2026 bob@example.net; 250 tries; n=<550 5.1.1 No such user>';
const OURS = { id: 'ours', title: 'Our relay', pattern: '^OUT .* n=<(?<reply>[^>]*)>$', sample: LINE };

suite('formats that a workspace brings along', () => {
  suiteTeardown(async () => {
    await closeAll();
    await remove();
  });

  test('a log is read by them from the moment that the file is there, and no longer when it is gone', async () => {
    const { document } = await showNew('names/ours.maillog', `${LINE}\n`);
    await write({ formats: [OURS] });
    await untilProblemsAt(document, [0]);
    assert.match(await hoverAt(document, placeOf(document, '550 5.1.1')), /5\.1\.1/);
    assert.equal(await hoverAt(document, placeOf(document, '250 tries')), '');
    await remove();
    await untilProblemsAt(document, []);
  });

  test('what is wrong with one is a problem at its line, and the schema is checked as well', async () => {
    await write({ formats: [{ ...OURS, pattern: '(?=x)(?<reply>.*)' }, { id: 'B' }] });
    const problems = await until(
      'both formats have problems',
      () => vscode.languages.getDiagnostics(fileIn(FORMATS)),
      (found) => found.length >= 2,
    );
    assert.match(
      problems.map(({ message }) => message).join('\n'),
      /Format 1: "pattern" must not look ahead/,
    );
    assert.isAbove(problems[0]?.range.start.line ?? 0, 0);
  });
});

function write(content: object): Thenable<void> {
  return vscode.workspace.fs.writeFile(
    fileIn(FORMATS),
    new TextEncoder().encode(JSON.stringify(content, null, 2)),
  );
}

async function remove(): Promise<void> {
  try {
    await vscode.workspace.fs.delete(fileIn(FORMATS));
  } catch {
    // It is not there any more.
  }
}
