import module from '../../../kernel/wasm';

/** server/kernel, which finds the shapes of lines, and its memory: places in it are bytes from its start. */
export interface Kernel extends Calls {
  readonly bytes: Uint8Array;
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

/**
 * What is done about a line of a shape: `told` puts a row with the queue id. From `settled` on they are attempts, which
 * are counted: one that has ended well needs no row.
 */
export const ACTION = {
  nothing: 0,
  timed: 1,
  read: 2,
  told: 3,
  settled: 4,
  counted: 5,
  failed: 6,
} as const;
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
  /** Where lines have to be read or are told: how many lines the kernel has counted before. */
  counted: 6,
  /** Where lines are told: the hash of the queue id, 0 for none. */
  queueId: 7,
  relay: 6,
  variant: 7,
  /** The recipient's key, a double. */
  key: 8,
} as const;

/** What a row is that tells of no attempt: a line that has to be read; the first of another hour. */
export const KIND = { unclear: -1, hour: -2 } as const;

/** The row behind one whose lines have to be read, and behind those that follow it without a gap. */
export function rowBehindUnclear({ numbers }: Kernel, first: number, last: number): number {
  let row = first + ROW.length;
  while (
    row < last &&
    numbers[row + ROW.kind] === KIND.unclear &&
    numbers[row + ROW.start] === numbers[row - ROW.length + ROW.end]
  ) {
    row += ROW.length;
  }
  return row;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Calls & Places & { readonly memory: { readonly buffer: ArrayBuffer } } };
};

/** One with memory of its own, which knows no shape. */
export function newKernel(): Kernel {
  compiled ??= new WebAssembly.Module(module);
  const abort = () => {
    throw new Error('the kernel failed');
  };
  const { exports } = new WebAssembly.Instance(compiled, { env: { abort } });
  const { buffer } = exports.memory;
  return {
    ...pick(exports),
    bytes: new Uint8Array(buffer),
    numbers: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    at: exports,
  };
}

let compiled: object | undefined;

function pick(calls: Calls): Calls {
  const { scan, restart, addShape, beginningEnd, addBeginning } = calls;
  const { clearShapes, isRoomForNames, clearNames, clearVariants, forgetHour } = calls;
  return {
    ...{ scan, restart, addShape, beginningEnd, addBeginning },
    ...{ clearShapes, isRoomForNames, clearNames, clearVariants, forgetHour },
  };
}
