import type { ReasonId } from '../smtp/explain';
import type { Block } from './block';
import type { LogDocument } from './document';
import { textOf } from './explanation';
import { domainOf, name } from './report/attempt';
import {
  attemptAt,
  attemptsOf,
  type BlockAttempts,
  clockAt,
  lineStartAt,
  reasonAt,
  severityAt,
} from './report/blockAttempts';
import { isFailure, type Only } from './rows';
import { LONGEST_READ, lineEnd } from './textLines';

/** What failures are put together by. */
export type GroupKey = 'reason' | 'provider' | 'domain' | 'relay';

export interface FactsFilter {
  readonly only?: Only;
  /** The log's clock, as if it showed UTC. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** In lower case. */
  readonly text?: string | undefined;
}

/** Failures of a log, in its order. There may be a million: each is a few numbers, its words are read when asked for. */
export class Failures {
  /** In the log. */
  readonly #lines: number[] = [];
  /** The block and the attempt in it. */
  readonly #blocks: number[] = [];
  readonly #attempts: number[] = [];
  readonly #read: (readonly [Block, BlockAttempts])[] = [];

  /** `reference`: see `instantOf`. Only blocks that are new are read. */
  constructor(document: LogDocument, filter: FactsFilter, reference: number) {
    let first = 0;
    for (const block of document.blocks) {
      if (block.failures > 0) {
        this.#add(block, attemptsOf(document, block, reference), first, filter);
      }
      first += block.breaks;
    }
  }

  /** The rows of a block that are failures are its attempts that failed, one for one. */
  #add(block: Block, attempts: BlockAttempts, first: number, filter: FactsFilter): void {
    const number = this.#read.push([block, attempts]) - 1;
    const { kind, line } = block;
    let row = -1;
    for (let index = 0; index < attempts.count; index++) {
      if (severityAt(attempts, index) === undefined) {
        continue;
      }
      do {
        row++;
      } while (!isFailure(kind[row], undefined));
      if (passes(block, attempts, index, filter)) {
        this.#lines.push(first + (line[row] as number));
        this.#blocks.push(number);
        this.#attempts.push(index);
      }
    }
  }

  get length(): number {
    return this.#lines.length;
  }

  get lines(): readonly number[] {
    return this.#lines;
  }

  line(index: number): number {
    return this.#lines[index] as number;
  }

  isPermanent(index: number): boolean {
    return severityAt(this.#of(index), this.#attempts[index] as number) === 'permanent';
  }

  clock(index: number): number | undefined {
    return clockAt(this.#of(index), this.#attempts[index] as number);
  }

  reason(index: number): ReasonId {
    return reasonAt(this.#of(index), this.#attempts[index] as number);
  }

  /** What a failure is put under; `''` where the log does not say. */
  key(index: number, by: GroupKey): string {
    if (by === 'reason') {
      return this.reason(index);
    }
    const [{ text }, attempts] = this.#read[this.#blocks[index] as number] as readonly [Block, BlockAttempts];
    const { verdict, recipient, relay } = attemptAt(attempts, this.#attempts[index] as number);
    const domain = () => domainOf(textOf(text, recipient) ?? '');
    switch (by) {
      case 'provider':
        return verdict?.provider ?? (domain() || name(textOf(text, relay)));
      case 'domain':
        return domain();
      case 'relay':
        return name(textOf(text, relay));
    }
  }

  #of(index: number): BlockAttempts {
    return (this.#read[this.#blocks[index] as number] as readonly [Block, BlockAttempts])[1];
  }
}

function passes(
  { text }: Block,
  attempts: BlockAttempts,
  index: number,
  { only, from, to, text: words }: FactsFilter,
): boolean {
  const clock = clockAt(attempts, index);
  return (
    (only === undefined || severityAt(attempts, index) === only) &&
    (from === undefined || (clock !== undefined && clock >= from)) &&
    (to === undefined || (clock !== undefined && clock <= to)) &&
    (!words || lineAt(text, lineStartAt(attempts, index)).toLowerCase().includes(words))
  );
}

function lineAt(text: string, start: number): string {
  return text.slice(start, Math.min(lineEnd(text, start), start + LONGEST_READ));
}
