import * as vscode from 'vscode';
import type { FailureGroup, FailureGroupsAnswer, FailureLine } from '../../../server/src/lsp/protocol';
import { number } from './words';

/** Asks for the children beneath a path of group keys. */
export type AskForGroups = (
  path: readonly string[],
  offset: number,
  limit: number,
) => Promise<FailureGroupsAnswer | null>;

export type FailureNode =
  | { readonly kind: 'group'; readonly path: readonly string[]; readonly group: FailureGroup }
  | { readonly kind: 'range'; readonly path: readonly string[]; readonly from: number; readonly to: number }
  | { readonly kind: 'failure'; readonly path: readonly string[]; readonly failure: FailureLine };

/** The editor takes so many children of a node without lag; more are split into ranges. */
const PAGE = 1000;

/** The groups of failures as a tree. Children are fetched when a node is opened; nothing is left out. */
export class FailureTree implements vscode.TreeDataProvider<FailureNode> {
  readonly #ask: AskForGroups;
  readonly #answered: (answer: FailureGroupsAnswer | null) => void;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #roots: Promise<FailureNode[]> | undefined;

  /** `answered` hears what the outermost groups say of the whole. */
  constructor(ask: AskForGroups, answered: (answer: FailureGroupsAnswer | null) => void) {
    this.#ask = ask;
    this.#answered = answered;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(node?: FailureNode): Promise<FailureNode[]> {
    const children = this.#childrenOf(node);
    this.#roots = node === undefined ? children : this.#roots;
    return children;
  }

  /** The outermost groups: those that the editor asked for last. */
  roots(): Promise<FailureNode[]> {
    return this.#roots ?? this.getChildren();
  }

  /** Only outermost groups are revealed. */
  getParent(): undefined {
    return undefined;
  }

  async #childrenOf(node?: FailureNode): Promise<FailureNode[]> {
    if (node?.kind === 'failure') {
      return [];
    }
    const path = node?.path ?? [];
    const isRange = node?.kind === 'range';
    const [from, limit] = isRange ? [node.from, node.to - node.from] : [0, PAGE];
    const answer = await this.#ask(path, from, limit);
    if (node === undefined) {
      this.#answered(answer);
    }
    if (answer === null) {
      return [];
    }
    if (!isRange && answer.children > PAGE) {
      return rangesOf(path, answer.children);
    }
    return [
      ...answer.groups.map((group) => ({ kind: 'group' as const, path: [...path, group.key], group })),
      ...answer.failures.map((failure) => ({ kind: 'failure' as const, path, failure })),
    ];
  }

  getTreeItem(node: FailureNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.path, node.group);
      case 'range':
        return rangeItem(node.path, node.from, node.to);
      case 'failure':
        return failureItem(node.path, node.failure);
    }
  }
}

function rangesOf(path: readonly string[], children: number): FailureNode[] {
  return Array.from({ length: Math.ceil(children / PAGE) }, (_, page) => ({
    kind: 'range',
    path,
    from: page * PAGE,
    to: Math.min((page + 1) * PAGE, children),
  }));
}

function groupItem(path: readonly string[], group: FailureGroup): vscode.TreeItem {
  const { permanent, temporary, first, last } = group;
  const label = group.label || vscode.l10n.t('(not in the log)');
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const times = first === last ? first : `${first} – ${last}`;
  const counts =
    permanent > 0 && temporary > 0
      ? vscode.l10n.t('{0} permanent, {1} temporary', number(permanent), number(temporary))
      : permanent > 0
        ? vscode.l10n.t('{0} permanent', number(permanent))
        : vscode.l10n.t('{0} temporary', number(temporary));
  item.id = JSON.stringify(path);
  item.description = [number(permanent + temporary), times].filter(Boolean).join(' · ');
  item.tooltip = [label, counts, times].filter(Boolean).join('\n');
  item.accessibilityInformation = { label: [label, counts, times].filter(Boolean).join(', ') };
  item.iconPath = icon(permanent > 0);
  item.contextValue = 'group';
  return item;
}

function rangeItem(path: readonly string[], from: number, to: number): vscode.TreeItem {
  const label = `${number(from + 1)}–${number(to)}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = JSON.stringify([...path, from, to]);
  return item;
}

function failureItem(path: readonly string[], failure: FailureLine): vscode.TreeItem {
  const { label, line, time, text, permanent } = failure;
  const item = new vscode.TreeItem(label);
  item.id = `${JSON.stringify(path)}:${line}`;
  item.description = [vscode.l10n.t('line {0}', number(line + 1)), time].filter(Boolean).join(' · ');
  item.tooltip = text;
  item.accessibilityInformation = {
    label: permanent
      ? vscode.l10n.t('Permanent failure {0}, line {1}, {2}', label, number(line + 1), time)
      : vscode.l10n.t('Temporary failure {0}, line {1}, {2}', label, number(line + 1), time),
  };
  item.iconPath = icon(permanent);
  item.contextValue = 'failure';
  item.command = { command: 'smtpLens.revealFailure', title: vscode.l10n.t('Show'), arguments: [failure] };
  return item;
}

function icon(permanent: boolean): vscode.ThemeIcon {
  return permanent
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'))
    : new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}
