import type { LogDocument } from '../log/document';
import { forEachLine } from '../log/textLines';
import type { TraceLog } from '../log/trace/gather';
import { trace } from '../log/trace/trace';
import { traceText } from '../log/trace/traceText';

/** What became of the messages of an open log that match, as plain text. `reference`: see `instantOf`. */
export async function traceDocument(
  document: LogDocument,
  query: string,
  reference: number,
): Promise<string> {
  const answer = await trace(
    [traceLogOf(document)],
    { kind: 'text', text: query },
    { most: MOST, reference },
  );
  return traceText(answer, query);
}

const MOST = 5;

/** An open log as one that can be traced. */
export function traceLogOf(document: LogDocument): TraceLog {
  return {
    name: document.name,
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
