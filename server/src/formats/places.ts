import type { Span } from '../span';
import type { LogLine } from './format';

/** A text taken out of a line by undoing escapes, and where in the line each of its units comes from. */
export interface Taken {
  readonly text: string;
  /** Where in the line the unit of the same index begins, and where it ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The text of a JSON string between its quotes, `\"`, `\n`, `\u003c` and the like undone. */
export function takeJsonString(line: string, start: number, end: number): Taken {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let at = start;
  while (at < end) {
    const backslash = line.indexOf('\\', at);
    const stop = backslash < 0 || backslash > end ? end : backslash;
    text += line.slice(at, stop);
    for (; at < stop; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
    if (at < end) {
      const length = escapeLength(line, at, end);
      text += length === 1 ? '\\' : unescaped(line, at, length);
      starts.push(at);
      at += length;
      ends.push(at);
    }
  }
  return { text, starts, ends };
}

function escapeLength(line: string, at: number, end: number): number {
  const length = line.charCodeAt(at + 1) === LETTER_U ? 6 : 2;
  return at + length > end ? 1 : length;
}

function unescaped(line: string, at: number, length: number): string {
  const letter = line.charAt(at + 1);
  if (length === 2) {
    return ESCAPES.get(letter) ?? letter;
  }
  const unit = Number.parseInt(line.slice(at + 2, at + 6), 16);
  return Number.isNaN(unit) ? ' ' : String.fromCharCode(unit);
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);

/** The text of `[101,105,…]`, one byte a unit; `at` is the bracket. As far as it goes. */
export function takeBytes(line: string, at: number): Taken {
  const starts: number[] = [];
  const ends: number[] = [];
  const units: string[] = [];
  NUMBER.lastIndex = at + 1;
  for (let found = NUMBER.exec(line); found !== null; found = NUMBER.exec(line)) {
    starts.push(NUMBER.lastIndex - found[0].length + found[0].indexOf(found[1] ?? ''));
    ends.push(NUMBER.lastIndex);
    units.push(String.fromCharCode(Number(found[1])));
  }
  return { text: units.join(''), starts, ends };
}

const NUMBER = /[, ]{0,2}(\d{1,3})/y;

/** What was read from a taken text, moved to where it stands in the line that the text was taken from. */
export function moveBack(read: LogLine, taken: Taken): void {
  for (const field of FIELDS) {
    const span = read[field];
    if (span !== undefined) {
      read[field] = moveSpan(span, taken);
    }
  }
  if (read.links.length > 0) {
    read.links = read.links.map((link) => moveSpan(link, taken));
  }
  read.replies = read.replies.map((reply) => ({ ...reply, ...moveSpan(reply, taken) }));
}

export function moveSpan(span: Span, taken: Taken): Span {
  return { start: placeOf(span.start, taken), end: endOf(span, taken) };
}

const FIELDS = [
  'time',
  'queueId',
  'sender',
  'recipient',
  'relay',
  'command',
  'status',
  'words',
  'delay',
  'messageId',
] as const satisfies readonly (keyof LogLine)[];

function placeOf(offset: number, { starts, ends }: Taken): number {
  return starts[offset] ?? ends.at(-1) ?? 0;
}

function endOf({ start, end }: Span, taken: Taken): number {
  return end > start ? (taken.ends[end - 1] ?? placeOf(end, taken)) : placeOf(start, taken);
}

/** The places of a text taken from a text that was itself taken from the line. */
export function through(outer: Taken, inner: Taken): Taken {
  return {
    text: inner.text,
    starts: inner.starts.map((offset) => placeOf(offset, outer)),
    ends: inner.ends.map((offset) => outer.ends[offset - 1] ?? 0),
  };
}

const LETTER_U = 0x75;
