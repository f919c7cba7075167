import * as l10n from '@vscode/l10n';
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver-types';
import type { Block } from '../log/block';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { forEachFailure } from '../log/failures';
import { queueIdsOf } from '../log/queueIds';
import { reasonsOf } from '../log/reasons';
import { isFailure } from '../log/rows';
import type { Explanation } from '../smtp/explain';
import { failureSpan } from './failureRange';
import { number, translated } from './language';

/** How grave a failure is shown; `undefined` hides it. */
export interface DiagnosticSettings {
  readonly permanent: DiagnosticSeverity | undefined;
  readonly temporary: DiagnosticSeverity | undefined;
  /** For failures of a reason, by its id: overrides the two above. */
  readonly reasons: ReadonlyMap<string, DiagnosticSeverity | undefined>;
}

/** VS Code takes no more of one file and drops the rest in silence. */
export const MOST_DIAGNOSTICS = 1000;

/**
 * The failures of a log as diagnostics: the graver before the others, then the newest first. Where there are more
 * than the editor takes, the last one says how many are left out and how to see them.
 */
export function diagnostics(document: LogDocument, settings: DiagnosticSettings): Diagnostic[] {
  const failures = newestFirst(document, settings);
  const shown = failures.length > MOST_DIAGNOSTICS ? failures.slice(0, MOST_DIAGNOSTICS - 1) : failures;
  const related = relatedLines(document, shown);
  const found = shown.map((failure) => diagnosticOf(document, failure, related));
  if (shown.length < failures.length) {
    found.push(leftOut(failures.length, shown.length));
  }
  return found;
}

interface Failure {
  readonly line: number;
  readonly severity: DiagnosticSeverity;
  /** The hash of its queue id, 0 for none. */
  readonly queueId: number;
}

function newestFirst(document: LogDocument, settings: DiagnosticSettings): Failure[] {
  const failures: Failure[] = [];
  forEachFailure(document, {}, (line, block, row) => {
    const severity = severityOfRow(document, block, row, settings);
    if (severity !== undefined) {
      failures.push({ line, severity, queueId: block.queueId[row] ?? 0 });
    }
  });
  return failures.reverse().sort((a, b) => a.severity - b.severity);
}

function severityOfRow(
  document: LogDocument,
  block: Block,
  row: number,
  { permanent, temporary, reasons }: DiagnosticSettings,
): DiagnosticSeverity | undefined {
  const reason = reasons.size === 0 ? undefined : reasonsOf(block, document.reader).rows[row];
  if (reason !== undefined && reasons.has(reason)) {
    return reasons.get(reason);
  }
  return isFailure(block.kind[row], 'permanent') ? permanent : temporary;
}

function diagnosticOf(
  document: LogDocument,
  { line, severity, queueId }: Failure,
  related: ReadonlyMap<number, readonly number[]>,
): Diagnostic {
  const text = document.lineText(line);
  const read = document.readLine(line);
  if (read === undefined) {
    return { range: rangeOf(line, 0, text.length), severity, source: SOURCE, message: '' };
  }
  const explanation = explainLine(text, read);
  const { start, end } = failureSpan(text, read);
  const url = explanation.sources.find((source) => source.url !== undefined)?.url;
  return {
    range: rangeOf(line, start, end),
    severity,
    source: SOURCE,
    code: String(explanation.code ?? explanation.enhanced ?? explanation.reason),
    ...(url === undefined ? {} : { codeDescription: { href: url } }),
    message: messageOf(explanation, textOf(text, read.recipient)),
    relatedInformation: relatedInformation(document, line, textOf(text, read.queueId), related.get(queueId)),
  };
}

export const SOURCE = 'SMTP Lens';

/** `No such mailbox (bob@example.net). Check the address with the recipient.` */
function messageOf({ title, action, inferred }: Explanation, recipient: string | undefined): string {
  const name = translated(title);
  const what = recipient === undefined || recipient === '' ? name : `${name} (${recipient})`;
  const note = inferred ? ` (${l10n.t('Inferred: the log holds no reply code.')})` : '';
  return `${what}. ${translated(action)}${note}`;
}

/** The lines of each message that has a diagnostic, by the hash of its queue id: one pass over the log's ids. */
function relatedLines(document: LogDocument, failures: readonly Failure[]): ReadonlyMap<number, number[]> {
  const lines = new Map<number, number[]>(
    failures.filter(({ queueId }) => queueId !== 0).map(({ queueId }) => [queueId, []]),
  );
  let first = 0;
  for (const block of document.blocks) {
    const { line, hash } = queueIdsOf(block, document.reader);
    for (let at = 0; at < hash.length; at++) {
      lines.get(hash[at] as number)?.push(first + (line[at] as number));
    }
    first += block.breaks;
  }
  return lines;
}

function relatedInformation(
  document: LogDocument,
  own: number,
  queueId: string | undefined,
  lines: readonly number[] = [],
): DiagnosticRelatedInformation[] {
  const others = lines.filter((line) => line !== own).slice(0, MOST_RELATED);
  return others.flatMap((line) => {
    const text = document.lineText(line);
    const id = document.readLine(line)?.queueId;
    return id === undefined || textOf(text, id) !== queueId
      ? []
      : [
          {
            location: { uri: document.uri, range: rangeOf(line, id.start, id.end) },
            message:
              text.slice(id.end, id.end + LONGEST_RELATED).replace(/^[\s:;,\]]+/, '') ||
              text.slice(0, LONGEST_RELATED),
          },
        ];
  });
}

/** A message's lines shown beneath a diagnostic; "Find All References" on the queue id shows all. */
const MOST_RELATED = 5;
const LONGEST_RELATED = 80;

function leftOut(total: number, shown: number): Diagnostic {
  return {
    range: rangeOf(0, 0, 0),
    severity: DiagnosticSeverity.Information,
    source: SOURCE,
    message: l10n.t(
      '{0} older or lesser failures of {1} are not listed here: the editor takes {2} problems of a file. “SMTP Lens: Go to Next Failure” visits every one of them.',
      number(total - shown),
      number(total),
      MOST_DIAGNOSTICS,
    ),
  };
}

function rangeOf(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}
