import { forEachLine } from '../log/block';
import type { LogDocument } from '../log/document';
import type { TraceLog } from '../log/trace/gather';
import { trace } from '../log/trace/trace';
import { traceText } from '../log/trace/traceText';

/** What became of the messages of an open log that match, as plain text. */
export async function traceDocument(document: LogDocument, query: string): Promise<string> {
  const answer = await trace(
    [logOf(document)],
    { kind: 'text', text: query },
    { most: MOST, reference: Date.now() },
  );
  return traceText(answer, query);
}

const MOST = 5;

function logOf(document: LogDocument): TraceLog {
  return {
    name: document.uri.slice(document.uri.lastIndexOf('/') + 1),
    forEach: async (visit, skips) => {
      let before = 0;
      for (const { text, breaks } of document.blocks) {
        if (!skips(text)) {
          forEachLine(text, (line, number) => {
            const read = document.reader.read(line);
            if (read !== undefined) {
              visit(line, before + number + 1, read);
            }
          });
        }
        before += breaks;
      }
    },
  };
}
