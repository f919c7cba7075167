import * as l10n from '@vscode/l10n';
import { number } from '../language';
import type { ReportData } from './reportData';

/** What a tired person reads first. */
export function headline({ recipients, refused }: Pick<ReportData, 'recipients' | 'refused'>): string {
  const { delivered, failed, waiting } = recipients;
  const all = delivered + failed + waiting;
  const refusals = refused.permanent + refused.temporary;
  const sentences = [
    all === 0
      ? l10n.t('No delivery is in this log.')
      : l10n.t(
          'Of {0} recipients {1} got their mail and {2} failed; still waiting at the end: {3}.',
          number(all),
          number(delivered),
          number(failed),
          number(waiting),
        ),
    ...(refusals === 0 ? [] : [l10n.t('Commands of clients that were refused: {0}.', number(refusals))]),
  ];
  return sentences.join(' ');
}

/** `1–10 s`, `over 1 day`, in words of the person's language. */
export function delayText(from: number, upTo: number | null): string {
  return upTo === null
    ? l10n.t('{0} or more', duration(from))
    : from === 0
      ? l10n.t('less than {0}', duration(upTo))
      : l10n.t('{0} to {1}', duration(from), duration(upTo));
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60
    ? l10n.t('{0} s', seconds)
    : seconds < 3600
      ? l10n.t('{0} min', seconds / 60)
      : seconds < 86_400
        ? l10n.t('{0} h', seconds / 3600)
        : l10n.t('{0} d', seconds / 86_400);
}
