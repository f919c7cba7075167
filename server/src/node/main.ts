import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { PLATFORM } from './platform';

serve(createConnection(ProposedFeatures.all), PLATFORM);
