/** A stretch in which something came far more often than before it. */
export interface Onset {
  /** Indices of the counts: the first of the stretch, and the first behind it. */
  readonly start: number;
  readonly end: number;
  /** How often it came in each count before and in the stretch, on average. */
  readonly before: number;
  readonly during: number;
}

/**
 * Where a series of counts steps up, and where it comes down again: the two points at which a Poisson process whose
 * rate changes there fits the counts best (the likelihood ratio of a change point). `undefined` where the counts are
 * few, or are explained as well by one rate throughout.
 */
export function onsetOf(counts: readonly number[]): Onset | undefined {
  const start = changeIn(counts, 'up');
  if (start === undefined) {
    return undefined;
  }
  const rest = counts.slice(start);
  const end = start + (changeIn(rest, 'down') ?? rest.length);
  const before = mean(counts.slice(0, start));
  const during = mean(counts.slice(start, end));
  return total(counts.slice(start, end)) >= FEWEST && during >= LEAST_RISE * before
    ? { start, end, before, during }
    : undefined;
}

/** Fewer prove nothing. */
const FEWEST = 10;
/** Less of a rise is a busier hour. */
const LEAST_RISE = 3;
/** A ratio this high comes by chance in one of some thousand logs. */
const LEAST_RATIO = 10;

/** The index at which two rates, the later one higher or lower, fit the counts best. */
function changeIn(counts: readonly number[], direction: 'up' | 'down'): number | undefined {
  const sum = total(counts);
  const rate = sum / counts.length;
  let [best, at]: [number, number | undefined] = [LEAST_RATIO, undefined];
  let left = 0;
  for (let index = 1; index < counts.length; index++) {
    left += counts[index - 1] as number;
    const right = sum - left;
    const [rateLeft, rateRight] = [left / index, right / (counts.length - index)];
    if (direction === 'up' ? rateRight > rateLeft : rateRight < rateLeft) {
      const ratio = gain(left, rateLeft, rate) + gain(right, rateRight, rate);
      if (ratio > best) {
        [best, at] = [ratio, index];
      }
    }
  }
  return at;
}

function gain(sum: number, rate: number, common: number): number {
  return sum === 0 ? 0 : sum * Math.log(rate / common);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function mean(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : total(counts) / counts.length;
}
