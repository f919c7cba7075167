/**
 * A run of UTF-16 units that is put together to be looked up, in memory that is used again: to cut it out of a line and
 * join it costs more than to find it by its units.
 */
export class UnitRun {
  readonly units: Uint16Array;
  length = 0;

  /** `most` units; what is added beyond is lost. */
  constructor(most: number) {
    this.units = new Uint16Array(most);
  }

  clear(): void {
    this.length = 0;
  }

  add(unit: number): void {
    if (this.length < this.units.length) {
      this.units[this.length++] = unit;
    }
  }

  addText(text: string, start = 0, end = text.length): void {
    const last = Math.min(end, start + this.units.length - this.length);
    let { length } = this;
    for (let at = start; at < last; at++) {
      this.units[length++] = text.charCodeAt(at);
    }
    this.length = length;
  }

  addRun({ units }: UnitRun, start: number, end: number): void {
    const last = Math.min(end, start + this.units.length - this.length);
    let { length } = this;
    for (let at = start; at < last; at++) {
      this.units[length++] = units[at] as number;
    }
    this.length = length;
  }
}

/** Numbers runs of units from 0, in the order in which they come. */
export class UnitRuns {
  /** The units of all runs one after the other, and where each ends. */
  #units = new Uint16Array(1024);
  #ends = new Int32Array(64);
  #hashes = new Int32Array(64);
  #size = 0;
  /** The number of the run that has its place here, by its hash; -1 for none. */
  #slots = new Int32Array(128).fill(-1);

  get size(): number {
    return this.#size;
  }

  /** How many units are kept. */
  get length(): number {
    return this.#startOf(this.#size);
  }

  /** The number of a run that came before, or -1. */
  find(run: UnitRun): number {
    const { units, length } = run;
    return this.#slots[this.#slotOf(units, length, hashOf(units, length))] as number;
  }

  /** The number of a run, which is given the next one if it is new. */
  numberOf({ units, length }: UnitRun): number {
    const hash = hashOf(units, length);
    const slot = this.#slotOf(units, length, hash);
    const number = this.#slots[slot] as number;
    if (number >= 0) {
      return number;
    }
    this.#slots[slot] = this.#size;
    this.#keep(units, length, hash);
    return this.#size - 1;
  }

  textOf(number: number): string {
    return String.fromCharCode(...this.#units.subarray(this.#startOf(number), this.#ends[number] as number));
  }

  clear(): void {
    this.#size = 0;
    this.#slots.fill(-1);
  }

  /** The slot of these units: where they are, or where they are to be put. */
  #slotOf(units: Uint16Array, length: number, hash: number): number {
    const last = this.#slots.length - 1;
    let slot = hash & last;
    for (let at = this.#slots[slot] as number; at >= 0; at = this.#slots[slot] as number) {
      if (this.#hashes[at] === hash && this.#holds(at, units, length)) {
        break;
      }
      slot = (slot + 1) & last;
    }
    return slot;
  }

  #holds(number: number, units: Uint16Array, length: number): boolean {
    const start = this.#startOf(number);
    if ((this.#ends[number] as number) - start !== length) {
      return false;
    }
    const kept = this.#units;
    for (let at = 0; at < length; at++) {
      if (kept[start + at] !== units[at]) {
        return false;
      }
    }
    return true;
  }

  #keep(units: Uint16Array, length: number, hash: number): void {
    const start = this.length;
    const number = this.#size++;
    this.#units = withRoom(this.#units, start + length);
    this.#units.set(units.subarray(0, length), start);
    this.#ends = withRoom(this.#ends, number + 1);
    this.#ends[number] = start + length;
    this.#hashes = withRoom(this.#hashes, number + 1);
    this.#hashes[number] = hash;
    if (2 * this.#size > this.#slots.length) {
      this.#spread();
    }
  }

  /** Gives each run its place among twice as many. */
  #spread(): void {
    const slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (let number = 0; number < this.#size; number++) {
      let slot = (this.#hashes[number] as number) & (slots.length - 1);
      while ((slots[slot] as number) >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number;
    }
    this.#slots = slots;
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number);
  }
}

function hashOf(units: Uint16Array, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at++) {
    hash = (Math.imul(hash, 31) + (units[at] as number)) | 0;
  }
  return hash ^ (hash >>> 15);
}

function withRoom<Column extends Uint16Array | Int32Array>(column: Column, length: number): Column {
  if (length <= column.length) {
    return column;
  }
  const larger = new (column.constructor as new (length: number) => Column)(
    Math.max(length, 2 * column.length),
  );
  larger.set(column);
  return larger;
}
