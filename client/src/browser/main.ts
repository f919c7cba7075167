import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activate as activateWith } from '../common/extension';

export { deactivate } from '../common/extension';

export function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist/web/server.js');
  return activateWith(
    context,
    (options) => new LanguageClient('smtpLens', 'SMTP Lens', new Worker(script.toString(true)), options),
  );
}
