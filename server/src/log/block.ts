import type { LogReader } from '../formats/registry';
import { mainReply, type Severity, severityOf } from './severity';

/** A run of whole lines and, once asked for, the few numbers found in them. */
export class Block implements Rows {
  /** Ends with a line break, save in the last block of a text. */
  readonly text: string;
  /** Line breaks in the text: `\n`, `\r\n` or a lone `\r`. */
  readonly breaks: number;
  readonly #reader: LogReader;
  #rows: Rows | undefined;

  constructor(text: string, reader: LogReader) {
    this.text = text;
    this.breaks = forEachPlace(text, () => undefined);
    this.#reader = reader;
  }

  get line(): Rows['line'] {
    return this.#read().line;
  }

  get queueId(): Int32Array {
    return this.#read().queueId;
  }

  get code(): Uint16Array {
    return this.#read().code;
  }

  get kind(): Uint8Array {
    return this.#read().kind;
  }

  get failures(): number {
    return this.#read().failures;
  }

  get permanent(): number {
    return this.#read().permanent;
  }

  #read(): Rows {
    this.#rows ??= readRows(this.text, this.breaks, this.#reader);
    return this.#rows;
  }
}

/**
 * A row stands for a line with a reply or an outcome; words are read again from the line when asked for. Rows count
 * lines from the block's own first line, so that an edit elsewhere moves nothing here.
 */
export interface Rows {
  /** The line of each row, ascending, from 0. */
  readonly line: Uint16Array | Uint32Array;
  /** A hash of the row's queue id, 0 for none. Ids may collide: look at the text before believing it. */
  readonly queueId: Int32Array;
  /** The reply code of each row, 0 for none. */
  readonly code: Uint16Array;
  /** One of `ROW` for each row. */
  readonly kind: Uint8Array;
  /** How many rows are failures, and how many of these are permanent. */
  readonly failures: number;
  readonly permanent: number;
}

/** What a row records. */
export const ROW = { success: 1, temporary: 2, permanent: 3 } as const;

export type Only = Severity | undefined;

/** Whether a row's kind is a failure, of the severity asked for. */
export function isFailure(kind: number | undefined, only: Only): boolean {
  switch (only) {
    case 'permanent':
      return kind === ROW.permanent;
    case 'temporary':
      return kind === ROW.temporary;
    default:
      return kind !== undefined && kind >= ROW.temporary;
  }
}

/** A line longer than this is read no further: work per line stays bounded. UTF-16 units. */
export const LONGEST_READ = 64 * 1024;

/** Reads every line of `text` once, save those that tell of nothing at a glance. */
function readRows(text: string, breaks: number, reader: LogReader): Rows {
  gathered.length = 0;
  let failures = 0;
  let permanent = 0;
  forEachPlace(text, (start, end, number) => {
    if (reader.glance(text, start, end) !== undefined) {
      return;
    }
    const line = text.slice(start, end);
    const read = reader.read(line);
    const reply = read && mainReply(read);
    if (read === undefined || (reply === undefined && read.outcome === undefined)) {
      return;
    }
    const severity = severityOf(read, line);
    if (severity !== undefined) {
      failures++;
      permanent += severity === 'permanent' ? 1 : 0;
    }
    const id = read.queueId;
    gathered.push(
      number,
      id === undefined ? 0 : hashOf(line, id.start, id.end),
      reply?.code ?? 0,
      ROW[severity ?? 'success'],
    );
  });
  return { ...gathered.columns(breaks), failures, permanent };
}

/**
 * Calls `visit` for every line of `text`, without its break and cut at `LONGEST_READ`; what follows the last break
 * is a line where it is not empty. Returns the number of breaks.
 */
export function forEachLine(text: string, visit: (line: string, number: number) => void): number {
  return forEachPlace(text, (start, end, number) => visit(text.slice(start, end), number));
}

/** The same, with the places of the lines instead of the lines. */
export function forEachPlace(
  text: string,
  visit: (start: number, end: number, number: number) => void,
): number {
  let start = 0;
  let number = 0;
  let feed = text.indexOf('\n');
  let carriage = text.indexOf('\r');
  while (feed >= 0 || carriage >= 0) {
    const atCarriage = carriage >= 0 && (feed < 0 || carriage < feed);
    const end = atCarriage ? carriage : feed;
    visit(start, end - start > LONGEST_READ ? start + LONGEST_READ : end, number++);
    start = atCarriage && feed === carriage + 1 ? feed + 1 : end + 1;
    if (feed >= 0 && feed < start) {
      feed = text.indexOf('\n', start);
    }
    if (carriage >= 0 && carriage < start) {
      carriage = text.indexOf('\r', start);
    }
  }
  if (start < text.length) {
    visit(start, Math.min(text.length, start + LONGEST_READ), number);
  }
  return number;
}

/** FNV-1a over the units of a queue id; never 0. */
export function hashOf(text: string, start = 0, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 0 || 1;
}

/** Where the rows of the block being read are gathered before they get arrays of their right size. */
const gathered = {
  length: 0,
  line: new Uint32Array(1024),
  queueId: new Int32Array(1024),
  code: new Uint16Array(1024),
  kind: new Uint8Array(1024),

  push(line: number, queueId: number, code: number, kind: number): void {
    const at = this.length++;
    if (at === this.line.length) {
      this.grow();
    }
    this.line[at] = line;
    this.queueId[at] = queueId;
    this.code[at] = code;
    this.kind[at] = kind;
  },

  grow(): void {
    const room = this.line.length * 2;
    this.line = enlarged(this.line, new Uint32Array(room));
    this.queueId = enlarged(this.queueId, new Int32Array(room));
    this.code = enlarged(this.code, new Uint16Array(room));
    this.kind = enlarged(this.kind, new Uint8Array(room));
  },

  /** In one piece of memory: four allocations a block would cost more than filling them. */
  columns(lines: number): Omit<Rows, 'failures' | 'permanent'> {
    const { length } = this;
    const wide = lines >= 0x10000;
    const lineBytes = wide ? 4 : 2;
    const memory = new ArrayBuffer(length * (4 + lineBytes + 2 + 1));
    const queueId = new Int32Array(memory, 0, length);
    const line = new (wide ? Uint32Array : Uint16Array)(memory, length * 4, length);
    const code = new Uint16Array(memory, length * (4 + lineBytes), length);
    const kind = new Uint8Array(memory, length * (4 + lineBytes + 2), length);
    for (let row = 0; row < length; row++) {
      queueId[row] = this.queueId[row] as number;
      line[row] = this.line[row] as number;
      code[row] = this.code[row] as number;
      kind[row] = this.kind[row] as number;
    }
    return { line, queueId, code, kind };
  },
};

function enlarged<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
