import type { LogLine } from '../../formats/format';
import { forEachPlace } from '../../log/block';
import type { LogDocument } from '../../log/document';
import { addRecipient, noRecipients } from '../../log/recipients';
import { type Attempt, attemptReader } from '../../log/report/attempt';
import { addAttempt, emptyReport } from '../../log/report/report';
import { isSelected, type Selection } from '../../log/report/selection';
import { severityOf } from '../../log/severity';
import { linesWithText } from '../../log/textLines';
import type { Reported } from './reportData';

/** The report of an open log. `reference`: see `instantOf`. */
export function documentReport(document: LogDocument, reference: number): Reported {
  const report = emptyReport();
  const recipients = noRecipients();
  forEachAttempt(document, reference, (attempt, line, _, read) => {
    addAttempt(report, attempt);
    addRecipient(recipients, line, read, severityOf(read, line));
  });
  return {
    name: document.name,
    lines: linesWithText(document),
    formats: document.reader.formats.map(({ title }) => title),
    recipients,
    report,
  };
}

/** The lines of an open log that a number of its report counts, and their places. */
export function selectedLines(document: LogDocument, selection: Selection, reference: number) {
  const text: string[] = [];
  const lines: number[] = [];
  forEachAttempt(document, reference, (attempt, line, number) => {
    if (isSelected(attempt, selection)) {
      text.push(`${line}\n`);
      lines.push(number);
    }
  });
  return { text: text.join(''), lines };
}

type Visit = (attempt: Attempt, line: string, number: number, read: LogLine) => void;

/** Lines of which nothing can be read tell of no attempt, and name no message's sender. */
function forEachAttempt(document: LogDocument, reference: number, visit: Visit): void {
  const attemptOf = attemptReader(reference);
  const { read, glance } = document.reader;
  let first = 0;
  for (const { text, breaks } of document.blocks) {
    forEachPlace(text, (start, end, number) => {
      if (glance(text, start, end) === '') {
        return;
      }
      const line = text.slice(start, end);
      const logLine = read(line);
      const attempt = logLine && attemptOf(line, logLine);
      if (logLine !== undefined && attempt !== undefined) {
        visit(attempt, line, first + number, logLine);
      }
    });
    first += breaks;
  }
}
