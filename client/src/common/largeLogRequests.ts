import type * as vscode from 'vscode';
import { type BaseLanguageClient, ProgressType } from 'vscode-languageclient';
import {
  type FailureInFile,
  type FailureInFileParams,
  type FileOnDisk,
  type FollowedReadingAnswer,
  LargeLogCommand,
  type LargeLogProgress,
  type LargeLogResult,
  type LinesAround,
  type LinesAroundParams,
  type PickedLog,
  type ReadingLinesParams,
  type ReadingTextParams,
  type ReadLargeLogParams,
  type ReportData,
  type SmallLogPage,
  type SmallLogParams,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';

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
      return await ask(this.#client, LargeLogCommand.read, params, { token, workDoneToken });
    } finally {
      listener.dispose();
    }
  }

  smallLogPage(params: SmallLogParams): Promise<SmallLogPage | null> {
    return ask(this.#client, LargeLogCommand.smallLog, params);
  }

  report(id: number): Promise<ReportData | null> {
    return ask(this.#client, LargeLogCommand.report, { id });
  }

  reportText(params: ReadingTextParams): Promise<string | null> {
    return ask(this.#client, LargeLogCommand.reportText, params);
  }

  reportLines(params: ReadingLinesParams, token: vscode.CancellationToken): Promise<PickedLog | null> {
    return ask(this.#client, LargeLogCommand.reportLines, params, { token });
  }

  /** `null` where the server keeps the reading no more. */
  follow(id: number): Promise<FollowedReadingAnswer | null> {
    return ask(this.#client, LargeLogCommand.follow, { id });
  }

  nextFailure(params: FailureInFileParams): Promise<FailureInFile | null> {
    return ask(this.#client, LargeLogCommand.nextFailure, params);
  }

  linesAround(params: LinesAroundParams, token?: vscode.CancellationToken): Promise<LinesAround> {
    return ask(this.#client, LargeLogCommand.linesAround, params, { token });
  }

  /** `null` where there is no such file on this server's disk. */
  async inspect(uri: vscode.Uri): Promise<FileOnDisk | null> {
    if (uri.scheme !== 'file' || !this.areKnown) {
      return null;
    }
    return ask<FileOnDisk | null>(this.#client, LargeLogCommand.inspect, { uri: this.uriOf(uri) }).catch(
      () => null,
    );
  }
}
