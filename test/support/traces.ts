import { headOf, openLog } from '../../server/src/formats/registry';
import { forEachLine } from '../../server/src/log/textLines';
import type { TraceLog } from '../../server/src/log/trace/gather';

/** A log in memory, in texts of some lines each as files are read. */
export function logOf(name: string, text: string): TraceLog {
  const { read } = openLog(headOf(text, name));
  return {
    name,
    forEach: async (visit, skips) => {
      let before = 0;
      for (const piece of text.match(/(?:[^\n]*\n){1,3}|[^\n]+$/g) ?? []) {
        const skipped = skips(piece);
        before += forEachLine(piece, (line, number) => {
          const found = skipped ? undefined : read(line);
          if (found !== undefined) {
            visit(line, before + number + 1, found);
          }
        });
      }
    },
  };
}

/** `query: …`, then logs, each after `--- its name`, then `=== ` and the story that is expected. */
export interface Spec {
  readonly query: string;
  readonly logs: readonly { readonly name: string; readonly text: string }[];
  /** All of it before the story. */
  readonly given: string;
  readonly story: string;
}

export function readSpec(spec: string): Spec {
  const [given = '', story = ''] = spec.split(/^===\n/m);
  const [head = '', ...parts] = given.split(/^--- /m);
  return {
    query: head.replace(/^query: /, '').trim(),
    logs: parts.map((part) => ({
      name: part.slice(0, part.indexOf('\n')),
      text: part.slice(part.indexOf('\n') + 1),
    })),
    given,
    story,
  };
}
