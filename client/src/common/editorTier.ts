import * as vscode from 'vscode';
import { LANGUAGE_ID } from '../../../server/src/lsp/protocol';
import { number } from './words';

/** Above either the editor gives up features of a file, in UTF-16 units and lines. */
const LARGE = { units: 20 * 1024 * 1024, lines: 300_000 };
/** The editor hands extensions no text longer than this when it opens it, in UTF-16 units. */
export const MOST_SYNCHRONISED = 50 * 1024 * 1024;

/** Whether the size of a log matters to what the editor does with it. */
export function isLarge(units: number, lines: number): boolean {
  return units > LARGE.units || lines > LARGE.lines;
}

/** `32 MB`, as far as a unit is a byte. */
export function megabytes(units: number): string {
  return vscode.l10n.t('{0} MB', number(Math.max(1, Math.round(units / 1e6))));
}

/** What the size of an open log means for what works in it. */
export function tierText(units: number, lines: number): string {
  const size = vscode.l10n.t('{0}, {1} lines', megabytes(units), number(lines));
  return `${size}: ${meaning(units, lines)}`;
}

function meaning(units: number, lines: number): string {
  if (!isLarge(units, lines)) {
    return vscode.l10n.t('everything works, as in any file up to 20 MB and 300,000 lines.');
  }
  if (units > MOST_SYNCHRONISED) {
    return vscode.l10n.t(
      'it has grown above 50 MB. Opened anew, the editor will hand it to no extension; “Read Large Mail Log” reads such files.',
    );
  }
  const editor = vscode.workspace.getConfiguration('editor', { languageId: LANGUAGE_ID });
  return editor.get('largeFileOptimizations', true)
    ? vscode.l10n.t(
        'above 20 MB or 300,000 lines the editor does without colours, folding and lenses, as the setting editor.largeFileOptimizations says.',
      )
    : vscode.l10n.t(
        'above 20 MB or 300,000 lines the editor does without colours, folding and lenses. In mail logs they stay, up to 50 MB.',
      );
}
