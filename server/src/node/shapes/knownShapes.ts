import type { LogReader } from '../../formats/registry';
import { endOf } from '../../log/recipients';
import type { Span } from '../../span';
import { ACTION, type Kernel, kernel, SHAPE } from './kernel';
import { type AttemptShape, NO_SHAPE, type Shape, type SpanInShape, shapeOf } from './shape';
import { VariantReasons } from './variantReasons';

/** What is counted by shapes alone. Other lines are read: someone wants to see them. */
export type CountedByShape = 'all' | 'no failures' | 'no attempts';

/** The shapes that the kernel knows: those of one log. */
export function knownShapes(reader: LogReader, counted: CountedByShape): KnownShapes {
  if (latest?.reader !== reader || latest.counted !== counted) {
    latest = { reader, counted, shapes: new KnownShapes(reader, counted) };
  }
  return latest.shapes;
}

let latest:
  | { readonly reader: LogReader; readonly counted: CountedByShape; readonly shapes: KnownShapes }
  | undefined;

export class KnownShapes {
  /** The reasons of the failures counted, by the kernel's numbers. */
  readonly reasons = new VariantReasons();
  readonly #reader: LogReader;
  readonly #counted: CountedByShape;
  readonly #kernel: Kernel = kernel();
  /** By their numbers; `undefined` for one whose lines have to be read. */
  readonly #shapes: (Shape | undefined)[] = [];
  readonly #causes = new Map<string, number>();

  constructor(reader: LogReader, counted: CountedByShape) {
    this.#reader = reader;
    this.#counted = counted;
    this.forget();
  }

  get(number: number): Shape | undefined {
    return this.#shapes[number];
  }

  /** Calls `visit` for each shape with the number of lines counted by it since the last call. */
  take(visit: (shape: Shape, times: number) => void): void {
    const { numbers, at } = this.#kernel;
    let record = at.records.value >> 2;
    for (const shape of this.#shapes) {
      const times = numbers[record + SHAPE.count] as number;
      if (shape !== undefined && times > 0) {
        visit(shape, times);
      }
      numbers[record + SHAPE.count] = 0;
      record += SHAPE.length;
    }
  }

  /** Makes the shape of a line known, and what its beginning tells. `false` where there is no room: see `forget`. */
  learn(line: string, lineStart: number): boolean {
    const shape = this.#shapeOf(line, lineStart);
    const number = this.#kernel.addShape();
    if (number < 0) {
      return false;
    }
    this.#know(number, shape);
    if (shape === undefined || (shape.attempt === undefined && shape.codes.length === 0)) {
      this.#learnBeginning(line, lineStart, shape);
    }
    return true;
  }

  forget(): void {
    this.#shapes.length = 0;
    this.#causes.clear();
    this.#kernel.clearShapes();
    this.forgetVariants();
  }

  forgetVariants(): void {
    this.reasons.clear();
    this.#kernel.clearVariants();
  }

  /** Most lines that count for nothing are known by their first words, and those of a format without shapes. */
  #learnBeginning(line: string, lineStart: number, shape: Shape | undefined): void {
    for (const isFirst of [true, false]) {
      const end = this.#kernel.beginningEnd(isFirst) - lineStart;
      if (end < line.length && this.#isEnough(line.slice(0, end), shape)) {
        const number = this.#kernel.addBeginning();
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
    const start = this.#kernel.at.unknownStart.value - lineStart;
    return read === undefined ? NO_SHAPE : shapeOf(line, start, read, markedWords(lineStart));
  }

  #know(number: number, shape: Shape | undefined): void {
    const { numbers, at } = this.#kernel;
    this.#shapes[number] = shape;
    const record = (at.records.value >> 2) + number * SHAPE.length;
    numbers.fill(0, record, record + SHAPE.length);
    numbers[record + SHAPE.action] = this.#actionOf(shape);
    const attempt = shape?.attempt;
    if (attempt !== undefined) {
      this.#putSpan(record + SHAPE.recipient, attempt.recipient);
      this.#putSpan(record + SHAPE.relay, attempt.relay);
      this.#putSpan(record + SHAPE.queueId, attempt.queueId);
      const { key, from, to } = attempt.cause ?? { key: '', from: 0, to: 0 };
      numbers.set([this.#causeNumber(key), from, to, attempt.isRelayCounted ? 1 : 0], record + SHAPE.cause);
    }
  }

  #causeNumber(key: string): number {
    const number = this.#causes.get(key) ?? this.#causes.size;
    this.#causes.set(key, number);
    return number;
  }

  #actionOf(shape: Shape | undefined): number {
    if (shape === undefined) {
      return ACTION.read;
    }
    if (shape.attempt === undefined) {
      return shape.format === '' ? ACTION.nothing : ACTION.timed;
    }
    return isCounted(shape.attempt, this.#counted) ? actionOf(shape.attempt) : ACTION.read;
  }

  #putSpan(at: number, span: SpanInShape | undefined): void {
    const { start, end } = span ?? NO_SPAN;
    this.#kernel.numbers.set([start.mark, start.behind, end.mark, end.behind], at);
  }
}

/** The marked words of the line whose shape the kernel put last, and which begins at a place in its memory. */
export function markedWords(lineStart: number): Span[] {
  const { numbers, at } = kernel();
  return Array.from({ length: at.markCount.value }, (_, mark) => ({
    start: (numbers[(at.markStarts.value >> 2) + mark] as number) - lineStart,
    end: (numbers[(at.markEnds.value >> 2) + mark] as number) - lineStart,
  }));
}

const NO_SPAN: SpanInShape = { start: { mark: -2, behind: 0 }, end: { mark: -2, behind: 0 } };

function isCounted({ severity }: AttemptShape, counted: CountedByShape): boolean {
  return counted === 'all' || (counted === 'no failures' && severity === undefined);
}

function actionOf({ severity, addressed }: AttemptShape): number {
  if (severity !== undefined) {
    return ACTION.failed;
  }
  return endOf(addressed) === undefined ? ACTION.counted : ACTION.settled;
}
