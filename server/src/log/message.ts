import type { LogDocument } from './document';
import { textOf } from './explanation';
import { queueIdsOf } from './queueIds';
import { hashOf } from './rows';

/** The lines of the message or session with this queue id, ascending. */
export function linesOfMessage(document: LogDocument, queueId: string): number[] {
  const lines: number[] = [];
  const hash = hashOf(queueId);
  let first = 0;
  for (const block of document.blocks) {
    const ids = queueIdsOf(block, document.reader);
    for (let at = ids.hash.indexOf(hash); at >= 0; at = ids.hash.indexOf(hash, at + 1)) {
      const line = first + (ids.line[at] as number);
      // Hashes collide: the text decides.
      if (queueIdAt(document, line) === queueId) {
        lines.push(line);
      }
    }
    first += block.breaks;
  }
  return lines;
}

/** The queue id of a line, or `undefined`. */
export function queueIdAt(document: LogDocument, line: number): string | undefined {
  return textOf(document.lineText(line), document.readLine(line)?.queueId);
}
