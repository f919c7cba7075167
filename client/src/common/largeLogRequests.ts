import type * as vscode from 'vscode';
import { type BaseLanguageClient, ProgressType } from 'vscode-languageclient';
import {
  type FailureInFile,
  type FailureInFileParams,
  type FileOnDisk,
  LargeLogCommand,
  type LargeLogProgress,
  type LargeLogResult,
  type LinesAround,
  type LinesAroundParams,
  type ReadLargeLogParams,
  type SmallLogPage,
  type SmallLogParams,
} from '../../../server/src/lsp/protocol';

/** What a server with a disk can be asked about logs of any size. */
export class LargeLogRequests {
  readonly #client: BaseLanguageClient;
  #tokens = 0;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  /** The web's server has no disk, and none of these commands. */
  get areKnown(): boolean {
    const { executeCommandProvider } = this.#client.initializeResult?.capabilities ?? {};
    return executeCommandProvider?.commands.includes(LargeLogCommand.read) ?? false;
  }

  uriOf(uri: vscode.Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  async read(
    params: ReadLargeLogParams,
    token: vscode.CancellationToken,
    onProgress: (progress: LargeLogProgress) => void,
  ): Promise<LargeLogResult> {
    const workDoneToken = `smtpLens.largeLog.${++this.#tokens}`;
    const listener = this.#client.onProgress(new ProgressType<LargeLogProgress>(), workDoneToken, onProgress);
    try {
      return await this.#ask(LargeLogCommand.read, params, token, workDoneToken);
    } finally {
      listener.dispose();
    }
  }

  smallLogPage(params: SmallLogParams): Promise<SmallLogPage | null> {
    return this.#ask(LargeLogCommand.smallLog, params);
  }

  nextFailure(params: FailureInFileParams): Promise<FailureInFile | null> {
    return this.#ask(LargeLogCommand.nextFailure, params);
  }

  linesAround(params: LinesAroundParams, token?: vscode.CancellationToken): Promise<LinesAround> {
    return this.#ask(LargeLogCommand.linesAround, params, token);
  }

  /** `null` where there is no such file on this server's disk. */
  async inspect(uri: vscode.Uri): Promise<FileOnDisk | null> {
    if (uri.scheme !== 'file' || !this.areKnown) {
      return null;
    }
    return this.#ask<FileOnDisk | null>(LargeLogCommand.inspect, { uri: this.uriOf(uri) }).catch(() => null);
  }

  #ask<Answer>(
    command: string,
    params: object,
    token?: vscode.CancellationToken,
    workDoneToken?: string,
  ): Promise<Answer> {
    const request = { command, arguments: [params], ...(workDoneToken && { workDoneToken }) };
    return token === undefined
      ? this.#client.sendRequest('workspace/executeCommand', request)
      : this.#client.sendRequest('workspace/executeCommand', request, token);
  }
}
