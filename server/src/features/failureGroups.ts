import { forEachLine, isFailure, ROW } from '../log/block';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { countFailures } from '../log/failures';
import { type FactsFilter, failuresThrough, type GroupKey, type PlacedFailure } from '../log/groups';
import { instantOf } from '../log/instant';
import { withoutControls } from '../log/withoutControls';
import { reasonTitle } from '../smtp/explain';
import { ownRulesGeneration } from '../smtp/ownRules';
import { failureSpan } from './failureRange';

export interface WrittenFilter {
  readonly only?: 'permanent' | 'temporary' | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
}

export type Order = 'severity' | 'count' | 'latest' | 'name';

export interface Wanted {
  readonly filter: WrittenFilter;
  readonly groupBy: GroupKey;
  readonly order: Order;
  readonly path: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** By what the groups within the groups are made. */
export const LEVELS: Readonly<Record<GroupKey, readonly GroupKey[]>> = {
  reason: ['reason', 'provider', 'relay'],
  provider: ['provider', 'reason', 'relay'],
  domain: ['domain', 'reason', 'relay'],
  relay: ['relay', 'reason', 'domain'],
};

/** The groups beneath a path of keys, or the failures of the innermost group. */
export function failureGroups(document: LogDocument, wanted: Wanted, now: number) {
  const { path, offset, limit } = wanted;
  const { root, unreadable } = treeOf(document, wanted, now);
  const level = LEVELS[wanted.groupBy][path.length];
  let node: Node | undefined = root;
  for (const key of path) {
    node = node && childrenOf(node, wanted, wanted.groupBy).find((child) => child.key === key);
  }
  const groups = node === undefined || level === undefined ? [] : childrenOf(node, wanted, wanted.groupBy);
  const failures = node === undefined || level !== undefined ? [] : node.failures;
  const { permanent, temporary } = countFailures(document);
  return {
    groups: groups.slice(offset, offset + limit).map((child) => describe(document, child, level)),
    failures: failures
      .slice(offset, offset + limit)
      .map(({ line, facts }) => describeLine(document, line, facts.permanent)),
    children: Math.max(groups.length, failures.length),
    shown: root.failures.length,
    total: permanent + temporary,
    unreadable,
  };
}

/** The failures of a filter, in the order of the log, for this version of the document. */
export function failuresOf(document: LogDocument, filter: WrittenFilter, now: number) {
  const key = JSON.stringify([document.version, ownRulesGeneration(), filter]);
  let found = filtered.get(document);
  if (found?.key !== key || found.reader !== document.reader) {
    const { facts, unreadable } = readFilter(document, filter, now);
    found = { key, reader: document.reader, failures: failuresThrough(document, facts, now), unreadable };
    filtered.set(document, found);
  }
  return found;
}

interface Filtered {
  readonly key: string;
  readonly reader: LogDocument['reader'];
  readonly failures: readonly PlacedFailure[];
  readonly unreadable: readonly string[];
}

const filtered = new WeakMap<LogDocument, Filtered>();

/** A group while it is made; its children are put together when it is opened. */
interface Node {
  readonly key: string;
  readonly depth: number;
  readonly failures: readonly PlacedFailure[];
  readonly permanent: number;
  children?: readonly Node[];
}

interface Tree {
  readonly of: Filtered;
  readonly key: string;
  readonly root: Node;
}

const trees = new WeakMap<LogDocument, Tree>();

function treeOf(document: LogDocument, { filter, groupBy, order }: Wanted, now: number) {
  const of = failuresOf(document, filter, now);
  const key = `${groupBy} ${order}`;
  let tree = trees.get(document);
  if (tree?.of !== of || tree.key !== key) {
    tree = { of, key, root: { key: '', depth: 0, failures: of.failures, permanent: 0 } };
    trees.set(document, tree);
  }
  return { root: tree.root, unreadable: of.unreadable };
}

function childrenOf(node: Node, { order }: Wanted, groupBy: GroupKey): readonly Node[] {
  const level = LEVELS[groupBy][node.depth];
  if (node.children !== undefined || level === undefined) {
    return node.children ?? [];
  }
  const groups = new Map<string, PlacedFailure[]>();
  for (const failure of node.failures) {
    const key = failure.facts[level];
    const group = groups.get(key);
    group === undefined ? groups.set(key, [failure]) : group.push(failure);
  }
  const nodes = [...groups].map(([key, failures]) => ({
    key,
    depth: node.depth + 1,
    failures,
    permanent: failures.reduce((sum, { facts }) => sum + (facts.permanent ? 1 : 0), 0),
    latest: extremes(failures)?.last.facts.clock ?? 0,
  }));
  node.children = nodes.sort((a, b) => ORDERS[order](a, b) || (a.key < b.key ? -1 : 1));
  return node.children;
}

type Sorted = Node & { readonly latest: number };

const byCount = (a: Sorted, b: Sorted) => b.failures.length - a.failures.length;
const byLatest = (a: Sorted, b: Sorted) => b.latest - a.latest;

const ORDERS: Readonly<Record<Order, (a: Sorted, b: Sorted) => number>> = {
  severity: (a, b) => Number(b.permanent > 0) - Number(a.permanent > 0) || byCount(a, b) || byLatest(a, b),
  count: (a, b) => byCount(a, b) || byLatest(a, b),
  latest: (a, b) => byLatest(a, b) || byCount(a, b),
  name: () => 0,
};

/** The failures with the earliest and the latest clock; where none has one, the first and the last of the log. */
function extremes(failures: readonly PlacedFailure[]) {
  let [first, last] = [failures[0], failures.at(-1)];
  for (const each of failures) {
    const { clock } = each.facts;
    if (clock !== undefined) {
      first = clock < (first?.facts.clock ?? Number.POSITIVE_INFINITY) ? each : first;
      last = clock > (last?.facts.clock ?? Number.NEGATIVE_INFINITY) ? each : last;
    }
  }
  return first && last && { first, last };
}

function describe(document: LogDocument, { key, failures, permanent }: Node, level: GroupKey | undefined) {
  const ends = extremes(failures);
  return {
    key,
    label: shown(level === 'reason' && failures[0] ? reasonTitle(failures[0].facts.reason) : key),
    permanent,
    temporary: failures.length - permanent,
    first: ends === undefined ? '' : timeAt(document, ends.first.line),
    last: ends === undefined ? '' : timeAt(document, ends.last.line),
  };
}

function describeLine(document: LogDocument, line: number, permanent: boolean) {
  const text = document.lineText(line);
  const read = document.readLine(line);
  const explanation = read && explainLine(text, read);
  const codes = [explanation?.code, explanation?.enhanced].filter((part) => part !== undefined);
  const who = read && (textOf(text, read.recipient) || textOf(text, read.queueId));
  return {
    line,
    character: read === undefined ? 0 : failureSpan(text, read).start,
    permanent,
    label: shown([...codes, who].filter(Boolean).join(' ') || text),
    time: shown(textOf(text, read?.time) ?? ''),
    text: shown(text, LONGEST_TEXT),
  };
}

function timeAt(document: LogDocument, line: number): string {
  return shown(textOf(document.lineText(line), document.readLine(line)?.time) ?? '');
}

const LONGEST_LABEL = 200;
const LONGEST_TEXT = 2000;

function shown(text: string, most = LONGEST_LABEL): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return withoutControls(cut).trim();
}

