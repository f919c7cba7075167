import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activate as activateWith } from '../common/extension';

export { deactivate } from '../common/extension';

export function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.js');
  return activateWith(
    context,
    (options) =>
      new LanguageClient('smtpLens', 'SMTP Lens', { module, transport: TransportKind.ipc }, options),
  );
}
