import type { Span } from '../span';
import { type FileHead, LogLine, span } from './format';

/**
 * The columns of a line of comma, tab or blank separated values, as places in that line.
 * Between commas quotes may enclose a column: they are no part of it, quotes doubled inside stay as they stand.
 * One object serves all lines of a reader: what it says holds until it reads the next line.
 */
export class Columns {
  readonly #separator: string;
  readonly #most: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  count = 0;

  /** `most`: columns after so many are left unread. */
  constructor(separator: string, most = 64) {
    this.#separator = separator;
    this.#most = most;
  }

  read(line: string, start: number): this {
    this.count = 0;
    let at = start;
    while (this.count < this.#most && at <= line.length) {
      at =
        this.#separator === ',' && line.charCodeAt(at) === QUOTE
          ? this.#readQuoted(line, at + 1)
          : this.#readBare(line, at);
    }
    return this;
  }

  /** The place of a column; `undefined` where the line has no such column or it is empty. */
  span(column: number): Span | undefined {
    const start = this.start(column);
    const end = this.end(column);
    return start === end ? undefined : span(start, end);
  }

  /** Where a column begins; 0, as its end, where the line has no such column. */
  start(column: number): number {
    return column >= 0 && column < this.count ? (this.#starts[column] ?? 0) : 0;
  }

  end(column: number): number {
    return column >= 0 && column < this.count ? (this.#ends[column] ?? 0) : 0;
  }

  #readBare(line: string, start: number): number {
    const end = line.indexOf(this.#separator, start);
    return this.#add(line, start, end < 0 ? line.length : end, end);
  }

  /** A quote that is never closed takes the rest of the line. */
  #readQuoted(line: string, start: number): number {
    let quote = line.indexOf('"', start);
    while (quote >= 0 && line.charCodeAt(quote + 1) === QUOTE) {
      quote = line.indexOf('"', quote + 2);
    }
    const next = quote < 0 ? -1 : line.indexOf(this.#separator, quote);
    return this.#add(line, start, quote < 0 ? line.length : quote, next);
  }

  /** Notes a column without the blanks before it; answers where the next one begins. */
  #add(line: string, start: number, end: number, separatorAt: number): number {
    let at = start;
    while (at < end && line.charCodeAt(at) === 0x20) {
      at++;
    }
    this.#starts[this.count] = at;
    this.#ends[this.count] = end;
    this.count++;
    return separatorAt < 0 ? line.length + 1 : separatorAt + 1;
  }
}

/** A line whose fields are columns of these numbers. */
export function lineFrom(columns: Columns, numbers: Readonly<Partial<Record<ColumnField, number>>>): LogLine {
  const logLine = new LogLine();
  for (const field of COLUMN_FIELDS) {
    const column = numbers[field];
    if (column !== undefined) {
      logLine[field] = columns.span(column);
    }
  }
  return logLine;
}

const COLUMN_FIELDS = ['time', 'queueId', 'sender', 'recipient', 'relay'] as const;
type ColumnField = (typeof COLUMN_FIELDS)[number];

/**
 * Which column has which name, from a header such as `#Fields: date-time,connector-id,session-id`.
 * Names are compared in lower case without punctuation: `recipient-status` and `RecipientStatus` are one.
 */
export function columnNumbers(header: string, separator: string): ReadonlyMap<string, number> {
  const names = header.replace(/^#Fields:\s*/i, '').split(separator, 200);
  return new Map(names.map((name, column) => [columnName(name), column]));
}

export function columnName(written: string): string {
  return written.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The numbers of the first header in a file's head that names all `wanted` columns. */
export function findHeader(
  head: FileHead,
  separator: string,
  wanted: readonly string[],
): ReadonlyMap<string, number> | undefined {
  for (const line of head.lines) {
    if (mayBeHeader(line)) {
      const numbers = columnNumbers(line, separator);
      if (wanted.every((name) => numbers.has(name))) {
        return numbers;
      }
    }
  }
  return undefined;
}

/** A header begins with a name, a quote, `#Fields:` or a byte order mark; most other lines with a time. */
function mayBeHeader(line: string): boolean {
  return /^[\uFEFF"#A-Za-z]/.test(line) && line.length < LONGEST_HEADER;
}

const LONGEST_HEADER = 8000;
const QUOTE = 0x22;
