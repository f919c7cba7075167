import type { LogDocument } from '../log/document';
import { type FactsFilter, Failures } from '../log/groups';
import { instantOf } from '../log/instant';
import { forEachLine } from '../log/textLines';
import { ownRulesGeneration } from '../smtp/ownRules';
import { failureSpan } from './failureRange';

/** What a person lets through: times as they wrote them. */
export interface WrittenFilter {
  readonly only?: 'permanent' | 'temporary' | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
}

/** The failures of a filter, in the order of the log, for this version of the document. */
export function failuresOf(document: LogDocument, filter: WrittenFilter, now: number) {
  const key = JSON.stringify([document.version, ownRulesGeneration(), filter]);
  let found = filtered.get(document);
  if (found?.key !== key || found.reader !== document.reader) {
    const { facts, unreadable } = readFilter(document, filter, now);
    found = { key, reader: document.reader, failures: new Failures(document, facts, now), unreadable };
    filtered.set(document, found);
  }
  return found;
}

export interface Filtered {
  readonly key: string;
  readonly reader: LogDocument['reader'];
  readonly failures: Failures;
  readonly unreadable: readonly string[];
}

const filtered = new WeakMap<LogDocument, Filtered>();

/** The next failure that the filter lets through; past the end it goes on at the other end. */
export function stepTo(
  document: LogDocument,
  wanted: { readonly filter: WrittenFilter; readonly line: number; readonly direction: 'next' | 'previous' },
  now: number,
) {
  const { lines } = failuresOf(document, wanted.filter, now).failures;
  const total = lines.length;
  if (total === 0) {
    return undefined;
  }
  const after = lines.findIndex((line) => line > wanted.line);
  const before = lines.findLastIndex((line) => line < wanted.line);
  const index = wanted.direction === 'next' ? Math.max(after, 0) : before < 0 ? total - 1 : before;
  const line = lines[index] as number;
  const read = document.readLine(line);
  const character = read === undefined ? 0 : failureSpan(document.lineText(line), read).start;
  return { line, character, index: index + 1, total };
}

/** Only the failing lines, and the line of the log that each of them is. */
export function failureLines(document: LogDocument, filter: WrittenFilter, now: number) {
  const { lines } = failuresOf(document, filter, now).failures;
  const texts: string[] = [];
  let first = 0;
  for (const block of document.blocks) {
    forEachLine(block.text, (text, number) => {
      if (lines[texts.length] === first + number) {
        texts.push(text);
      }
    });
    first += block.breaks;
  }
  return { text: texts.map((text) => `${text}\n`).join(''), lines };
}

/** Times are read by the log's clock: `02:41` is the last 02:41 before its last failure. */
function readFilter(document: LogDocument, { only, from, to, text }: WrittenFilter, now: number) {
  const unreadable: string[] = [];
  const end = from || to ? lastClock(new Failures(document, {}, now)) : undefined;
  const clockOf = (written: string | undefined) => {
    if (!written) {
      return undefined;
    }
    const instant = instantOf(written, { start: 0, end: written.length }, end ?? now);
    if (instant === undefined) {
      unreadable.push(written);
      return undefined;
    }
    return instant.ms + (instant.zone ?? 0) * 60_000;
  };
  const facts: FactsFilter = {
    only,
    from: clockOf(from),
    to: upTo(clockOf(to), to),
    text: text?.toLowerCase(),
  };
  return { facts, unreadable };
}

/** `to 02:41` takes in the whole minute. */
function upTo(clock: number | undefined, written: string | undefined): number | undefined {
  const hasSeconds = /\d:\d\d:\d\d/.test(written ?? '');
  return clock === undefined ? undefined : clock + (hasSeconds ? 999 : 59_999);
}

function lastClock(failures: Failures): number | undefined {
  const ends = extremes(failures, failures.lines.keys());
  return ends && failures.clock(ends.last);
}

/** Those with the earliest and the latest clock of some failures; where none has one, the first and the last of them. */
export function extremes(failures: Failures, some: Iterable<number>) {
  let ends: { first: number; last: number } | undefined;
  let [earliest, latest]: (number | undefined)[] = [];
  for (const index of some) {
    const clock = failures.clock(index);
    ends ??= { first: index, last: index };
    if (clock === undefined) {
      ends.last = latest === undefined ? index : ends.last;
      continue;
    }
    if (earliest === undefined || clock < earliest) {
      [earliest, ends.first] = [clock, index];
    }
    if (latest === undefined || clock > latest) {
      [latest, ends.last] = [clock, index];
    }
  }
  return ends;
}
