import type { CancellationToken } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Has the server run one of its commands. Rejects where the server stops or the command fails. */
export function ask<Answer>(
  client: BaseLanguageClient,
  command: string,
  argument: object,
  {
    token,
    workDoneToken,
  }: { readonly token?: CancellationToken | undefined; readonly workDoneToken?: string } = {},
): Promise<Answer> {
  const request = { command, arguments: [argument], ...(workDoneToken && { workDoneToken }) };
  return token === undefined
    ? client.sendRequest('workspace/executeCommand', request)
    : client.sendRequest('workspace/executeCommand', request, token);
}
