import type {
  Position,
  Range,
  TextDocument,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver-textdocument';
import type { FileHead, LogLine } from '../formats/format';
import { HEAD, headOf, type LogReader, openLog } from '../formats/registry';
import { Block } from './block';
import { afterBreak, LONGEST_READ, lineEnd, lineStart, positionIn } from './textLines';

/** What people chose about the formats that a log may have. */
export interface FormatChoice {
  /** The id of the one format to read it as; without one it is recognised. */
  readonly only?: string | undefined;
  /** The head of another log, of which this one holds lines. */
  readonly head?: FileHead | undefined;
}

/**
 * An open log: its text as blocks of whole lines, each with its index. Behaves as the stock text document does, but
 * an edit costs as much as the blocks it touches, however long the log is.
 */
export class LogDocument implements TextDocument {
  readonly uri: string;
  readonly languageId: string;
  #version: number;
  #blocks: Block[];
  #reader: LogReader;
  #choice: FormatChoice;

  constructor(uri: string, languageId: string, version: number, content: string, choice: FormatChoice = {}) {
    this.uri = uri;
    this.languageId = languageId;
    this.#version = version;
    this.#choice = choice;
    this.#reader = this.#open(content);
    this.#blocks = blocksOf(content, this.#reader);
  }

  get version(): number {
    return this.#version;
  }

  /** The blocks from the first line to the last; at least one. */
  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  get reader(): LogReader {
    return this.#reader;
  }

  /** The file's name without folders. */
  get name(): string {
    return nameOf(this.uri);
  }

  /** What decides how the log is read. */
  get head(): FileHead {
    return this.#choice.head ?? headOf(this.#slice(0, HEAD.units + 1), this.name);
  }

  get lineCount(): number {
    let count = 1;
    for (const { breaks } of this.#blocks) {
      count += breaks;
    }
    return count;
  }

  getText(range?: Range): string {
    if (range === undefined) {
      return this.#blocks.map(({ text }) => text).join('');
    }
    const [start, end] = [this.offsetAt(range.start), this.offsetAt(range.end)];
    return this.#slice(Math.min(start, end), Math.max(start, end));
  }

  /** The line without its break; `''` where there is no such line. */
  lineText(line: number): string {
    const place = this.#blockOfLine(line);
    if (place === undefined) {
      return '';
    }
    const { block, number } = place;
    const start = lineStart(block.text, number);
    return block.text.slice(start, lineEnd(block.text, start));
  }

  /** What the line says, read afresh. */
  readLine(line: number): LogLine | undefined {
    return this.#reader.read(this.lineText(line).slice(0, LONGEST_READ));
  }

  positionAt(offset: number): Position {
    let rest = Math.max(offset, 0);
    let line = 0;
    const last = this.#blocks.length - 1;
    for (const [index, { text, breaks }] of this.#blocks.entries()) {
      if (rest < text.length || index === last) {
        const place = positionIn(text, Math.min(rest, text.length));
        return { line: line + place.line, character: place.character };
      }
      rest -= text.length;
      line += breaks;
    }
    return { line, character: 0 };
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) {
      return 0;
    }
    const place = this.#blockOfLine(line);
    if (place === undefined) {
      return this.length;
    }
    const { text } = place.block;
    const start = lineStart(text, place.number);
    return place.offset + (character <= 0 ? start : Math.min(start + character, lineEnd(text, start)));
  }

  /** The range of a line without its break; beyond the last line, the last line's. */
  getLineRange(line: number): Range {
    const number = Math.max(0, Math.min(line, this.lineCount - 1));
    const character = line < 0 ? 0 : this.lineText(number).length;
    return { start: { line: number, character: 0 }, end: { line: number, character } };
  }

  /** The line's break: `\n`, `\r\n`, `\r`, or `''` for the last line. */
  getEOLCharacters(line: number): string {
    const place = this.#blockOfLine(line);
    if (place === undefined) {
      return '';
    }
    const { text } = place.block;
    const end = lineEnd(text, lineStart(text, place.number));
    return text.slice(end, afterBreak(text, end));
  }

  /** Applies the changes one after the other, as LSP means them. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      if ('range' in change) {
        const [start, end] = [this.offsetAt(change.range.start), this.offsetAt(change.range.end)];
        this.#splice(Math.min(start, end), Math.max(start, end), change.text);
      } else {
        this.#reread(change.text);
      }
    }
    this.#version = version;
  }

  /** Reads the log anew where people chose other formats than before. */
  readAs(choice: FormatChoice): void {
    this.#choice = choice;
    const content = this.getText();
    if (this.#open(content).key !== this.#reader.key) {
      this.#reread(content);
    }
  }

  #open(content: string): LogReader {
    const { head, only } = this.#choice;
    return openLog(head ?? headOf(content, this.name), only);
  }

  #reread(content: string): void {
    this.#reader = this.#open(content);
    this.#blocks = blocksOf(content, this.#reader);
  }

  /** Replaces the text between two offsets, and with it the blocks that this touches. */
  #splice(start: number, end: number, text: string): void {
    const first = this.#blockAt(start);
    const last = this.#blockAt(end);
    const before = this.#blocks[first.index]?.text.slice(0, start - first.offset) ?? '';
    const behind = this.#blocks[last.index]?.text.slice(end - last.offset) ?? '';
    const joined = before + text + behind;
    if (first.offset < HEAD.units && this.#readsOtherwise(first.index, last.index, joined)) {
      const { index } = last;
      const rest = this.#blocks.slice(index + 1).map((block) => block.text);
      const ahead = this.#blocks.slice(0, first.index).map((block) => block.text);
      this.#reread([...ahead, joined, ...rest].join(''));
      return;
    }
    const blocks = blocksOf(joined, this.#reader);
    const after = this.#blocks.slice(last.index + 1);
    this.#blocks = [...this.#blocks.slice(0, first.index), ...blocks, ...after];
  }

  /** Whether the head of the file, after an edit to blocks `first` to `last`, asks for another reader. */
  #readsOtherwise(first: number, last: number, joined: string): boolean {
    let head =
      this.#blocks
        .slice(0, first)
        .map(({ text }) => text)
        .join('') + joined;
    for (let index = last + 1; head.length <= HEAD.units && index < this.#blocks.length; index++) {
      head += this.#blocks[index]?.text;
    }
    const reader = this.#open(head);
    const same = reader.key === this.#reader.key;
    if (same) {
      this.#reader = reader;
    }
    return !same;
  }

  #slice(start: number, end: number): string {
    const first = this.#blockAt(start);
    const parts: string[] = [];
    let offset = first.offset;
    for (let index = first.index; index < this.#blocks.length && offset < end; index++) {
      const text = this.#blocks[index]?.text ?? '';
      parts.push(text.slice(Math.max(start - offset, 0), end - offset));
      offset += text.length;
    }
    return parts.join('');
  }

  /** The block that holds the unit at `offset`; the last block for the end of the text. */
  #blockAt(offset: number): { index: number; offset: number } {
    let before = 0;
    const last = this.#blocks.length - 1;
    for (let index = 0; index < last; index++) {
      const { length } = (this.#blocks[index] as Block).text;
      if (offset < before + length) {
        return { index, offset: before };
      }
      before += length;
    }
    return { index: last, offset: before };
  }

  /** The block that holds a line, the offset of the block, and the line's number in it. */
  #blockOfLine(line: number): { block: Block; offset: number; number: number } | undefined {
    let offset = 0;
    let number = line;
    const last = this.#blocks.length - 1;
    for (let index = 0; index <= last; index++) {
      const block = this.#blocks[index] as Block;
      if (number < block.breaks || (index === last && number === block.breaks)) {
        return number < 0 ? undefined : { block, offset, number };
      }
      offset += block.text.length;
      number -= block.breaks;
    }
    return undefined;
  }

  /** In UTF-16 units. */
  get length(): number {
    let length = 0;
    for (const { text } of this.#blocks) {
      length += text.length;
    }
    return length;
  }
}

/** A block is cut at the first line break after this many units: after an edit about as much is read anew. */
const BLOCK_UNITS = 32 * 1024;

/** Cuts a text after line feeds, never inside `\r\n`. */
function blocksOf(text: string, reader: LogReader): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  // The last piece may be twice as long, so that typing at a seam leaves no trail of tiny blocks.
  while (text.length - start > 2 * BLOCK_UNITS) {
    const feed = text.indexOf('\n', start + BLOCK_UNITS);
    if (feed < 0 || feed + 1 === text.length) {
      break;
    }
    blocks.push(new Block(text.slice(start, feed + 1), reader));
    start = feed + 1;
  }
  blocks.push(new Block(text.slice(start), reader));
  return blocks;
}

/** The file's name of a URI, `%20` undone; `''` where it has none. */
function nameOf(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
