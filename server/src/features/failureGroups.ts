import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { countFailures } from '../log/failures';
import type { Failures, GroupKey } from '../log/groups';
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
  const { root, of } = treeOf(document, wanted, now);
  const level = LEVELS[wanted.groupBy][path.length];
  let node: Node | undefined = root;
  for (const key of path) {
    node = node && childrenOf(of.failures, node, wanted).find((child) => child.key === key);
  }
  const groups = node === undefined || level === undefined ? [] : childrenOf(of.failures, node, wanted);
  const failures = node === undefined || level !== undefined ? [] : node.failures;
  const { permanent, temporary } = countFailures(document);
  return {
    groups: groups
      .slice(offset, offset + limit)
      .map((child) => describe(document, of.failures, child, level)),
    failures: failures
      .slice(offset, offset + limit)
      .map((index) => describeLine(document, of.failures.line(index), of.failures.isPermanent(index))),
    children: Math.max(groups.length, failures.length),
    shown: of.failures.length,
    total: permanent + temporary,
    unreadable: of.unreadable,
  };
}

/** A group while it is made; its children are put together when it is opened. */
interface Node {
  readonly key: string;
  readonly depth: number;
  /** Indices of all failures that the filter lets through. */
  readonly failures: readonly number[];
  children?: readonly Group[];
}

interface Group extends Node {
  readonly permanent: number;
  /** The failures with the earliest and the latest clock. */
  readonly first: number;
  readonly last: number;
  readonly latest: number;
}

interface Tree {
  readonly of: Filtered;
  readonly key: string;
  readonly root: Node;
}

const trees = new WeakMap<LogDocument, Tree>();

function treeOf(document: LogDocument, { filter, groupBy, order }: Wanted, now: number): Tree {
  const of = failuresOf(document, filter, now);
  const key = `${groupBy} ${order}`;
  let tree = trees.get(document);
  if (tree?.of !== of || tree.key !== key) {
    tree = { of, key, root: { key: '', depth: 0, failures: [...of.failures.lines.keys()] } };
    trees.set(document, tree);
  }
  return tree;
}

function childrenOf(failures: Failures, node: Node, { order, groupBy }: Wanted): readonly Group[] {
  const level = LEVELS[groupBy][node.depth];
  if (node.children !== undefined || level === undefined) {
    return node.children ?? [];
  }
  const groups = new Map<string, number[]>();
  for (const index of node.failures) {
    const key = failures.key(index, level);
    const group = groups.get(key);
    group === undefined ? groups.set(key, [index]) : group.push(index);
  }
  const nodes = [...groups].map(([key, some]) => groupOf(failures, key, node.depth + 1, some));
  node.children = nodes.sort((a, b) => ORDERS[order](a, b) || (a.key < b.key ? -1 : 1));
  return node.children;
}

function groupOf(failures: Failures, key: string, depth: number, some: readonly number[]): Group {
  const { first, last } = extremes(failures, some) ?? { first: 0, last: 0 };
  let permanent = 0;
  for (const index of some) {
    permanent += failures.isPermanent(index) ? 1 : 0;
  }
  return { key, depth, failures: some, permanent, first, last, latest: failures.clock(last) ?? 0 };
}

const byCount = (a: Group, b: Group) => b.failures.length - a.failures.length;
const byLatest = (a: Group, b: Group) => b.latest - a.latest;

const ORDERS: Readonly<Record<Order, (a: Group, b: Group) => number>> = {
  severity: (a, b) => Number(b.permanent > 0) - Number(a.permanent > 0) || byCount(a, b) || byLatest(a, b),
  count: (a, b) => byCount(a, b) || byLatest(a, b),
  latest: (a, b) => byLatest(a, b) || byCount(a, b),
  name: () => 0,
};

function describe(document: LogDocument, failures: Failures, group: Group, level: GroupKey | undefined) {
  const { key, permanent, first, last } = group;
  return {
    key,
    label: shown(level === 'reason' ? reasonTitle(failures.reason(first)) : key),
    permanent,
    temporary: group.failures.length - permanent,
    first: timeAt(document, failures.line(first)),
    last: timeAt(document, failures.line(last)),
  };
}

function describeLine(document: LogDocument, line: number, permanent: boolean) {
  const text = document.lineText(line);
  const read = document.readLine(line);
  const explanation = read && explainLine(text, read);
  const codes = [explanation?.code, explanation?.enhanced].filter((part) => part !== undefined);
  const who =
    read && (textOf(text, read.recipient) || textOf(text, read.queueId) || textOf(text, read.words));
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
