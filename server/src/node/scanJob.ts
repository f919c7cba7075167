import type { FileHead, LogLine } from '../formats/format';
import { type LogReader, openLog } from '../formats/registry';
import { textOf } from '../log/explanation';
import { attemptReader, watched } from '../log/report/attempt';
import { addAttempt, emptyReport, type Report } from '../log/report/report';
import { isSelected, type Selection } from '../log/report/selection';
import { severityOf } from '../log/severity';
import { Adding, emptySummary, type OnFailure, type Summary } from '../log/summary';
import { forEachLine } from '../log/textLines';
import { ownRulesGeneration } from '../smtp/ownRules';
import { errorText } from './errorText';
import { failureFields } from './failureFields';
import { filePieces, type PlaceInFile } from './filePieces';
import { forEachLineOfMessages } from './messageLines';
import type { CountedByShape } from './shapes/countedShapes';
import { ShapedLines } from './shapes/shapedLines';
import { forEachText, PIECE_BYTES, runsOf } from './wholeLines';

/** How the lines of one log are to be read. */
export interface LogToScan {
  /** Differs from log to log of a scan. */
  readonly id: number;
  readonly head: FileHead;
  /** The one format that a person chose. */
  readonly format: string | undefined;
}

/**
 * What to hand back of each failure: its line, its fields as the start of a JSON object, or nothing. Or the lines of
 * the messages with these queue ids, and those of all failures; or the lines that a number of the report counts. Then
 * nothing is counted.
 */
export type Wanted =
  | 'lines'
  | 'fields'
  | 'none'
  | { readonly messages: SharedArrayBuffer }
  | { readonly selection: Selection; readonly reference: number };

/** A stretch of a log: places in an open file, or pieces of whole lines, each in memory of its own. */
export type Stretch = PlaceInFile | { readonly pieces: readonly Uint8Array<ArrayBuffer>[] };

export interface ScanJob {
  readonly log: LogToScan;
  readonly stretch: Stretch;
  readonly wanted: Wanted;
  /** So many failures are handed back at most; the others are counted. */
  readonly most: number;
  /** Whether the report is wanted beside the summary: the date of the log, see `instantOf`. */
  readonly report: number | undefined;
  /** What is found is handed back with that of the next job of this log, which the same thread does. */
  readonly isKept: boolean;
}

/** What the pieces of a job stand in. */
export function memoryOf({ stretch }: ScanJob): ArrayBuffer[] {
  return 'pieces' in stretch ? stretch.pieces.map(({ buffer }) => buffer) : [];
}

/** A failure where it stands: `line` counts from 0 at the start of the stretch. */
export interface FailedLine {
  readonly line: number;
  readonly text: string;
  /** Whether the failure is final; `undefined` for a line that records none. */
  readonly isPermanent: boolean | undefined;
  readonly queueId: string | undefined;
}

export interface ScannedStretch {
  /** Line breaks, so that the next stretch knows its first line. */
  readonly breaks: number;
  readonly bytes: number;
  readonly summary: Summary;
  readonly report: Report | undefined;
  readonly failures: readonly FailedLine[];
  /** What ended the reading early. */
  readonly error: string | undefined;
}

/** Scans one stretch after the other: those of one scan, or of one thread's share in it. */
export class StretchScanner {
  #log: { readonly id: number; readonly reader: LogReader } | undefined;
  #kept: Found | undefined;

  /** Reads a stretch to its end, or to the first error. `undefined` where what was found is kept. */
  scan(job: ScanJob): ScannedStretch | undefined {
    const steps = this.steps(job);
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    return step.value;
  }

  /** The same in steps of about half a mebibyte. */
  *steps(job: ScanJob): Generator<undefined, ScannedStretch | undefined> {
    const { stretch, isKept } = job;
    const found = this.#kept ?? new Found(job, this.#readerOf(job.log));
    this.#kept = undefined;
    try {
      for (const piece of 'pieces' in stretch ? stretch.pieces.map(bufferOf) : filePieces(stretch)) {
        // Who has other things to do on this thread has a turn after each.
        for (const run of runsOf(piece, PIECE_BYTES)) {
          found.add(run);
          yield;
        }
      }
    } catch (error) {
      return found.end(errorText(error));
    }
    if (isKept) {
      this.#kept = found;
      return undefined;
    }
    return found.end();
  }

