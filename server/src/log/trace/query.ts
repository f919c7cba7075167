import type { LogLine } from '../../formats/format';
import type { LineIds } from './ids';
import { recipientsOf } from './recipients';

/** What is looked for: an id or an address as a person wrote it, or a line of one of the logs. */
export type Query =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'line'; readonly log: number; readonly line: number };

export interface Question {
  readonly matches: (log: number, number: number, line: string, read: LogLine, ids: LineIds) => boolean;
  /** What every line that matches holds, in lower case; `undefined` where only its place tells. */
  readonly words: string | undefined;
}

/** `<1@example.com>` may be a message id or an address: both are looked for, whatever stands round it. */
export function readQuery(query: Query): Question {
  if (query.kind === 'line') {
    return { matches: (log, number) => log === query.log && number === query.line, words: undefined };
  }
  const text = query.text.trim().replace(/^<|>$/g, '');
  const plain = text.toLowerCase();
  const keys = new Set([`q:${text}`, `m:${text}`, `s:${text}`]);
  const isDomain = plain.startsWith('@');
  const isAddressed = (address: string) =>
    isDomain ? address.toLowerCase().endsWith(plain) : address.toLowerCase() === plain;
  return {
    words: plain,
    matches: (_log, _number, line, read, ids) =>
      plain !== '' &&
      ((ids.own !== undefined && keys.has(ids.own)) ||
        (ids.messageId !== undefined && keys.has(ids.messageId)) ||
        (ids.session !== undefined && keys.has(ids.session)) ||
        (plain.includes('@') && isOf(line, read, isAddressed))),
  };
}

function isOf(line: string, read: LogLine, isAddressed: (address: string) => boolean): boolean {
  const { sender } = read;
  return (
    (sender !== undefined && isAddressed(line.slice(sender.start, sender.end))) ||
    recipientsOf(line, read).some(
      ({ address, original }) => isAddressed(address) || (original !== undefined && isAddressed(original)),
    )
  );
}
