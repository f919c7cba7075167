import { type PackedRows, sources } from '../../../data/packed';

/** Rows with their patterns, each parsed when first asked for. */
export class PackedTable<Row> {
  /** The patterns of all rows. */
  readonly patterns: readonly string[];
  readonly #counts: readonly number[];
  readonly #json: readonly string[];
  readonly #finish: (row: unknown, patterns: readonly string[]) => Row;
  readonly #rows: (Row | undefined)[];
  /** The row of each pattern. */
  readonly #rowOf: Uint16Array;

  /** `finish` makes a row of what is in the JSON and of its patterns. */
  constructor(packed: PackedRows, finish: (row: unknown, patterns: readonly string[]) => Row) {
    this.patterns = Object.assign(packed.patterns.split('\n'), packed.widePatterns);
    this.#counts = packed.counts;
    this.#json = packed.rows.split('\n');
    this.#finish = finish;
    this.#rows = new Array(this.#json.length);
    this.#rowOf = new Uint16Array(this.patterns.length);
    let end = 0;
    packed.counts.forEach((count, row) => {
      this.#rowOf.fill(row, end, end + count);
      end += count;
    });
  }

  all(): readonly Row[] {
    return this.#json.map((_, row) => this.#at(row));
  }

  /** The row that has the pattern at this place. */
  ofPattern(pattern: number): Row {
    return this.#at(this.#rowOf[pattern] as number);
  }

  #at(row: number): Row {
    const found = this.#rows[row] ?? this.#parse(row);
    this.#rows[row] = found;
    return found;
  }

  #parse(row: number): Row {
    const { source, ...rest } = JSON.parse(this.#json[row] as string) as { source?: number };
    const first = this.#rowOf.indexOf(row);
    const patterns = this.patterns.slice(first, first + (this.#counts[row] as number));
    return this.#finish({ ...rest, ...(source === undefined ? {} : sources[source]) }, patterns);
  }
}
