import type { LogReader } from '../../formats/registry';
import { endOf } from '../../log/recipients';
import { ACTION, SHAPE } from '../../log/shapes/kernel';
import { KnownShapes, type Question } from '../../log/shapes/knownShapes';
import { numbersOf } from '../../log/shapes/places';
import { type AttemptShape, type CountedShape, countedShapeOf } from './countedShape';
import { countingKernel } from './countingKernel';
import { VariantReasons } from './variantReasons';

/** What is counted by shapes alone. Other lines are read: someone wants to see them. */
export type CountedByShape = 'all' | 'no failures' | 'no attempts';

/** The shapes that the counting kernel knows: those of one log. */
export function countedShapes(reader: LogReader, counted: CountedByShape): CountedShapes {
  if (latest?.reader !== reader || latest.counted !== counted) {
    latest = { reader, counted, shapes: new CountedShapes(reader, counted) };
  }
  return latest.shapes;
}

let latest:
  | { readonly reader: LogReader; readonly counted: CountedByShape; readonly shapes: CountedShapes }
  | undefined;

export class CountedShapes extends KnownShapes<CountedShape> {
  /** The reasons of the failures counted, by the kernel's numbers. */
  readonly reasons = new VariantReasons();
  readonly #causes: Map<string, number>;

  constructor(reader: LogReader, counted: CountedByShape) {
    const causes = new Map<string, number>();
    super(countingKernel(), reader, whatIsCounted(counted, causes));
    this.#causes = causes;
    this.forgetVariants();
  }

  /** Calls `visit` for each shape with the number of lines counted by it since the last call. */
  take(visit: (shape: CountedShape, times: number) => void): void {
    const { numbers, at } = this.kernel;
    let record = at.records.value >> 2;
    for (const shape of this.shapes) {
      const times = numbers[record + SHAPE.count] as number;
      if (shape !== undefined && times > 0) {
        visit(shape, times);
      }
      numbers[record + SHAPE.count] = 0;
      record += SHAPE.length;
    }
  }

  override forget(): void {
    super.forget();
    this.#causes.clear();
    this.forgetVariants();
  }

  forgetVariants(): void {
    this.reasons.clear();
    this.kernel.clearVariants();
  }
}

/** `causes` numbers what tells the reasons of failures. */
function whatIsCounted(counted: CountedByShape, causes: Map<string, number>): Question<CountedShape> {
  return {
    nothing: { format: '', isQuiet: true, codes: [], attempt: undefined },
    shapeOf: countedShapeOf,
    recordOf: ({ format, attempt }) => {
      if (attempt === undefined) {
        return [format === '' ? ACTION.nothing : ACTION.timed];
      }
      const { recipient, relay, queueId, isRelayCounted } = attempt;
      const { key, from, to } = attempt.cause ?? { key: '', from: 0, to: 0 };
      const cause = causes.get(key) ?? causes.size;
      causes.set(key, cause);
      const places = [recipient, relay, queueId].flatMap(numbersOf);
      const action = isCounted(attempt, counted) ? actionOf(attempt) : ACTION.read;
      return [action, 0, ...places, cause, from, to, isRelayCounted ? 1 : 0];
    },
  };
}

function isCounted({ severity }: AttemptShape, counted: CountedByShape): boolean {
  return counted === 'all' || (counted === 'no failures' && severity === undefined);
}

function actionOf({ severity, addressed }: AttemptShape): number {
  if (severity !== undefined) {
    return ACTION.failed;
  }
  return endOf(addressed) === undefined ? ACTION.counted : ACTION.settled;
}
