import * as l10n from '@vscode/l10n';
import type { CodeLens, Range } from 'vscode-languageserver-types';
import type { LogDocument } from '../log/document';
import { textOf } from '../log/explanation';
import { countFailures } from '../log/failures';
import { linesWithText } from '../log/textLines';
import { reasonTitle } from '../smtp/explain';
import { failureSpan } from './failureRange';
import { number, translated } from './language';
import { type Run, runsOf } from './runs';

/** The commands behind the lenses; each takes `{ uri, line, character }`. */
export interface LensCommands {
  readonly firstFailure: string;
  readonly nextOfSameReason: string;
  readonly messageLines: string;
  readonly report: string;
}

/** One lens for the whole log at its top, and a few at each run of failures that have the same reason. */
export function codeLenses(document: LogDocument, commands: LensCommands): CodeLens[] {
  const runs = runsOf(document);
  const totals = totalsByReason(runs);
  const shown = longest(runs);
  return [
    summaryLens(document, commands.firstFailure, runs.length - shown.length),
    // The editor orders the lenses of a line by their place.
    { ...lens(document, 0, 0, l10n.t('report'), commands.report), range: rangeAt(0, 1) },
    ...shown.flatMap((run) => runLenses(document, run, totals.get(run.reason) ?? run.failures, commands)),
  ];
}

/** The editor makes room for every lens at once: a log with more runs shows the longest ones. */
const MOST_RUNS = 200;

function longest(runs: readonly Run[]): readonly Run[] {
  if (runs.length <= MOST_RUNS) {
    return runs;
  }
  const byLength = [...runs].sort((a, b) => b.failures - a.failures || a.firstLine - b.firstLine);
  return byLength.slice(0, MOST_RUNS).sort((a, b) => a.firstLine - b.firstLine);
}

function totalsByReason(runs: readonly Run[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { reason, failures } of runs) {
    totals.set(reason, (totals.get(reason) ?? 0) + failures);
  }
  return totals;
}

/** `Postfix · 324,391 lines · 13,324 permanent and 8,600 temporary failures · Nov 3 00:00:00 to Nov 3 23:59:59` */
function summaryLens(document: LogDocument, command: string, hiddenRuns: number): CodeLens {
  const { permanent, temporary } = countFailures(document);
  const formats = document.reader.formats.map(({ title }) => title).join(', ');
  const parts = [
    formats || l10n.t('No known mail server log'),
    l10n.t('{0} lines', number(linesWithText(document))),
    permanent + temporary === 0
      ? l10n.t('no failures')
      : l10n.t('{0} permanent and {1} temporary failures', number(permanent), number(temporary)),
    timeSpan(document),
    hiddenRuns === 0
      ? ''
      : l10n.t('lenses at the {0} longest runs, {1} runs without', MOST_RUNS, number(hiddenRuns)),
  ];
  return lens(document, 0, 0, parts.filter((part) => part !== '').join(' · '), command);
}

function runLenses(document: LogDocument, run: Run, total: number, commands: LensCommands): CodeLens[] {
  const text = document.lineText(run.firstLine);
  const read = document.readLine(run.firstLine);
  const { firstLine } = run;
  const character = read === undefined ? 0 : failureSpan(text, read).start;
  const times = run.failures === 1 ? '' : ` × ${number(run.failures)}`;
  const ofTotal = total === run.failures ? '' : ` (${l10n.t('{0} in this log', number(total))})`;
  const lenses = [
    lens(
      document,
      firstLine,
      character,
      `${translated(reasonTitle(run.reason))}${times}${ofTotal} · ${l10n.t('next like this')}`,
      commands.nextOfSameReason,
    ),
  ];
  if (read?.queueId !== undefined) {
    const lines = lens(
      document,
      firstLine,
      read.queueId.start,
      l10n.t('lines of this message'),
      commands.messageLines,
    );
    // The editor orders the lenses of a line by their place: what failed comes first.
    lenses.push({ ...lines, range: rangeAt(firstLine, character + 1) });
  }
  return lenses;
}

function lens(
  document: LogDocument,
  line: number,
  character: number,
  title: string,
  command: string,
): CodeLens {
  return {
    range: rangeAt(line, character),
    command: { title, command, arguments: [{ uri: document.uri, line, character }] },
  };
}

function rangeAt(line: number, character: number): Range {
  return { start: { line, character }, end: { line, character } };
}

/** The first and the last time stamp, as the log writes them. */
function timeSpan(document: LogDocument): string {
  const { lineCount } = document;
  const first = timeFrom(document, 0, Math.min(lineCount, LINES_TO_ASK), 1);
  const last = timeFrom(document, lineCount - 1, Math.max(-1, lineCount - 1 - LINES_TO_ASK), -1);
  return first === undefined || last === undefined
    ? ''
    : first === last
      ? first
      : l10n.t('{0} to {1}', first, last);
}

/** Lines at either end that are looked at for a time stamp. */
const LINES_TO_ASK = 50;

function timeFrom(document: LogDocument, from: number, to: number, step: 1 | -1): string | undefined {
  for (let line = from; line !== to; line += step) {
    const time = textOf(document.lineText(line), document.readLine(line)?.time);
    if (time !== undefined) {
      // The editor draws `$(name)` in a lens as an icon.
      return time.replace(/[^\w\s:.,+/-]/g, '');
    }
  }
  return undefined;
}
