import type { LogLine } from '../../formats/format';
import type { Span } from '../../span';

/** A place in any line of a shape: so many units behind the end of a marked word, -1 for the message's beginning. */
export interface PlaceInShape {
  readonly mark: number;
  readonly behind: number;
}

export interface SpanInShape {
  readonly start: PlaceInShape;
  readonly end: PlaceInShape;
}

/** The places of a line, told by its marked words. */
export class Places {
  readonly #start: number;
  readonly #marked: readonly Span[];

  constructor(start: number, marked: readonly Span[]) {
    this.#start = start;
    this.#marked = marked;
  }

  /** `null` for a span that begins or ends within a marked word, or before the message. */
  of(span: Span | undefined): SpanInShape | undefined | null {
    if (span === undefined) {
      return undefined;
    }
    const [start, end] = [this.#at(span.start), this.#at(span.end)];
    return start === undefined || end === undefined ? null : { start, end };
  }

  #at(place: number): PlaceInShape | undefined {
    if (place < this.#start || this.#marked.some(({ start, end }) => start < place && place < end)) {
      return undefined;
    }
    const mark = this.#marked.findLastIndex(({ end }) => end <= place);
    return { mark, behind: place - (this.#marked[mark]?.end ?? this.#start) };
  }
}

/** A span as a shape's record has it, see `SHAPE`. */
export function numbersOf(span: SpanInShape | undefined): readonly number[] {
  return span === undefined ? NO_SPAN : [span.start.mark, span.start.behind, span.end.mark, span.end.behind];
}

const NO_SPAN = [-2, 0, -2, 0];

/** Whether a reply begins in a marked word: then another line of the shape may have another. */
export function isReplyMarked(read: LogLine, marked: readonly Span[]): boolean {
  return read.replies.some((reply) =>
    marked.some((word) => word.start <= reply.start && reply.start < word.end),
  );
}
