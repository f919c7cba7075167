/** How often something happened in each stretch of time, for a bounded number of stretches. */
export interface Timeline {
  /** The length of a stretch in milliseconds, one of `WIDTHS`. */
  width: number;
  /** Counts by the start of their stretch, in milliseconds; by what is counted. */
  readonly series: Map<string, Map<number, number>>;
}

const MINUTE = 60_000;
/** Each goes into the next without a rest. */
export const WIDTHS = [1, 5, 15, 60, 360, 1440, 10_080].map((minutes) => minutes * MINUTE);
/** A week of minutes, a year of hours. */
const MOST_STRETCHES = 10_080;

export function emptyTimeline(): Timeline {
  return { width: MINUTE, series: new Map() };
}

export function addAt(timeline: Timeline, name: string, clock: number, times = 1): void {
  let series = timeline.series.get(name);
  if (series === undefined) {
    series = new Map();
    timeline.series.set(name, series);
  }
  const start = clock - (clock % timeline.width);
  series.set(start, (series.get(start) ?? 0) + times);
  if (series.size > MOST_STRETCHES) {
    widen(timeline);
  }
}

/** Adds another timeline; `into` is changed. */
export function mergeTimelines(into: Timeline, from: Timeline): void {
  while (into.width < from.width) {
    widen(into);
  }
  for (const [name, series] of from.series) {
    for (const [start, times] of series) {
      addAt(into, name, start, times);
    }
  }
}

/** The counts of a series in stretches of `width`, which `timeline.width` goes into, from `start` to before `end`. */
export function countsOf(
  timeline: Timeline,
  name: string,
  start: number,
  end: number,
  width: number,
): number[] {
  const counts = new Array<number>(Math.max(0, Math.ceil((end - start) / width))).fill(0);
  for (const [at, times] of timeline.series.get(name) ?? []) {
    const index = Math.floor((at - start) / width);
    if (index >= 0 && index < counts.length) {
      counts[index] = (counts[index] as number) + times;
    }
  }
  return counts;
}

/** From the start of the first stretch with anything in it to the end of the last; `undefined` for an empty one. */
export function extentOf({ series, width }: Timeline): { start: number; end: number } | undefined {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const counts of series.values()) {
    for (const at of counts.keys()) {
      start = Math.min(start, at);
      end = Math.max(end, at + width);
    }
  }
  return end > start ? { start, end } : undefined;
}

function widen(timeline: Timeline): void {
  const next = WIDTHS.find((width) => width > timeline.width) ?? 2 * timeline.width;
  timeline.width = next;
  for (const [name, series] of timeline.series) {
    const wider = new Map<number, number>();
    for (const [start, times] of series) {
      const at = start - (start % next);
      wider.set(at, (wider.get(at) ?? 0) + times);
    }
    timeline.series.set(name, wider);
  }
}
