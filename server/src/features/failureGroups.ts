import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { countFailures } from '../log/failures';
import type { GroupKey, PlacedFailure } from '../log/groups';
import { withoutControls } from '../log/withoutControls';
import { reasonTitle } from '../smtp/explain';
import { failureSpan } from './failureRange';
import { extremes, type Filtered, failuresOf, type WrittenFilter } from './filteredFailures';

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
