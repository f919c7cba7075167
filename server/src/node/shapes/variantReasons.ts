import { count, type Tally } from '../../log/tally';
import type { ReasonId } from '../../smtp/explain';

interface ReasonCount {
  readonly reason: ReasonId;
  times: number;
}

/**
 * Counts the reasons of failures by the kernel's number of their shape and of those of its words that may decide, and by
 * the providers' hosts in the name of the other side.
 */
export class VariantReasons {
  readonly #plain: (ReasonCount | undefined)[] = [];
  readonly #ofHosts = new Map<string, ReasonCount>();

  /** `find` tells the reason where it is not known. */
  add(variant: number, hosts: string, find: () => ReasonId): void {
    const known = hosts === '' ? this.#plain[variant] : this.#ofHosts.get(`${variant}${hosts}`);
    if (known === undefined) {
      this.#keep(variant, hosts, { reason: find(), times: 1 });
    } else {
      known.times++;
    }
  }

  /** Hands the counts to the tally; the reasons stay known. */
  flush(reasons: Tally): void {
    for (const known of [this.#plain, this.#ofHosts.values()]) {
      for (const found of known) {
        if (found !== undefined && found.times > 0) {
          count(reasons, found.reason, found.times);
          found.times = 0;
        }
      }
    }
  }

  /** Forgets the reasons: the numbers are given anew. */
  clear(): void {
    this.#plain.length = 0;
    this.#ofHosts.clear();
  }

  #keep(variant: number, hosts: string, found: ReasonCount): void {
    if (hosts === '') {
      this.#plain[variant] = found;
    } else {
      this.#ofHosts.set(`${variant}${hosts}`, found);
    }
  }
}
