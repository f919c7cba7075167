import type { LogReader } from '../formats/registry';
import { addRows, RowColumns, type Rows } from './rows';
import { addShapedRows } from './shapes/shapedRows';
import { forEachPlace } from './textLines';

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

function readRows(text: string, breaks: number, reader: LogReader): Rows {
  columns.clear();
  if (!addShapedRows(text, reader, columns)) {
    columns.clear();
    addRows(text, 0, reader, columns);
  }
  return columns.rows(breaks);
}

/** Those of the block that is being read. */
const columns = new RowColumns();
