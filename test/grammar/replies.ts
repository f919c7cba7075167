import type { IGrammar } from 'vscode-textmate';
import { scopeLines } from './engine';

/** What the grammar colours as a reply code: `12:30` is the line from 1 and the column from 0. */
export interface ColouredReply {
  readonly at: string;
  readonly code: number;
  /** A reply of several lines on one line of the log says its code again and again. */
  readonly isRepeated: boolean;
}

export function colouredReplies(grammar: IGrammar, lines: readonly string[]): ColouredReply[] {
  return scopeLines(grammar, lines).flatMap((runs, index) => {
    const said = new Set<number>();
    return runs
      .filter(({ scopes }) => scopes.some((scope) => scope.includes('.reply.')))
      .map(({ start, end }) => {
        const code = Number(lines[index]?.slice(start, end));
        const isRepeated = said.has(code);
        said.add(code);
        return { at: `${index + 1}:${start}`, code, isRepeated };
      });
  });
}

/** Where a reply truly stands. One that is not `sure` may be coloured or not. */
export interface TrueReply {
  readonly at: string;
  readonly code: number;
  readonly sure: boolean;
}

/** How well the colours agree with the truth about the same lines. */
export interface Agreement {
  readonly found: number;
  readonly missed: readonly string[];
  readonly false: readonly string[];
}

export function agreement(coloured: readonly ColouredReply[], truth: readonly TrueReply[]): Agreement {
  const open = new Map(truth.map((reply) => [reply.at, reply]));
  const wrong: string[] = [];
  let found = 0;
  for (const { at, code, isRepeated } of coloured) {
    const reply = open.get(at);
    open.delete(at);
    if (reply?.code === code) {
      found += reply.sure ? 1 : 0;
    } else if (reply !== undefined || !isRepeated) {
      wrong.push(at);
    }
  }
  return { found, missed: [...open.values()].filter(({ sure }) => sure).map(({ at }) => at), false: wrong };
}

export function precision({ found, false: wrong }: Agreement): number {
  return found / Math.max(1, found + wrong.length);
}

export function recall({ found, missed }: Agreement): number {
  return found / Math.max(1, found + missed.length);
}
