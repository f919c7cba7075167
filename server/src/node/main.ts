import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { LARGE_LOG_COMMANDS } from './largeLogCommands';

serve(createConnection(ProposedFeatures.all), LARGE_LOG_COMMANDS);
