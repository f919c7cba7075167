import type { LogLine } from '../formats/format';
import type { LogReader } from '../formats/registry';
import type { Span } from '../span';
import { mainReply, type Severity, severityOf } from './severity';
import { forEachPlace } from './textLines';

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

/** What a row tells of its line. */
export interface RowInLine {
  readonly code: number;
  readonly severity: Severity | undefined;
  readonly queueId: Span | undefined;
}

/** `undefined` for a line with neither a reply nor an outcome. */
export function rowOf(line: string, read: LogLine): RowInLine | undefined {
  const reply = mainReply(read);
  return reply === undefined && read.outcome === undefined
    ? undefined
    : { code: reply?.code ?? 0, severity: severityOf(read, line), queueId: read.queueId };
}

/**
 * Reads every line of a text once, save those that tell of nothing at a glance; its first line has a number. Returns
 * the number of breaks.
 */
export function addRows(text: string, first: number, reader: LogReader, into: RowColumns): number {
  return forEachPlace(text, (start, end, number) => {
    if (reader.glance(text, start, end) !== undefined) {
      return;
    }
    const line = text.slice(start, end);
    const read = reader.read(line);
    const row = read && rowOf(line, read);
    if (row !== undefined) {
      const id = row.queueId;
      into.add(first + number, id === undefined ? 0 : hashOf(line, id.start, id.end), row);
    }
  });
}

/** FNV-1a over the units of a queue id; never 0. */
export function hashOf(text: string, start = 0, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 0 || 1;
}

/** Where the rows of a block are gathered before they get arrays of their right size. */
export class RowColumns {
  #length = 0;
  #failures = 0;
  #permanent = 0;
  #line = new Uint32Array(1024);
  #queueId = new Int32Array(1024);
  #code = new Uint16Array(1024);
  #kind = new Uint8Array(1024);

  clear(): void {
    this.#length = 0;
    this.#failures = 0;
    this.#permanent = 0;
  }

  /** `queueId` is the hash of the id, or 0. */
  add(line: number, queueId: number, { code, severity }: Pick<RowInLine, 'code' | 'severity'>): void {
    const at = this.#length++;
    if (at === this.#line.length) {
      this.#grow();
    }
    this.#line[at] = line;
    this.#queueId[at] = queueId;
    this.#code[at] = code;
    this.#kind[at] = ROW[severity ?? 'success'];
    this.#failures += severity === undefined ? 0 : 1;
    this.#permanent += severity === 'permanent' ? 1 : 0;
  }

  /** Those of a block with so many breaks. In one piece of memory: four allocations would cost more than filling them. */
  rows(breaks: number): Rows {
    const length = this.#length;
    const wide = breaks >= 0x10000;
    const lineBytes = wide ? 4 : 2;
    const memory = new ArrayBuffer(length * (4 + lineBytes + 2 + 1));
    const queueId = new Int32Array(memory, 0, length);
    const line = new (wide ? Uint32Array : Uint16Array)(memory, length * 4, length);
    const code = new Uint16Array(memory, length * (4 + lineBytes), length);
    const kind = new Uint8Array(memory, length * (4 + lineBytes + 2), length);
    for (let row = 0; row < length; row++) {
      queueId[row] = this.#queueId[row] as number;
      line[row] = this.#line[row] as number;
      code[row] = this.#code[row] as number;
      kind[row] = this.#kind[row] as number;
    }
    return { line, queueId, code, kind, failures: this.#failures, permanent: this.#permanent };
  }

  #grow(): void {
    const room = this.#line.length * 2;
    this.#line = enlarged(this.#line, new Uint32Array(room));
    this.#queueId = enlarged(this.#queueId, new Int32Array(room));
    this.#code = enlarged(this.#code, new Uint16Array(room));
    this.#kind = enlarged(this.#kind, new Uint8Array(room));
  }
}

function enlarged<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