/** Times are read by the log's clock: `02:41` is the last 02:41 before its last failure. */
function readFilter(document: LogDocument, { only, from, to, text }: WrittenFilter, now: number) {
  const unreadable: string[] = [];
  const end = from || to ? extremes(failuresThrough(document, {}, now))?.last.facts.clock : undefined;
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

/** The next failure that the filter lets through; past the end it goes on at the other end. */
export function stepTo(
  document: LogDocument,
  wanted: { readonly filter: WrittenFilter; readonly line: number; readonly direction: 'next' | 'previous' },
  now: number,
) {
  const { failures } = failuresOf(document, wanted.filter, now);
  const total = failures.length;
  if (total === 0) {
    return undefined;
  }
  const after = failures.findIndex(({ line }) => line > wanted.line);
  const before = failures.findLastIndex(({ line }) => line < wanted.line);
  const index = wanted.direction === 'next' ? Math.max(after, 0) : before < 0 ? total - 1 : before;
  const { line } = failures[index] as PlacedFailure;
  const read = document.readLine(line);
  const character = read === undefined ? 0 : failureSpan(document.lineText(line), read).start;
  return { line, character, index: index + 1, total };
}

/** Only the failing lines, and the line of the log that each of them is. */
export function failureLines(document: LogDocument, filter: WrittenFilter, now: number) {
  const lines = failuresOf(document, filter, now).failures.map(({ line }) => line);
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

/** The editor's ruler has about as many pixels. */
const MOST_RANGES = 1000;

/** Where the failures stand, for a ruler: a stretch of the log with a permanent failure counts as permanent. */
export function failureDensity(document: LogDocument) {
  const stretch = Math.max(1, Math.ceil(document.lineCount / MOST_RANGES));
  const ranges: { start: number; end: number; permanent: boolean }[] = [];
  let first = 0;
  for (const block of document.blocks) {
    for (let row = 0; block.failures > 0 && row < block.kind.length; row++) {
      if (isFailure(block.kind[row], undefined)) {
        const line = first + (block.line[row] as number);
        const permanent = block.kind[row] === ROW.permanent;
        const last = ranges.at(-1);
        if (last !== undefined && Math.floor(last.start / stretch) === Math.floor(line / stretch)) {
          last.end = line;
          last.permanent ||= permanent;
        } else {
          ranges.push({ start: line, end: line, permanent });
        }
      }
    }
    first += block.breaks;
  }
  return { ranges };
}
