import type { Block } from '../../log/block';
import type { LogDocument } from '../../log/document';
import { addRecipient, keyOf, noRecipients } from '../../log/recipients';
import { type Attempt, type AttemptInLine, named, Senders } from '../../log/report/attempt';
import { attemptAt, attemptsOf, lineStartAt, noteSenders } from '../../log/report/blockAttempts';
import { addAttempt, emptyReport } from '../../log/report/report';
import { isSelected, type Selection } from '../../log/report/selection';
import { forEachPlace, linesWithText } from '../../log/textLines';
import type { Reported } from './reportData';

/** The report of an open log. `reference`: see `instantOf`. */
export function documentReport(document: LogDocument, reference: number): Reported {
  const report = emptyReport();
  const recipients = noRecipients();
  forEachAttempt(document, reference, (attempt, { text }, found) => {
    addAttempt(report, attempt);
    addRecipient(recipients, text, found, found.severity);
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
  const starts = new Map<Block, Set<number>>();
  for (const [block, start] of selectedPlaces(document, selection, reference)) {
    starts.set(block, (starts.get(block) ?? new Set()).add(start));
  }
  const text: string[] = [];
  const lines: number[] = [];
  let first = 0;
  for (const block of document.blocks) {
    const wanted = starts.get(block);
    if (wanted !== undefined) {
      forEachPlace(block.text, (start, end, number) => {
        if (wanted.has(start)) {
          text.push(`${block.text.slice(start, end)}\n`);
          lines.push(first + number);
        }
      });
    }
    first += block.breaks;
  }
  return { text: text.join(''), lines };
}

type Place = readonly [block: Block, start: number];

function selectedPlaces(document: LogDocument, selection: Selection, reference: number): Iterable<Place> {
  const places = new Map<unknown, Place>();
  forEachAttempt(document, reference, (attempt, block, found, start) => {
    const place: Place = [block, start];
    // Where the recipient of a message counts once, a later line takes the place of an earlier one.
    const key = selection.isLast && !found.isRefusal ? keyOf(block.text, found) : undefined;
    if (isSelected(attempt, selection)) {
      places.set(key ?? place, place);
    } else if (selection.outcome === 'delayed') {
      places.delete(key);
    }
  });
  return places.values();
}

/** `start`: of the line in the text of its block. */
type Visit = (attempt: Attempt, block: Block, found: AttemptInLine, start: number) => void;

/** In the order of the log. */
function forEachAttempt(document: LogDocument, reference: number, visit: Visit): void {
  const senders = new Senders();
  for (const block of document.blocks) {
    const { text } = block;
    const attempts = attemptsOf(document, block, reference);
    let noted = 0;
    for (let index = 0; index < attempts.count; index++) {
      const start = lineStartAt(attempts, index);
      noted = noteSenders(attempts, text, noted, start, senders);
      const found = attemptAt(attempts, index);
      visit(named(text, found, senders), block, found, start);
    }
    noteSenders(attempts, text, noted, text.length, senders);
  }
}
