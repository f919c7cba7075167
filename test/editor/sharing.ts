import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeAll, placeOf, show, until } from './editor';

suite('what leaves the editor', () => {
  let editor: vscode.TextEditor;

  suiteSetup(async () => {
    editor = await show('mail.log');
  });
  suiteTeardown(closeAll);

  test('a message is copied with aliases for whoever it names', async () => {
    const place = placeOf(editor.document, '550 5.1.1');
    editor.selection = new vscode.Selection(place, place);
    await vscode.env.clipboard.writeText('');
    void vscode.commands.executeCommand('smtpLens.copyRedacted');
    const copy = await until('the copy is there', () => vscode.env.clipboard.readText());
    assert.match(copy, /550 5\.1\.1 <user\d+@(?:host\d+\.)?domain\d+\.example>/);
    assert.notMatch(copy, /example\.(?:com|net|org)/);
  });

  test('each sample opens as a mail log', async () => {
    for (const name of ['Postfix', 'Exchange', 'Exim']) {
      await vscode.commands.executeCommand('smtpLens.openSample', name);
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.languageId, 'smtp-log', name);
      assert.match(document?.getText() ?? '', /550 5\.1\.1/, name);
    }
  });

  test('a language model may ask for an explanation, where the editor has such tools', async () => {
    const { lm } = vscode as unknown as { lm?: ToolUser };
    if (lm?.invokeTool === undefined) {
      return;
    }
    assert.isTrue(lm.tools?.some(({ name }) => name === 'smtp-lens_traceMessage'));
    const { content } = await lm.invokeTool('smtp-lens_explainReply', {
      input: { text: '550 5.1.1 no such user' },
      toolInvocationToken: undefined,
    });
    assert.match(content[0]?.value ?? '', /No such mailbox/);
  });
});

interface ToolUser {
  readonly tools?: readonly { readonly name: string }[];
  invokeTool?(name: string, options: object): Promise<{ readonly content: readonly { value?: string }[] }>;
}
