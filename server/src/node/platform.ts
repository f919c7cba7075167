import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Platform } from '../lsp/server';
import { FOLLOW_COMMANDS } from './followCommands';
import { LARGE_LOG_COMMANDS } from './largeLogCommands';
import { TRACE_ON_DISK } from './traceOnDisk';

/** What the language server can do on a machine with a disk. */
export const PLATFORM: Platform = {
  commands: { ...FOLLOW_COMMANDS, ...LARGE_LOG_COMMANDS, ...TRACE_ON_DISK },
  dateOf: (uri) => {
    try {
      return uri.startsWith('file:') ? statSync(fileURLToPath(uri)).mtimeMs : undefined;
    } catch {
      return undefined;
    }
  },
};
