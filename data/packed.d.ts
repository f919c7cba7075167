/**
 * Rows that are found by their patterns, as scripts/catalogue.mjs puts them into the bundles: next to nothing is to be
 * done with one before it is found.
 */
export interface PackedRows {
  /** The patterns of all rows, one a line: a text is there at once, a list of as many literals is not. */
  readonly patterns: string;
  /** By their places, those with letters of more than a byte: beside them the others would be slower to find. */
  readonly widePatterns: Readonly<Record<number, string>>;
  /** Where an index finds each of them: server/src/smtp/slots.ts writes and reads it. */
  readonly slots: string;
  /** How many of the patterns each row has. */
  readonly counts: readonly number[];
  /** The rest of each row as JSON, one a line; `source` is a place in `sources`. */
  readonly rows: string;
}

/** What rows name as their sources. */
export declare const sources: readonly { readonly source: string; readonly url?: string }[];

/** data/phrases.json; the patterns of a row with `first` are those of `then`. */
export declare const phrases: PackedRows;

/** data/providers/, without the rules. */
export declare const providers: readonly {
  readonly name: string;
  readonly kind?: 'product' | 'list';
  readonly hosts: readonly string[];
}[];

/** The rules of all providers, without their samples; `provider` is a place in `providers`. */
export declare const rules: PackedRows;
