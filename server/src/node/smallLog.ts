import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SmallLogPage } from '../lsp/protocol';
import { errorText } from './errorText';

/** A line picked from a log, and its place there. */
export interface PickedLine {
  /** An index of the logs that are being read. */
  readonly file: number;
  /** From 0. */
  readonly line: number;
  readonly text: string;
}

/**
 * Picked lines, kept in a file of their own, whose memory does not grow with them. It is cut into parts that an editor
 * takes with all its features on.
 */
export class SmallLog {
  readonly #file = new ScratchFile();
  readonly #parts: Part[] = [];
  /** The logs of which it holds lines. */
  readonly begun = new Set<number>();
  /** Lines that found no room: the disk or the log was full. */
  leftOut = 0;
  /** Why the disk took no more. */
  error: string | undefined;

  /** Lines in each part. */
  get parts(): readonly number[] {
    return this.#parts.map(({ lines }) => lines);
  }

  add(lines: readonly PickedLine[]): void {
    let at = 0;
    while (at < lines.length && this.error === undefined && this.#file.length < MOST_BYTES) {
      const part = this.#openPart();
      const room = Math.min(lines.length, at + MOST_LINES - part.lines);
      let text = '';
      const before = at;
      for (; at < room && part.bytes + text.length < PART_BYTES; at++) {
        const { file, line, text: words } = lines[at] as PickedLine;
        text += `${file}\t${line}\t${words}\n`;
      }
      try {
        part.bytes += this.#file.append(text);
        part.lines += at - before;
      } catch (error) {
        this.error = errorText(error);
        at = before;
      }
    }
    this.leftOut += lines.length - at;
  }

  /** The lines of a part from the line `from` of it. */
  page(part: number, from: number): SmallLogPage {
    const { start, bytes } = this.#parts[part] ?? { start: 0, bytes: 0 };
    const rows = this.#file.read(start, bytes).split('\n').slice(from, -1);
    const files: number[] = [];
    const lines: number[] = [];
    const text = rows.map((row) => {
      const first = row.indexOf('\t');
      const second = row.indexOf('\t', first + 1);
      files.push(Number(row.slice(0, first)));
      lines.push(Number(row.slice(first + 1, second)));
      return `${row.slice(second + 1)}\n`;
    });
    return { text: text.join(''), files, lines };
  }

  close(): void {
    this.#file.close();
  }

  #openPart(): Part {
    const last = this.#parts.at(-1);
    if (last !== undefined && last.lines < MOST_LINES && last.bytes < PART_BYTES) {
      return last;
    }
    const part = { start: this.#file.length, bytes: 0, lines: 0 };
    this.#parts.push(part);
    return part;
  }
}

interface Part {
  readonly start: number;
  bytes: number;
  lines: number;
}

/** Far below the 20 MB and 300 000 lines above which the editor gives features up; a page of it is sent at once. */
const PART_BYTES = 4_000_000;
const MOST_LINES = 20_000;
/** What may lie on the disk of a log with nothing but failures. */
const MOST_BYTES = 2 ** 30;

/** Bytes on the disk that nobody else can read, and that go when they are closed or the process ends. */
class ScratchFile {
  #folder: string | undefined;
  #fd: number | undefined;
  length = 0;

  /** Returns the number of bytes written, all or none. */
  append(text: string): number {
    this.#fd ??= this.#open();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#fd, bytes, at, bytes.length - at, this.length + at);
    }
    this.length += bytes.length;
    return bytes.length;
  }

  read(start: number, length: number): string {
    const bytes = Buffer.alloc(length);
    const count = this.#fd === undefined ? 0 : readSync(this.#fd, bytes, 0, length, start);
    return bytes.toString('utf8', 0, count);
  }

  close(): void {
    if (this.#fd !== undefined) {
      closeSync(this.#fd);
      this.#fd = undefined;
    }
    this.#remove();
  }

  #open(): number {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-'));
    const fd = openSync(path.join(this.#folder, 'lines'), 'wx+', 0o600);
    // Most systems let go of the name of an open file: then a killed process leaves nothing behind.
    if (process.platform !== 'win32') {
      this.#remove();
    }
    return fd;
  }

  #remove(): void {
    if (this.#folder !== undefined) {
      rmSync(this.#folder, { recursive: true, force: true });
      this.#folder = undefined;
    }
  }
}
