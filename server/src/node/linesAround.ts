import { forEachLine } from '../log/textLines';
import type { LinesAround } from '../lsp/protocol';
import { piecesOf } from './lines';

/** Lines before and after the one that is asked for. */
const MARGIN = 200;

/** The neighbourhood of a line, of files too that no editor opens. Lines count from 0. */
export async function linesAround(file: string, line: number, signal?: AbortSignal): Promise<LinesAround> {
  const first = Math.max(0, line - MARGIN);
  const found: string[] = [];
  let before = 0;
  for await (const { texts } of piecesOf(file)) {
    for (const text of texts) {
      before += forEachLine(text, (words, number) => {
        const at = before + number;
        if (at >= first && at <= line + MARGIN) {
          found.push(`${words}\n`);
        }
      });
    }
    if (before > line + MARGIN || signal?.aborted) {
      break;
    }
  }
  return { text: found.join(''), first };
}
