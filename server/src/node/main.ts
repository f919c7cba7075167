import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { LARGE_LOG_COMMANDS } from './largeLogCommands';
import { TRACE_ON_DISK } from './traceOnDisk';

serve(createConnection(ProposedFeatures.all), { ...LARGE_LOG_COMMANDS, ...TRACE_ON_DISK });
