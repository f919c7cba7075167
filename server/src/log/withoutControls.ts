/**
 * Text from a log without what would draw elsewhere, or not at all: control characters, which a terminal obeys, marks of
 * direction, halves of characters. `mark` stands in their place.
 */
export function withoutControls(text: string, mark = ' '): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, mark);
}

/** What shows in plain text that something stood there. */
export const REPLACEMENT = '\ufffd';
