import { countOwn, type Tally } from '../../log/tally';
import { type Kernel, kernel, sizeOf, textOfRun } from './kernel';

/** Counts names by the numbers that the kernel gives them, as `NameCounts` does by their units. */
export class KernelNames {
  readonly #table: 'domains' | 'relays';
  readonly #all: Tally;
  readonly #failed: Tally;
  readonly #kernel: Kernel = kernel();
  readonly #attempts = new Int32Array(kernel().at.MOST_NAMES.value);
  readonly #failures = new Int32Array(kernel().at.MOST_NAMES.value);

  constructor(table: 'domains' | 'relays', all: Tally, failed: Tally) {
    this.#table = table;
    this.#all = all;
    this.#failed = failed;
  }

  add(number: number, isFailure: boolean): void {
    this.#attempts[number] = (this.#attempts[number] as number) + 1;
    if (isFailure) {
      this.#failures[number] = (this.#failures[number] as number) + 1;
    }
  }

  textOf(number: number): string {
    return textOfRun(this.#kernel, this.#table, number);
  }

  /** Hands everything to the tallies; the numbers may be given anew then. */
  flush(): void {
    for (let number = 0; number < sizeOf(this.#kernel, this.#table); number++) {
      const [attempts, failures] = [this.#attempts[number] as number, this.#failures[number] as number];
      if (attempts > 0) {
        const name = this.textOf(number);
        countOwn(this.#all, name, attempts);
        if (failures > 0) {
          countOwn(this.#failed, name, failures);
        }
      }
    }
    this.#attempts.fill(0);
    this.#failures.fill(0);
  }
}
