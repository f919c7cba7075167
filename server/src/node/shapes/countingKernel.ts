import { piecesInText } from '../../log/patternPieces';
import { type Kernel, newKernel } from '../../log/shapes/kernel';

/** The kernel that counts lines for summaries. */
export interface CountingKernel extends Kernel {
  readonly bytes: Buffer;
}

/** The one of this thread, made when first asked for. */
export function countingKernel(): CountingKernel {
  made ??= make();
  return made;
}

let made: CountingKernel | undefined;

function make(): CountingKernel {
  const kernel = newKernel();
  const { buffer } = kernel.bytes;
  const { fours, sixes, threes, twos, shorts } = kernel.at;
  piecesInText().copyTo({
    fours: new Uint8Array(buffer, fours.value),
    sixes: new Int32Array(buffer, sixes.value),
    threes: new Uint8Array(buffer, threes.value),
    twos: new Uint8Array(buffer, twos.value),
    shorts: new Int32Array(buffer, shorts.value, SHORT_PIECES),
  });
  return { ...kernel, bytes: Buffer.from(buffer) };
}

const SHORT_PIECES = 8192;

/** The text of a run that a table of the kernel holds, by its number. */
export function textOfRun(
  { bytes, numbers, at }: CountingKernel,
  table: 'domains' | 'relays',
  number: number,
): string {
  const place = at[table].value >> 2;
  const record = ((numbers[place + TABLE.records] as number) >> 2) + 4 * number;
  const start = (numbers[place + TABLE.arena] as number) + (numbers[record + 1] as number);
  return bytes.toString('latin1', start, start + (numbers[record + 2] as number));
}

/** How many runs a table holds. */
export function sizeOf({ numbers, at }: CountingKernel, table: 'domains' | 'relays'): number {
  return numbers[at[table].value >> 2] as number;
}

/** `Table` of server/kernel/table.ts, in numbers. */
const TABLE = { records: 6, arena: 7 };
