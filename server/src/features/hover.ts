import * as l10n from '@vscode/l10n';
import type { Hover, Position } from 'vscode-languageserver-types';
import type { LogLine } from '../formats/format';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { rankOf } from '../log/failures';
import { severityOf } from '../log/severity';
import { totalDelay } from '../log/trace/durations';
import { withoutControls } from '../log/withoutControls';
import type { Explanation } from '../smtp/explain';
import type { SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { explanationSections, joinSections } from './explanationMarkdown';
import { duration, number } from './language';

/**
 * What the reply, or the failure without one, under the cursor means in its place, and what to do about it.
 * `nextOfSameReason`: the command that a link may run, where the editor runs commands of links.
 */
export function hover(
  document: LogDocument,
  { line, character }: Position,
  nextOfSameReason?: string,
): Hover | undefined {
  const text = document.lineText(line);
  const read = document.readLine(line);
  const target = read && targetAt(read, character);
  if (read === undefined || target === undefined) {
    return undefined;
  }
  const explanation = explainLine(text, read, target.reply);
  const { verdict, action, meaning, sources } = explanationSections(explanation);
  const value = joinSections([
    verdict,
    action,
    circumstances(text, read, target.reply),
    meaning,
    place(document, line, text, read, explanation, nextOfSameReason),
    sources,
  ]);
  return {
    contents: { kind: 'markdown', value },
    range: {
      start: { line, character: target.span.start },
      end: { line, character: target.span.end },
    },
  };
}

interface Target {
  readonly span: Span;
  readonly reply: SmtpReply | undefined;
}

/** The innermost reply at a place of the line, or the words and codes that stand for one. */
function targetAt(read: LogLine, character: number): Target | undefined {
  const reply = read.replies.findLast(({ start, end }) => holds({ start, end }, character));
  if (reply !== undefined) {
    return { span: { start: reply.start, end: reply.end }, reply };
  }
  for (const span of [read.status, read.words]) {
    if (span !== undefined && holds(span, character)) {
      return { span, reply: undefined };
    }
  }
  return undefined;
}

function holds({ start, end }: Span, character: number): boolean {
  return start <= character && character <= end;
}

/** Who said it to whom, after which command; the envelope and the delay, as far as the line holds them. */
function circumstances(line: string, read: LogLine, reply: SmtpReply | undefined): string {
  const relay = textOf(line, read.relay);
  const command = textOf(line, read.command);
  const delay = totalDelay(line, read);
  const facts = [
    reply && who(reply, relay),
    command && l10n.t('answering {0}', code(command)),
    read.sender && l10n.t('from {0}', code(textOf(line, read.sender) || '<>')),
    read.recipient && l10n.t('to {0}', code(textOf(line, read.recipient) ?? '')),
    delay === undefined ? undefined : l10n.t('delay {0}', duration(delay)),
  ];
  const said = facts.filter((fact) => fact !== undefined && fact !== '').join(', ');
  return said === '' ? '' : said.charAt(0).toUpperCase() + said.slice(1) + '.';
}

function who({ speaker }: SmtpReply, relay: string | undefined): string {
  const other = relay === undefined ? undefined : code(relay);
  switch (speaker) {
    case 'server':
      return other === undefined
        ? l10n.t('this server said it to its client')
        : l10n.t('this server said it to {0}', other);
    case 'remote':
      return other === undefined
        ? l10n.t('the other server said it to this server')
        : l10n.t('{0} said it to this server', other);
    default:
      return other === undefined ? '' : l10n.t('in a session with {0}', other);
  }
}

/** Log text set apart from ours: as code, between more back quotes than it holds in a row. */
function code(text: string): string {
  const plain = withoutControls(text.length > LONGEST_CODE ? `${text.slice(0, LONGEST_CODE)}…` : text);
  const runs = plain.match(/`+/g);
  if (runs === null) {
    return plain.trim() === '' ? '' : `\`${plain}\``;
  }
  const fence = '`'.repeat(Math.max(...runs.map(({ length }) => length)) + 1);
  return `${fence} ${plain} ${fence}`;
}

/** A recipient may be as long as a line. */
const LONGEST_CODE = 200;

/** The argument of a command link; a file's name may hold the parentheses that end a link in Markdown. */
function argumentOf(target: object): string {
  return encodeURIComponent(JSON.stringify([target])).replace(
    /[()'!*~]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  );
}

/** `Number 3 of 37 failures like this in this log. [Next](command:…)` */
function place(
  document: LogDocument,
  line: number,
  text: string,
  read: LogLine,
  { reason }: Explanation,
  nextOfSameReason: string | undefined,
): string {
  if (severityOf(read, text) === undefined) {
    return '';
  }
  const { before, total } = rankOf(document, line, { reason });
  if (total < 2) {
    return '';
  }
  const target = argumentOf({ uri: document.uri, line, character: 0 });
  const next =
    nextOfSameReason === undefined ? '' : ` [${l10n.t('Next')}](command:${nextOfSameReason}?${target})`;
  const rank = l10n.t('Number {0} of {1} failures like this in this log.', number(before + 1), number(total));
  return rank + next;
}
