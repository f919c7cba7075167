import type { LogReader } from '../../formats/registry';
import { addRows, type RowColumns, type RowInLine, rowOf } from '../rows';
import { ACTION, type Kernel, KIND, newKernel, ROW, rowBehindUnclear } from './kernel';
import { KnownShapes, type LineShape, type Question } from './knownShapes';
import { isReplyMarked, numbersOf, Places, type SpanInShape } from './places';

/**
 * Adds the rows of a text of whole lines, of which most are known by their shapes; the others are read. `false` where
 * all should be read: the text is short, very long or not ASCII.
 */
export function addShapedRows(text: string, reader: LogReader, into: RowColumns): boolean {
  if (text.length < SHORTEST) {
    return false;
  }
  const shapes = rowShapes(reader);
  return text.length < shapes.longest && shapes.add(text, into);
}

/** Shorter ones are read sooner than a kernel is made ready. */
const SHORTEST = 8 * 1024;

function rowShapes(reader: LogReader): RowShapes {
  if (latest?.reader.key !== reader.key) {
    kernel ??= newKernel();
    latest = new RowShapes(kernel, reader);
  }
  return latest;
}

let kernel: Kernel | undefined;
/** Those that the kernel knows. */
let latest: RowShapes | undefined;

type RowTold = Pick<RowInLine, 'code' | 'severity'>;

/** What the index holds of every line of a shape. */
export interface RowShape extends LineShape {
  readonly row: RowTold | undefined;
  readonly queueId: SpanInShape | undefined;
}

export const INDEX: Question<RowShape> = {
  nothing: { format: '', isQuiet: true, row: undefined, queueId: undefined },
  shapeOf: (line, start, read, marked) => {
    const { format } = read;
    const found = rowOf(line, read);
    const queueId = new Places(start, marked).of(found?.queueId);
    if (queueId === null || isReplyMarked(read, marked)) {
      return undefined;
    }
    const row = found && { code: found.code, severity: found.severity };
    return { format, isQuiet: row === undefined, row, queueId };
  },
  recordOf: ({ row, queueId }) =>
    row === undefined
      ? [ACTION.nothing]
      : [ACTION.told, 0, ...numbersOf(undefined), ...numbersOf(undefined), ...numbersOf(queueId)],
};

class RowShapes extends KnownShapes<RowShape> {
  readonly reader: LogReader;
  /** Units that a text must not have. */
  readonly longest: number;
  readonly #input: Uint8Array;

  constructor(kernel: Kernel, reader: LogReader) {
    super(kernel, reader, INDEX);
    const { input, INPUT_BYTES } = kernel.at;
    this.reader = reader;
    this.longest = INPUT_BYTES.value;
    this.#input = kernel.bytes.subarray(input.value, input.value + INPUT_BYTES.value);
  }

  /** `false` where the text is not ASCII. */
  add(text: string, into: RowColumns): boolean {
    const { at, restart, scan } = this.kernel;
    const { written } = encoder.encodeInto(text, this.#input);
    if (written !== text.length) {
      return false;
    }
    const start = at.input.value;
    const end = start + text.length + this.#endLine(text.length);
    const reading = { text, into, breaks: 0 };
    restart();
    for (let next = start; next < end; ) {
      next = scan(next, end);
      this.#takeRows(reading);
      if (at.unknownStart.value !== 0) {
        this.#learn(text.slice(next - start, at.unknownEnd.value - start), next);
      }
    }
    return true;
  }

  /** The kernel wants a line feed at the end. Returns the number of units added. */
  #endLine(length: number): number {
    if (this.#input[length - 1] === FEED) {
      return 0;
    }
    this.#input[length] = FEED;
    return 1;
  }

  #learn(line: string, lineStart: number): void {
    if (!this.learn(line, lineStart)) {
      this.forget();
    }
  }

  #takeRows(reading: Reading): void {
    const { numbers, at } = this.kernel;
    let row = at.rows.value >> 2;
    const last = row + at.rowCount.value * ROW.length;
    while (row < last) {
      const kind = numbers[row + ROW.kind] as number;
      if (kind === KIND.unclear) {
        row = this.#readRows(row, last, reading);
        continue;
      }
      const line = (numbers[row + ROW.counted] as number) + reading.breaks;
      const told = this.get(kind)?.row as RowTold;
      reading.into.add(line, numbers[row + ROW.queueId] as number, told);
      row += ROW.length;
    }
  }

  /** Reads the lines of a row, and those of the rows that follow without a gap. Returns the next row. */
  #readRows(first: number, last: number, reading: Reading): number {
    const { numbers, at } = this.kernel;
    const next = rowBehindUnclear(this.kernel, first, last);
    const start = (numbers[first + ROW.start] as number) - at.input.value;
    const end = (numbers[next - ROW.length + ROW.end] as number) - at.input.value;
    const number = (numbers[first + ROW.counted] as number) + reading.breaks;
    reading.breaks += addRows(reading.text.slice(start, end), number, this.reader, reading.into);
    return next;
  }
}

/** A text that is being read. */
interface Reading {
  readonly text: string;
  readonly into: RowColumns;
  /** Breaks in lines that were read one by one. */
  breaks: number;
}

declare const TextEncoder: new () => {
  readonly encodeInto: (text: string, into: Uint8Array) => { readonly written: number };
};

const encoder = new TextEncoder();
const FEED = 0x0a;
