import { ownCopy } from '../tally';
import type { Attempt } from './attempt';

/** What happened to all that share a name. */
export interface GroupCounts {
  attempts: number;
  permanent: number;
  temporary: number;
  /** The log's clock at the first and the last failure, of the attempts where none failed; `undefined` without times. */
  first: number | undefined;
  last: number | undefined;
}

/** Groups by name, for a bounded number of names: the rarest beyond are counted together as `others`. */
export interface Groups {
  readonly named: Map<string, GroupCounts>;
  readonly others: GroupCounts;
}

export function emptyGroups(): Groups {
  return { named: new Map(), others: none() };
}

export function addToGroup(groups: Groups, name: string, attempt: Attempt): void {
  const { severity, clock } = attempt;
  const counts = countsOf(groups, name);
  counts.attempts++;
  if (severity !== undefined) {
    counts[severity]++;
    extend(counts, clock, clock);
  }
}

export function mergeGroups(into: Groups, from: Groups): void {
  for (const [name, counts] of from.named) {
    addCounts(countsOf(into, name), counts);
  }
  addCounts(into.others, from.others);
}

/** The groups with the most failures, then the most attempts; all others in one. */
export function topGroups(
  groups: Groups,
  most: number,
): { top: [string, GroupCounts][]; others: GroupCounts } {
  const others = none();
  addCounts(others, groups.others);
  const top: [string, GroupCounts][] = [];
  const cut = () => {
    for (const [, counts] of top.sort(byFailures).splice(most)) {
      addCounts(others, counts);
    }
  };
  for (const group of groups.named) {
    top.push(group);
    // Sorting some at a time, whoever is far from the top is sorted but once.
    if (top.length >= 4 * most) {
      cut();
    }
  }
  cut();
  return { top, others };
}

const MOST_NAMES = 20_000;

function countsOf(groups: Groups, name: string): GroupCounts {
  let counts = groups.named.get(name);
  if (counts === undefined) {
    if (groups.named.size >= 2 * MOST_NAMES) {
      clearOut(groups);
    }
    counts = none();
    groups.named.set(ownCopy(name), counts);
  }
  return counts;
}

/** Half of the names go. Among those that are as rare, who came first stays: only the number matters, and sorting is slow. */
function clearOut({ named, others }: Groups): void {
  const weights = Float64Array.from(named.values(), weightOf).sort();
  const least = weights[weights.length - MOST_NAMES] as number;
  let room = MOST_NAMES - (weights.length - 1 - weights.lastIndexOf(least));
  for (const [name, counts] of named) {
    const weight = weightOf(counts);
    if (weight < least || (weight === least && room-- <= 0)) {
      addCounts(others, counts);
      named.delete(name);
    }
  }
}

/** The order of `byFailures`, without the names. */
function weightOf({ attempts, permanent, temporary }: GroupCounts): number {
  return (permanent + temporary) * 2 ** 32 + attempts;
}

/** Adds the counts of the same group elsewhere, or of a part of it. */
export function addCounts(into: GroupCounts, from: GroupCounts): void {
  into.attempts += from.attempts;
  into.permanent += from.permanent;
  into.temporary += from.temporary;
  extend(into, from.first, from.last);
}

function extend(counts: GroupCounts, first: number | undefined, last: number | undefined): void {
  if (first !== undefined && last !== undefined) {
    counts.first = Math.min(counts.first ?? first, first);
    counts.last = Math.max(counts.last ?? last, last);
  }
}

function none(): GroupCounts {
  return { attempts: 0, permanent: 0, temporary: 0, first: undefined, last: undefined };
}

function byFailures([nameA, a]: [string, GroupCounts], [nameB, b]: [string, GroupCounts]): number {
  return (
    b.permanent + b.temporary - a.permanent - a.temporary ||
    b.attempts - a.attempts ||
    (nameA < nameB ? -1 : 1)
  );
}
