import { isMainThread } from 'node:worker_threads';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { PLATFORM } from './platform';
import { answerScans } from './scanWorker';

if (isMainThread) {
  serve(createConnection(ProposedFeatures.all), PLATFORM);
} else {
  answerScans();
}
