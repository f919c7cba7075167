import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';

serve(createConnection(ProposedFeatures.all));
