import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { PLATFORM } from './platform';

/** Serves on standard input and output until they end. A module of its own: other commands start without it. */
export function serveStdio(): Promise<never> {
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout), PLATFORM);
  return new Promise(() => undefined);
}
