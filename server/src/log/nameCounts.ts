import { count, countOwn, type Tally } from './tally';
import { UnitRun, UnitRuns } from './unitRuns';

/**
 * Counts names where they stand in their lines, in lower case: a log has few names and many lines. What is counted
 * reaches the tallies with `flush`.
 */
export class NameCounts {
  readonly #all: Tally;
  readonly #failed: Tally;
  readonly #names = new UnitRuns();
  readonly #name = new UnitRun(LONGEST_NAME);
  readonly #attempts = new Int32Array(MOST_NAMES);
  readonly #failures = new Int32Array(MOST_NAMES);

  constructor(all: Tally, failed: Tally) {
    this.#all = all;
    this.#failed = failed;
  }

  add(line: string, start: number, end: number, isFailure: boolean): void {
    if (end <= start) {
      return;
    }
    if (!this.#putTogether(line, start, end)) {
      this.#addRare(line.slice(start, Math.min(end, start + LONGEST_NAME)).toLowerCase(), isFailure);
      return;
    }
    const name = this.#names.numberOf(this.#name);
    this.#attempts[name] = (this.#attempts[name] as number) + 1;
    if (isFailure) {
      this.#failures[name] = (this.#failures[name] as number) + 1;
    }
    if (this.#names.size === MOST_NAMES) {
      this.flush();
    }
  }

  /** Hands everything to the tallies and begins anew. */
  flush(): void {
    for (let at = 0; at < this.#names.size; at++) {
      const name = this.#names.textOf(at);
      countOwn(this.#all, name, this.#attempts[at] as number);
      if (this.#failures[at] !== 0) {
        countOwn(this.#failed, name, this.#failures[at] as number);
      }
    }
    this.#names.clear();
    this.#attempts.fill(0);
    this.#failures.fill(0);
  }

  /** The name in lower case; `false` where a unit is not ASCII: that is rare, and its case less simple. */
  #putTogether(line: string, start: number, end: number): boolean {
    if (end - start > LONGEST_NAME) {
      return false;
    }
    const { units } = this.#name;
    let all = 0;
    for (let at = start; at < end; at++) {
      const unit = line.charCodeAt(at);
      all |= unit;
      units[at - start] = lowerAscii(unit);
    }
    this.#name.length = end - start;
    return all < 0x80;
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

export function lowerAscii(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
}
