import { forEachLine } from '../log/block';
import type { LinesAround } from '../lsp/protocol';
import { openSource, streamOf } from './files';
import { wholePieces, withoutMark } from './pieces';
import { forEachText } from './wholeLines';

/** Lines before and after the one that is asked for. */
const MARGIN = 200;

/** The neighbourhood of a line, of files too that no editor opens. Lines count from 0. */
export async function linesAround(file: string, line: number, signal?: AbortSignal): Promise<LinesAround> {
  const source = await openSource(file);
  const stream = streamOf(source);
  const first = Math.max(0, line - MARGIN);
  const found: string[] = [];
  let before = 0;
  let isFirst = true;
  try {
    for await (const piece of wholePieces(stream)) {
      forEachText(piece, (text) => {
        before += forEachLine(isFirst ? withoutMark(text) : text, (words, number) => {
          const at = before + number;
          if (at >= first && at <= line + MARGIN) {
            found.push(`${words}\n`);
          }
        });
        isFirst = false;
      });
      if (before > line + MARGIN || signal?.aborted) {
        break;
      }
    }
  } finally {
    stream.destroy();
    if (source.kind === 'file') {
      await source.handle.close().catch(() => undefined);
    }
  }
  return { text: found.join(''), first };
}
