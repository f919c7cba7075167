import { documentSummary } from '../../features/summaryText';
import { traceDocument } from '../../features/traceDocument';
import type { CommandTable } from '../commands';
import { type DocumentParams, ServerCommand } from '../protocol';
import type { TraceTextParams } from '../protocol/tools';

/** What the language model tools ask: answers in plain text. */
export const TOOL_COMMANDS: CommandTable = {
  [ServerCommand.summaryText]: (argument, { answer }) =>
    answer((argument as DocumentParams)?.uri, null, documentSummary),
  [ServerCommand.traceText]: (argument, { answer, dateOf }) => {
    const { uri, query } = argument as TraceTextParams;
    return answer<Promise<string> | null>(uri, null, (document) =>
      traceDocument(document, String(query), dateOf(uri)),
    );
  },
};
