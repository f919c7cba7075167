import { pathToFileURL } from 'node:url';
import type { CancellationToken } from 'vscode-languageserver';

/** Ends what reads for a request when the client cancels it. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) {
    controller.abort();
  }
  return controller.signal;
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
