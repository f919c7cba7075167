import { count, countOwn, ownCopy, type Tally } from './tally';

/**
 * Counts names where they stand in their lines, in lower case: a log has few names and many lines, and cutting a name
 * out to look it up costs more than finding it by its units. What is counted reaches the tallies with `flush`.
 */
export class NameCounts {
  readonly #all: Tally;
  readonly #failed: Tally;
  #slots = new Int32Array(64).fill(-1);
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];
  readonly #attempts: number[] = [];
  readonly #failures: number[] = [];

  constructor(all: Tally, failed: Tally) {
    this.#all = all;
    this.#failed = failed;
  }

  add(line: string, start: number, end: number, isFailure: boolean): void {
    if (end <= start) {
      return;
    }
    const hash = end - start > LONGEST_NAME ? undefined : hashOfAscii(line, start, end);
    if (hash === undefined) {
      this.#addRare(line.slice(start, Math.min(end, start + LONGEST_NAME)).toLowerCase(), isFailure);
      return;
    }
    const at = this.#find(line, start, end, hash);
    this.#attempts[at] = (this.#attempts[at] as number) + 1;
    if (isFailure) {
      this.#failures[at] = (this.#failures[at] as number) + 1;
    }
  }

  /** Hands everything to the tallies and begins anew. */
  flush(): void {
    for (let at = 0; at < this.#names.length; at++) {
      const name = this.#names[at] as string;
      countOwn(this.#all, name, this.#attempts[at] as number);
      if (this.#failures[at] !== 0) {
        countOwn(this.#failed, name, this.#failures[at] as number);
      }
    }
    this.#slots.fill(-1);
    for (const column of [this.#names, this.#hashes, this.#attempts, this.#failures]) {
      column.length = 0;
    }
  }

  /** The place of a name, which is given one if it is new. */
  #find(line: string, start: number, end: number, hash: number): number {
    const last = this.#slots.length - 1;
    let slot = hash & last;
    for (let at = this.#slots[slot] as number; at >= 0; at = this.#slots[slot] as number) {
      if (this.#hashes[at] === hash && isNamed(this.#names[at] as string, line, start, end)) {
        return at;
      }
      slot = (slot + 1) & last;
    }
    return this.#insert(ownCopy(line.slice(start, end).toLowerCase()), hash);
  }

  #insert(name: string, hash: number): number {
    if (this.#names.length === MOST_NAMES) {
      this.flush();
    }
    const at = this.#names.push(name) - 1;
    this.#hashes.push(hash);
    this.#attempts.push(0);
    this.#failures.push(0);
    if (2 * this.#names.length > this.#slots.length) {
      this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
      this.#hashes.forEach((each, index) => {
        this.#place(each, index);
      });
    } else {
      this.#place(hash, at);
    }
    return at;
  }

  #place(hash: number, at: number): void {
    const last = this.#slots.length - 1;
    let slot = hash & last;
    while ((this.#slots[slot] as number) >= 0) {
      slot = (slot + 1) & last;
    }
    this.#slots[slot] = at;
  }

  #addRare(name: string, isFailure: boolean): void {
    count(this.#all, name);
    if (isFailure) {
      count(this.#failed, name);
    }
  }
}

/** No host is longer than 253 octets (RFC 1035); what a log makes of it is bounded too. */
const LONGEST_NAME = 256;
/** So many names wait at most to be flushed. */
const MOST_NAMES = 8192;

/** Of the units in lower case; `undefined` where one is not ASCII: its lower case is not as simple, and it is rare. */
function hashOfAscii(line: string, start: number, end: number): number | undefined {
  let hash = end - start;
  for (let at = start; at < end; at++) {
    const unit = line.charCodeAt(at);
    if (unit > 0x7f) {
      return undefined;
    }
    hash = (Math.imul(hash, 31) + lowerAscii(unit)) | 0;
  }
  return hash ^ (hash >>> 15);
}

function isNamed(name: string, line: string, start: number, end: number): boolean {
  if (name.length !== end - start) {
    return false;
  }
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) !== lowerAscii(line.charCodeAt(start + at))) {
      return false;
    }
  }
  return true;
}

export function lowerAscii(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
}
