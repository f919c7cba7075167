/**
 * How often each name came, for a bounded number of names. Where there are more, the rarest are counted together as
 * `others`; a name's own count may then be too low, by `others` at most.
 */
export interface Tally {
  /** So many names stay after a clearing. */
  readonly limit: number;
  readonly counts: Map<string, number>;
  others: number;
}

export function emptyTally(limit: number): Tally {
  return { limit, counts: new Map(), others: 0 };
}

/** `name` may be cut out of a longer text. */
export function count(tally: Tally, name: string, times = 1): void {
  const before = tally.counts.get(name);
  if (before === undefined) {
    countOwn(tally, ownCopy(name), times);
  } else {
    tally.counts.set(name, before + times);
  }
}

/** Keeps `name` itself: it must not be cut out of a longer text. */
export function countOwn(tally: Tally, name: string, times: number): void {
  tally.counts.set(name, (tally.counts.get(name) ?? 0) + times);
  if (tally.counts.size > 2 * tally.limit) {
    clearOut(tally);
  }
}

/** A tally of both; `into` is changed. */
export function mergeTally(into: Tally, from: Tally): void {
  for (const [name, times] of from.counts) {
    countOwn(into, name, times);
  }
  into.others += from.others;
}

/** The most frequent names, and how often any other came. Equal counts in the order of the alphabet. */
export function topOf(tally: Tally, most: number): { top: [name: string, times: number][]; others: number } {
  const sorted = [...tally.counts].sort(byCount);
  const top = sorted.slice(0, most);
  return { top, others: sorted.slice(most).reduce((sum, [, times]) => sum + times, tally.others) };
}

function clearOut(tally: Tally): void {
  const { top, others } = topOf(tally, tally.limit);
  tally.counts.clear();
  for (const [name, times] of top) {
    tally.counts.set(name, times);
  }
  tally.others = others;
}

function byCount([nameA, a]: [string, number], [nameB, b]: [string, number]): number {
  return b - a || (nameA < nameB ? -1 : 1);
}

/** A mere slice would keep the piece of the log that it was cut from in memory. */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}
