import type { LogDocument } from '../log/document';
import { explainLine } from '../log/explanation';
import { countFailures, findFailure } from '../log/failures';
import type { Only } from '../log/rows';
import { severityOf } from '../log/severity';
import type { ReasonId } from '../smtp/explain';
import { failureSpan } from './failureRange';

export interface Step {
  readonly line: number;
  readonly only?: Only;
  /** Only failures with the same reason as the one at `line`. */
  readonly sameReason?: boolean;
}

export interface Landing {
  readonly line: number;
  readonly character: number;
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

/** The failure after or before a line, past the end of the log on from its other end; `undefined` without one. */
export function nextFailure(
  document: LogDocument,
  { line, only, sameReason }: Step,
  direction: 'next' | 'previous',
): Landing | undefined {
  const reason = sameReason ? reasonAt(document, line) : undefined;
  const found = findFailure(document, line, direction, { only, reason });
  if (found === undefined) {
    return undefined;
  }
  const read = document.readLine(found.line);
  const character = read === undefined ? 0 : failureSpan(document.lineText(found.line), read).start;
  return { ...found, character };
}

/** The reason of the failure at a line; `undefined` where it records none. */
function reasonAt(document: LogDocument, line: number): ReasonId | undefined {
  const text = document.lineText(line);
  const read = document.readLine(line);
  return read === undefined || severityOf(read, text) === undefined
    ? undefined
    : explainLine(text, read).reason;
}

export function status(document: LogDocument): {
  formats: string[];
  permanent: number;
  temporary: number;
  length: number;
} {
  const formats = document.reader.formats.map(({ title }) => title);
  return { formats, ...countFailures(document), length: document.length };
}
