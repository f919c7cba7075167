import type { LogLine } from '../../formats/format';
import type { LogReader } from '../../formats/registry';
import type { Span } from '../../span';
import { ACTION, type Kernel, SHAPE } from './kernel';

/** What every line of a shape says. */
export interface LineShape {
  /** The format that reads it; `''` where none can. */
  readonly format: string;
  /** Whether there is neither a reply nor an outcome in it: then the beginning of a line may tell as much. */
  readonly isQuiet: boolean;
}

/** What somebody wants to know of lines. */
export interface Question<Shape extends LineShape> {
  /** Of a line that no format can read. */
  readonly nothing: Shape;
  /**
   * Of a line whose message begins at `start`; `undefined` where another line of its shape may have to be read
   * otherwise.
   */
  readonly shapeOf: (
    line: string,
    start: number,
    read: LogLine,
    marked: readonly Span[],
  ) => Shape | undefined;
  /** What the kernel has to know of a shape, see `SHAPE`. */
  readonly recordOf: (shape: Shape) => readonly number[];
}

/** The shapes of one log that a kernel knows. */
export class KnownShapes<Shape extends LineShape> {
  protected readonly kernel: Kernel;
  /** By their numbers; `undefined` for one whose lines have to be read. */
  protected readonly shapes: (Shape | undefined)[] = [];
  readonly #reader: LogReader;
  readonly #question: Question<Shape>;

  constructor(kernel: Kernel, reader: LogReader, question: Question<Shape>) {
    this.kernel = kernel;
    this.#reader = reader;
    this.#question = question;
    kernel.clearShapes();
  }

  get(number: number): Shape | undefined {
    return this.shapes[number];
  }

  /** Makes the shape of a line known, and what its beginning tells. `false` where there is no room: see `forget`. */
  learn(line: string, lineStart: number): boolean {
    const shape = this.#shapeOf(line, lineStart);
    const number = this.kernel.addShape();
    if (number < 0) {
      return false;
    }
    this.#know(number, shape);
    if (shape === undefined || shape.isQuiet) {
      this.#learnBeginning(line, lineStart, shape);
    }
    return true;
  }

  forget(): void {
    this.shapes.length = 0;
    this.kernel.clearShapes();
  }

  /** Most lines that count for nothing are known by their first words, and those of a format without shapes. */
  #learnBeginning(line: string, lineStart: number, shape: Shape | undefined): void {
    for (const isFirst of [true, false]) {
      const end = this.kernel.beginningEnd(isFirst) - lineStart;
      if (end < line.length && this.#isEnough(line.slice(0, end), shape)) {
        const number = this.kernel.addBeginning();
        if (number >= 0) {
          this.#know(number, shape);
        }
        return;
      }
    }
  }

  #isEnough(beginning: string, shape: Shape | undefined): boolean {
    return shape === undefined
      ? !this.#reader.isByShape(beginning)
      : this.#reader.glanceAtBeginning(beginning) === shape.format;
  }

  #shapeOf(line: string, lineStart: number): Shape | undefined {
    if (!this.#reader.isByShape(line)) {
      return undefined;
    }
    const read = this.#reader.read(line);
    const start = this.kernel.at.unknownStart.value - lineStart;
    const { nothing, shapeOf } = this.#question;
    return read === undefined ? nothing : shapeOf(line, start, read, markedWords(this.kernel, lineStart));
  }

  #know(number: number, shape: Shape | undefined): void {
    const { numbers, at } = this.kernel;
    this.shapes[number] = shape;
    const record = (at.records.value >> 2) + number * SHAPE.length;
    numbers.fill(0, record, record + SHAPE.length);
    numbers.set(shape === undefined ? [ACTION.read] : this.#question.recordOf(shape), record);
  }
}

/** The marked words of the line whose shape a kernel put last, and which begins at a place in its memory. */
export function markedWords({ numbers, at }: Kernel, lineStart: number): Span[] {
  return Array.from({ length: at.markCount.value }, (_, mark) => ({
    start: (numbers[(at.markStarts.value >> 2) + mark] as number) - lineStart,
    end: (numbers[(at.markEnds.value >> 2) + mark] as number) - lineStart,
  }));
}
