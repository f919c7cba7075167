import * as l10n from '@vscode/l10n';
import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { mainReply, severityOf } from '../log/severity';
import { type Explanation, plainReplyText, reasonTitle } from '../smtp/explain';
import { translated } from './language';
import { redactReply } from './redactReply';

/** The commands behind the actions, which the editor carries out. */
export interface ActionCommands {
  /** Takes `{ text, relay?, command? }`. */
  readonly explainReply: string;
  /** Takes `{ url }`. */
  readonly openSource: string;
  /** Takes `{ text }`. */
  readonly copyReply: string;
  /** Takes `{ reason }`. */
  readonly setReasonSeverity: string;
  /** Takes `{ text }`: what a person may paste into a report, addresses and hosts replaced. */
  readonly reportReply: string;
}

/** What can be done about the failures in a range of lines; the first failure's line decides. */
export function codeActions(document: LogDocument, range: Range, commands: ActionCommands): CodeAction[] {
  for (let line = range.start.line; line <= range.end.line; line++) {
    const text = document.lineText(line);
    const read = document.readLine(line);
    if (read !== undefined && severityOf(read, text) !== undefined) {
      const reply = textOf(text, mainReply(read) ?? read.words) ?? '';
      const place = { relay: textOf(text, read.relay), command: textOf(text, read.command) };
      return actionsFor(explainLine(text, read), plainReplyText(reply), place, commands);
    }
  }
  return [];
}

interface Place {
  readonly relay: string | undefined;
  readonly command: string | undefined;
}

function actionsFor(
  explanation: Explanation,
  reply: string,
  place: Place,
  commands: ActionCommands,
): CodeAction[] {
  const action = (title: string, command: string, argument: object): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command, arguments: [argument] },
  });
  const source = explanation.sources.find(({ url }) => url !== undefined);
  return [
    action(l10n.t('Explain this reply'), commands.explainReply, { text: reply, ...place }),
    ...(source === undefined
      ? []
      : [action(l10n.t('Open the source: {0}', source.title), commands.openSource, { url: source.url })]),
    action(l10n.t('Copy the reply'), commands.copyReply, { text: reply }),
    action(
      l10n.t('Set how problems of the reason “{0}” are shown…', translated(reasonTitle(explanation.reason))),
      commands.setReasonSeverity,
      { reason: explanation.reason },
    ),
    ...(explanation.decidedBy === 'provider' || explanation.decidedBy === 'text'
      ? []
      : [action(l10n.t('Report this unknown reply…'), commands.reportReply, { text: redactReply(reply) })]),
  ];
}
