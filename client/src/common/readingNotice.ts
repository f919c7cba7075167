import * as vscode from 'vscode';
import type { LargeLogResult } from '../../../server/src/lsp/protocol';
import { nameOf, number } from './words';

/** What a reading found, and what of the logs it could not read. */
export function readingNotice(name: string, result: LargeLogResult): string {
  const { lines, shortened, permanent, temporary, errors, isCancelled, leftOut } = result;
  const what = vscode.l10n.t(
    '{0}: {1} lines, {2} permanent and {3} temporary failures.',
    name,
    number(lines),
    number(permanent),
    number(temporary),
  );
  const parts = result.parts.length;
  return [
    what,
    ...(isCancelled ? [vscode.l10n.t('The reading was cancelled: this is what was read until then.')] : []),
    ...errors
      .slice(0, MOST_ERRORS)
      .map(({ uri, message }) =>
        vscode.l10n.t('Not all was read: {0}: {1}.', nameOf(vscode.Uri.parse(uri)), message),
      ),
    ...(errors.length > MOST_ERRORS
      ? [vscode.l10n.t('{0} more could not be read.', errors.length - MOST_ERRORS)]
      : []),
    ...(shortened > 0
      ? [vscode.l10n.t('{0} lines are so long that only their beginning was read.', number(shortened))]
      : []),
    ...(parts > 1
      ? [vscode.l10n.t('The failures are in {0} documents; each leads to the next.', number(parts))]
      : []),
    ...(leftOut > 0
      ? [vscode.l10n.t('{0} failures found no room there; the numbers hold them.', number(leftOut))]
      : []),
  ].join(' ');
}

const MOST_ERRORS = 2;