  #readerOf({ id, head, format }: LogToScan): LogReader {
    if (this.#log?.id !== id) {
      this.#log = { id, reader: openLog(head, format) };
    }
    return this.#log.reader;
  }
}

/** What is found in a stretch, or in some that follow each other. */
class Found {
  readonly #job: ScanJob;
  readonly #summary = emptySummary();
  readonly #report: Report | undefined;
  readonly #adding: Adding;
  readonly #shaped: ShapedLines;
  readonly #pick: ReturnType<typeof picker> | undefined;
  readonly #failures: FailedLine[] = [];
  #breaks = 0;
  #bytes = 0;

  constructor(job: ScanJob, reader: LogReader) {
    const { wanted, report: reference } = job;
    this.#job = job;
    this.#report = reference === undefined ? undefined : emptyReport();
    this.#adding = new Adding(
      this.#summary,
      this.#report === undefined ? reader : reporting(reader, this.#report, reference),
    );
    this.#shaped = new ShapedLines(this.#summary, this.#adding, reader, countedByShape(job));
    this.#pick = typeof wanted === 'object' ? picker(wanted, reader) : undefined;
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    const pick = this.#pick;
    if (pick === undefined) {
      this.#breaks += this.#shaped.add(piece, this.#visit);
    } else {
      forEachText(piece, (text) => {
        this.#breaks += pick(text, this.#visit);
      });
    }
  }

  end(error?: string): ScannedStretch {
    this.#shaped.end();
    this.#adding.end();
    return {
      breaks: this.#breaks,
      bytes: this.#bytes,
      summary: this.#summary,
      report: this.#report,
      failures: this.#failures,
      error,
    };
  }

  /** Lines count from the piece that is added. */
  readonly #visit: OnFailure = (line, number, read) => {
    const { wanted, most } = this.#job;
    if (wanted !== 'none' && this.#failures.length < most) {
      this.#failures.push(failedLine(wanted, line, this.#breaks + number, read));
    }
  };
}

/** A report looks at each attempt; whoever wants the failures looks at these. */
function countedByShape({ wanted, report }: ScanJob): CountedByShape {
  if (report !== undefined) {
    return 'no attempts';
  }
  // People's own rules may look at any word.
  return wanted === 'none' && ownRulesGeneration() === 0 ? 'all' : 'no failures';
}

/** A reader whose lines are counted in a report as well. */
export function reporting(reader: LogReader, report: Report, reference = 0): LogReader {
  const attemptOf = attemptReader(reference);
  return watched(reader, (line, read) => {
    const attempt = attemptOf(line, read);
    if (attempt !== undefined) {
      addAttempt(report, attempt);
    }
  });
}

/** Calls `visit` for the wanted lines of one text after the other. Returns the number of breaks. */
function picker(
  wanted: Exclude<Wanted, string>,
  reader: LogReader,
): (text: string, visit: OnFailure) => number {
  if ('messages' in wanted) {
    return (text, visit) => forEachLineOfMessages(text, reader, wanted.messages, visit);
  }
  const attemptOf = attemptReader(wanted.reference);
  return (text, visit) =>
    forEachLine(text, (line, number) => {
      const read = reader.read(line);
      const attempt = read && attemptOf(line, read);
      if (read !== undefined && attempt !== undefined && isSelected(attempt, wanted.selection)) {
        visit(line, number, read);
      }
    });
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function failedLine(wanted: Wanted, line: string, number: number, read: LogLine): FailedLine {
  const severity = severityOf(read, line);
  return {
    line: number,
    text: wanted === 'fields' ? failureFields(line, read) : line,
    isPermanent: severity && severity === 'permanent',
    queueId: textOf(line, read.queueId),
  };
}
