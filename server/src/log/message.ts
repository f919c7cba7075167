import { hashOf } from './block';
import type { LogDocument } from './document';
import { textOf } from './explanation';

/** The lines of the message or session with this queue id, ascending. */
export function linesOfMessage(document: LogDocument, queueId: string): number[] {
  const lines: number[] = [];
  const hash = hashOf(queueId);
  let first = 0;
  for (const block of document.blocks) {
    for (let row = block.queueId.indexOf(hash); row >= 0; row = block.queueId.indexOf(hash, row + 1)) {
      const line = first + (block.line[row] as number);
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
