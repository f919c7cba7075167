import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, hoverAt, lensesOf, placeOf, show, until, untilProblemsAt, withSetting } from './editor';

const PERMANENT = [1, 2, 3, 6, 11, 12];
const TEMPORARY = [7, 10];

suite('what failed, and why', () => {
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    ({ document } = await show('mail.log'));
    await untilProblemsAt(document, PERMANENT);
  });
  suiteTeardown(closeAll);

  test('a hover explains the reply at its code, its enhanced code and its words', async () => {
    for (const words of ['550 5.1.1', '5.1.1 <no.one', 'User unknown']) {
      const hover = await hoverAt(document, placeOf(document, words));
      assert.match(hover, /550 5\.1\.1/, words);
      assert.match(hover, /https:\/\//, words);
    }
  });

  test('a failure without a reply code is explained too', async () => {
    assert.notEqual(await hoverAt(document, placeOf(document, 'Connection timed out')), '');
  });

  test('a time stamp needs no explanation', async () => {
    assert.equal(await hoverAt(document, placeOf(document, '08:01:11')), '');
  });

  test('permanent failures are errors, with the code, its explanation and the lines of the message', async () => {
    const problems = await untilProblemsAt(document, PERMANENT);
    const problem = problems[PERMANENT.indexOf(6)] as vscode.Diagnostic;
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(problem.range), '550 5.1.1');
    const { value, target } = problem.code as { value: string; target: vscode.Uri };
    assert.equal(value, '550');
    assert.equal(target.scheme, 'https');
    assert.includeMembers(
      problem.relatedInformation?.map(({ location }) => location.range.start.line) ?? [],
      [4, 5, 7, 8],
    );
  });

  test('temporary failures are reported as the setting says', async () => {
    await withSetting('diagnostics.temporary', 'information', async () => {
      const problems = await untilProblemsAt(document, [1, 2, 3, 6, 7, 10, 11, 12]);
      for (const { range, severity } of problems) {
        const temporary = TEMPORARY.includes(range.start.line);
        const { DiagnosticSeverity } = vscode;
        assert.equal(severity, temporary ? DiagnosticSeverity.Information : DiagnosticSeverity.Error);
      }
    });
    await untilProblemsAt(document, PERMANENT);
  });

  test('permanent failures can be kept off the problems', async () => {
    await withSetting('diagnostics.permanent', 'off', async () => {
      await untilProblemsAt(document, []);
    });
    await untilProblemsAt(document, PERMANENT);
  });

  test('lenses sum up the log and name each run of like failures', async () => {
    const lenses = await until(
      'there are lenses',
      () => lensesOf(document),
      ({ length }) => length > 0,
    );
    const lines = new Set(lenses.map(({ range }) => range.start.line));
    assert.deepEqual(
      [...lines].sort((a, b) => a - b),
      [0, 1, 6, 7, 10, 11, 12],
    );
    assert.match(lenses[0]?.command?.title ?? '', /Postfix.*6 permanent.*2 temporary/);
  });

  test('a setting turns the lenses off', async () => {
    await withSetting('codeLens.enabled', false, async () => {
      await until(
        'there are no lenses',
        () => lensesOf(document),
        ({ length }) => length === 0,
      );
    });
    await until(
      'the lenses are back',
      () => lensesOf(document),
      ({ length }) => length > 0,
    );
  });
});
