import type { DocumentParams } from '../protocol';

export interface RedactParams extends DocumentParams {
  /** First and last lines, from 0. Without them, and without `messageAt`, the whole log. */
  readonly lines?: readonly (readonly [first: number, last: number])[];
  /** A line, from 0: all lines of its message, or the line alone where it has none. */
  readonly messageAt?: number;
}

export interface RedactAnswer {
  readonly text: string;
  readonly lines: number;
  /** How many names of each kind were replaced, and in how many places. */
  readonly replaced: readonly { readonly kind: string; readonly names: number; readonly places: number }[];
}
