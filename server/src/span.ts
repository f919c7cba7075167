/** A stretch of a line: UTF-16 units from the line's start, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
