import type { LogLine } from '../formats/format';
import { HEAD, headOf, type LogReader, openLog } from '../formats/registry';
import { severityOf } from '../log/severity';
import { forEachLine } from '../log/textLines';
import { nameOf } from './files';
import type { FollowEvent, FollowedFile } from './follow';
import { headOfLog } from './lines';
import { withoutMark } from './pieces';
import { textOf } from './wholeLines';

/** New lines of a log, and how they are to be read. */
export interface NewLines {
  readonly kind: 'lines';
  readonly text: string;
  /** The number of the first in its file, from 0. */
  readonly line: number;
  readonly reader: LogReader;
}

export type LogNews = NewLines | Exclude<FollowEvent, { readonly kind: 'appended' }>;

/** A followed log as lines of text, each with its number. */
export class FollowedLog {
  readonly #file: FollowedFile;
  /** The one format that a person chose. */
  readonly #format: string | undefined;
  /** As much of the file's beginning as decides how it is read. */
  #head: string;
  #reader: LogReader;
  #lines: number;

  private constructor(file: FollowedFile, format: string | undefined, head: string, lines: number) {
    this.#file = file;
    this.#format = format;
    this.#head = head;
    this.#lines = lines;
    this.#reader = this.#open();
  }

  /** `lines`: how many stand before the file's `start`. */
  static async from(file: FollowedFile, lines: number, format?: string): Promise<FollowedLog> {
    const head = await headOfLog(file.path).catch(() => headOf(''));
    const text = head.lines.map((line) => `${line}\n`).join('');
    return new FollowedLog(file, format, file.start === 0 ? '' : text, lines);
  }

  /** Where the next line will stand, and how it will be read. */
  get place(): { readonly line: number; readonly reader: LogReader } {
    return { line: this.#lines, reader: this.#reader };
  }

  /** Line breaks in the file that has the name now. */
  get lines(): number {
    return this.#lines;
  }

  /** Whether the lines read last stand in a file that another has taken the name of. */
  get isReplaced(): boolean {
    return this.#file.isReplaced;
  }

  /** What is new since the last call. */
  async *news(): AsyncGenerator<LogNews> {
    for await (const event of this.#file.changes()) {
      if (event.kind === 'appended') {
        yield this.#read(event.bytes);
        continue;
      }
      if (event.kind !== 'vanished') {
        this.#head = '';
        this.#lines = 0;
      }
      yield event;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #read(bytes: Buffer): NewLines {
    const line = this.#lines;
    const text = line === 0 ? withoutMark(textOf(bytes)) : textOf(bytes);
    if (line < HEAD.lines && this.#head.length < HEAD.units) {
      this.#head += text;
      this.#reader = this.#open();
    }
    this.#lines += forEachLine(text, () => undefined);
    return { kind: 'lines', text, line, reader: this.#reader };
  }

  #open(): LogReader {
    return openLog(headOf(this.#head, nameOf(this.#file.path)), this.#format);
  }
}

/** Calls `visit` for each of the lines that records a failure; lines count from 0 in their file. */
export function forEachFailure(
  { text, line: before, reader }: NewLines,
  visit: (line: string, number: number, read: LogLine, isPermanent: boolean) => void,
): void {
  forEachLine(text, (line, number) => {
    const read = reader.read(line);
    const severity = read && severityOf(read, line);
    if (read !== undefined && severity !== undefined) {
      visit(line, before + number, read, severity === 'permanent');
    }
  });
}
