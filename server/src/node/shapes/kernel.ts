import module from '../../../kernel/wasm';
import { piecesInText } from '../../log/patternPieces';

/** server/kernel, which finds the shapes of lines, and its memory: places in it are bytes from its start. */
export interface Kernel extends Calls {
  readonly bytes: Buffer;
  readonly numbers: Int32Array;
  readonly doubles: Float64Array;
  /** What it tells of itself and holds, in the names that server/kernel gives it. */
  readonly at: Places;
}

interface Calls {
  readonly scan: (from: number, end: number) => number;
  readonly restart: () => void;
  readonly addShape: () => number;
  readonly beginningEnd: (isFirst: boolean) => number;
  readonly addBeginning: () => number;
  readonly clearShapes: () => void;
  readonly isRoomForNames: () => number;
  readonly clearNames: () => void;
  readonly forgetHour: () => void;
  readonly clearVariants: () => void;
}

type Place =
  | 'input'
  | 'INPUT_BYTES'
  | 'records'
  | 'rows'
  | 'rowCount'
  | 'counted'
  | 'lastTimed'
  | 'lastShape'
  | 'unknownStart'
  | 'unknownEnd'
  | 'markCount'
  | 'markStarts'
  | 'markEnds'
  | 'settled'
  | 'settledCount'
  | 'sinceRow'
  | 'domains'
  | 'domainCounts'
  | 'relays'
  | 'relayCounts'
  | 'fours'
  | 'sixes'
  | 'threes'
  | 'twos'
  | 'shorts';
type Places = Readonly<Record<Place, { readonly value: number }>>;

/** What is done about a line of a shape. From `settled` on they are attempts: one that has ended well needs no row. */
export const ACTION = { nothing: 0, timed: 1, read: 2, settled: 3, counted: 4, failed: 5 } as const;
/** A shape's record, in numbers. A place is two: a mark, -1 for the message's beginning, -2 for none; and how far behind. */
export const SHAPE = {
  length: 18,
  action: 0,
  count: 1,
  recipient: 2,
  relay: 6,
  queueId: 10,
  /** The number of what tells the reason of a failure; the first mark in its text, and the one behind the last. */
  cause: 14,
  isRelayCounted: 17,
} as const;
/** A row, in numbers. -1 stands for none. */
export const ROW = {
  length: 10,
  /** The number of a shape, or one of `KIND`. */
  kind: 0,
  start: 1,
  /** Without the break; where lines have to be read, with it. */
  end: 2,
  /** So many deliveries had ended before. */
  settled: 3,
  /** Attempts, and the failures among them, since the row before. */
  attempts: 4,
  failures: 5,
  /** Where lines have to be read: how many were counted before. */
  counted: 6,
  relay: 6,
  variant: 7,
  /** The recipient's key, a double. */
  key: 8,
} as const;

/** What a row is that tells of no attempt: a line that has to be read; the first of another hour. */
export const KIND = { unclear: -1, hour: -2 } as const;

/** The one of this thread, made when first asked for. */
export function kernel(): Kernel {
  made ??= make();
  return made;
}

let made: Kernel | undefined;

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Calls & Places & { readonly memory: { readonly buffer: ArrayBuffer } } };
};

function make(): Kernel {
  const abort = () => {
    throw new Error('the kernel failed');
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(module, 'base64')), {
    env: { abort },
  });
  const { buffer } = exports.memory;
  const found: Kernel = {
    ...pick(exports),
    bytes: Buffer.from(buffer),
    numbers: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    at: exports,
  };
  const { fours, sixes, threes, twos, shorts } = exports;
  piecesInText().copyTo({
    fours: new Uint8Array(buffer, fours.value),
    sixes: new Int32Array(buffer, sixes.value),
    threes: new Uint8Array(buffer, threes.value),
    twos: new Uint8Array(buffer, twos.value),
    shorts: new Int32Array(buffer, shorts.value, SHORT_PIECES),
  });
  return found;
}

const SHORT_PIECES = 8192;

function pick(calls: Calls): Calls {
  const { scan, restart, addShape, beginningEnd, addBeginning } = calls;
  const { clearShapes, isRoomForNames, clearNames, clearVariants, forgetHour } = calls;
  return {
    ...{ scan, restart, addShape, beginningEnd, addBeginning },
    ...{ clearShapes, isRoomForNames, clearNames, clearVariants, forgetHour },
  };
}

/** The text of a run that a table of the kernel holds, by its number. */
export function textOfRun(
  { bytes, numbers, at }: Kernel,
  table: 'domains' | 'relays',
  number: number,
): string {
  const place = at[table].value >> 2;
  const record = ((numbers[place + TABLE.records] as number) >> 2) + 4 * number;
  const start = (numbers[place + TABLE.arena] as number) + (numbers[record + 1] as number);
  return bytes.toString('latin1', start, start + (numbers[record + 2] as number));
}

/** How many runs a table holds. */
export function sizeOf({ numbers, at }: Kernel, table: 'domains' | 'relays'): number {
  return numbers[at[table].value >> 2] as number;
}

/** `Table` of server/kernel/table.ts, in numbers. */
const TABLE = { records: 6, arena: 7 };
