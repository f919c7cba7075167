import * as vscode from 'vscode';
import type { GroupBy, GroupFilter, GroupOrder } from '../../../server/src/lsp/protocol';

/** Asks which failures are to be shown; `undefined` where the person thought better of it. */
export async function askForFilter(filter: GroupFilter): Promise<GroupFilter | undefined> {
  const title = vscode.l10n.t('Filter the Failures');
  const any = { label: vscode.l10n.t('All failures'), ask: async () => ({ ...filter, only: undefined }) };
  const only = (label: string, value: 'permanent' | 'temporary') => ({
    label,
    ask: async () => ({ ...filter, only: value }),
  });
  const input = (label: string, name: 'text' | 'from' | 'to', placeHolder: string) => ({
    label,
    description: filter[name] ?? '',
    ask: async (): Promise<GroupFilter | undefined> => {
      const value = await vscode.window.showInputBox({
        title,
        prompt: label,
        placeHolder,
        value: filter[name] ?? '',
      });
      return value === undefined ? undefined : { ...filter, [name]: value.trim() || undefined };
    },
  });
  const picked = await vscode.window.showQuickPick(
    [
      input(vscode.l10n.t('Lines with the text…'), 'text', 'mx.example.net'),
      input(vscode.l10n.t('From the time…'), 'from', '02:41'),
      input(vscode.l10n.t('Until the time…'), 'to', 'Nov 23 03:00'),
      only(vscode.l10n.t('Permanent failures only'), 'permanent'),
      only(vscode.l10n.t('Temporary failures only'), 'temporary'),
      any,
    ],
    { title },
  );
  return picked?.ask();
}

export function describeFilter({ only, from, to, text }: GroupFilter): string {
  return [
    only === 'permanent' && vscode.l10n.t('permanent'),
    only === 'temporary' && vscode.l10n.t('temporary'),
    from && vscode.l10n.t('from {0}', from),
    to && vscode.l10n.t('until {0}', to),
    text && `“${text}”`,
  ]
    .filter(Boolean)
    .join(', ');
}

export async function askForGrouping(now: GroupBy): Promise<GroupBy | undefined> {
  return pick(vscode.l10n.t('Group the Failures By'), now, [
    [vscode.l10n.t('Reason'), 'reason'],
    [vscode.l10n.t('Provider, or domain'), 'provider'],
    [vscode.l10n.t('Domain of the recipient'), 'domain'],
    [vscode.l10n.t('Relay'), 'relay'],
  ]);
}

export async function askForOrder(now: GroupOrder): Promise<GroupOrder | undefined> {
  return pick(vscode.l10n.t('Sort the Failures By'), now, [
    [vscode.l10n.t('What matters: permanent first, then the count'), 'severity'],
    [vscode.l10n.t('Count'), 'count'],
    [vscode.l10n.t('Latest first'), 'latest'],
    [vscode.l10n.t('Name'), 'name'],
  ]);
}

async function pick<T>(title: string, now: T, choices: readonly [string, T][]): Promise<T | undefined> {
  const items = choices.map(([label, value]) => ({ label, value, picked: value === now }));
  return (await vscode.window.showQuickPick(items, { title }))?.value;
}
