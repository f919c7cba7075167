import { emptyReport, mergeReports, type Report } from '../log/report/report';
import { emptySummary, mergeSummaries, type Summary } from '../log/summary';
import type { FailureInFile, FailureInFileParams } from '../lsp/protocol';
import type { FollowedReading } from './followReading';
import { addId, emptyIdBits } from './messageLines';
import type { FoundFailure, ScanPart } from './scan';
import { type PickedLine, SmallLog } from './smallLog';

/** What is known of logs that are too large to open: numbers, where their failures stand, and the small log. */
export class LargeLog {
  readonly id: number;
  readonly files: LogFile[];
  readonly summary: Summary = emptySummary();
  readonly report: Report = emptyReport();
  readonly errors: { readonly file: string; readonly message: string }[] = [];
  /** Lines that come before the first that is picked of each file. */
  readonly headers: (readonly PickedLine[])[];
  /** Goes on with the reading, where its logs can grow. */
  following: FollowedReading | undefined;
  bytes = 0;
  /** Every failure, as `line * 2`, and 1 more for a permanent one, by the file. */
  readonly #failures: number[][];
  #smallLog = new SmallLog();
  #hasWholeMessages = false;
  readonly #messages = new Set<string>();
  #isComplete = true;

  constructor(id: number, files: readonly string[]) {
    this.id = id;
    this.files = files.map((path) => ({ path, lines: 0 }));
    this.#failures = files.map(() => []);
    this.headers = files.map(() => []);
  }

  get smallLog(): SmallLog {
    return this.#smallLog;
  }

  get hasWholeMessages(): boolean {
    return this.#hasWholeMessages;
  }

  get failures(): number {
    return this.summary.failures.permanent + this.summary.failures.temporary;
  }

  /** Whether all lines of all failed messages are in the small log. */
  get holdsWholeMessages(): boolean {
    return this.#isComplete && (this.#hasWholeMessages || this.failures === 0);
  }

  /** Takes what was found in the next stretch of a log; `picked`: what goes into the small log, else the failed lines. */
  add(part: ScanPart, picked?: readonly PickedLine[]): void {
    mergeSummaries(this.summary, part.summary);
    if (part.report !== undefined) {
      mergeReports(this.report, part.report);
    }
    this.bytes += part.bytes;
    if (part.error !== undefined) {
      this.errors.push({ file: part.file, message: part.error });
    }
    const file = this.#indexOf(part.file);
    (this.files[file] as LogFile).lines += part.summary.lines;
    for (const failure of part.failures) {
      this.#note(file, failure);
    }
    this.#put(file, picked ?? placed(part.failures, file), this.#smallLog);
  }

  /** Whether a message with this queue id has failed, as far as that was kept. */
  isFailed(queueId: string): boolean {
    return this.#messages.has(queueId);
  }

  /** Another file has the name now: what was read of it is to be found at `oldPath`. Returns the index of the new. */
  rotate(path: string, oldPath: string | undefined): number {
    for (const file of this.files) {
      // Rotation gives each older log another name too.
      if (file.path === path) {
        file.path = oldPath ?? `${path} (rotated)`;
      } else if (file.path === oldPath) {
        file.path = `${file.path} (rotated)`;
      }
    }
    this.#failures.push([]);
    this.headers.push([]);
    return this.files.push({ path, lines: 0 }) - 1;
  }

  /** A line counted before it was whole comes again. */
  uncount(file: number): void {
    this.summary.lines--;
    (this.files[file] as LogFile).lines--;
  }

  /** The bits of the failed messages' ids; `undefined` where there are none, or too many to keep them apart. */
  messageIds(): SharedArrayBuffer | undefined {
    if (!this.#isComplete || this.#messages.size === 0) {
      return undefined;
    }
    const bits = emptyIdBits();
    for (const id of this.#messages) {
      addId(bits, id);
    }
    return bits;
  }

  /** The lines of a stretch, found with `messageIds`, that belong to the small log of whole messages. */
  linesOfMessages(part: ScanPart): FoundFailure[] {
    const known = this.files[this.#indexOf(part.file)]?.lines ?? 0;
    return part.failures.filter(
      ({ line, isPermanent, queueId }) =>
        // The log may have grown meanwhile.
        line <= known && (isPermanent !== undefined || this.#messages.has(queueId ?? '')),
    );
  }

  /** Puts the lines of whole messages in the place of the failed lines alone. */
  useWholeMessages(smallLog: SmallLog): void {
    this.#smallLog.close();
    this.#smallLog = smallLog;
    this.#hasWholeMessages = true;
  }

  /** Adds lines to a small log, behind the header of their file. */
  pick(path: string, found: readonly FoundFailure[], into: SmallLog): void {
    const file = this.#indexOf(path);
    this.#put(file, placed(found, file), into);
  }

  /** The failure after a line of one of the files, or before it; past the end it goes on at the other end. */
  nextFailure({ uri: _, line, direction, only }: FailureInFileParams, file: string): FailureInFile {
    const all = this.#failures[this.#indexOf(file)] ?? [];
    const wanted =
      only === undefined ? all : all.filter((place) => place % 2 === (only === 'permanent' ? 1 : 0));
    if (wanted.length === 0) {
      return { index: 0, total: 0 };
    }
    const total = wanted.length;
    const rank =
      direction === 'next'
        ? countBefore(wanted, (line + 1) * 2) % total
        : (countBefore(wanted, line * 2) - 1 + total) % total;
    return { line: Math.floor((wanted[rank] as number) / 2), index: rank + 1, total };
  }

  close(): void {
    void this.following?.close();
    this.#smallLog.close();
  }

  #put(file: number, lines: readonly PickedLine[], into: SmallLog): void {
    if (lines.length === 0) {
      return;
    }
    const header = into.begun.has(file) ? [] : (this.headers[file] ?? []);
    into.begun.add(file);
    const known = new Set(header.map(({ line }) => line));
    into.add([...header, ...lines.filter((line) => line.file !== file || !known.has(line.line))]);
  }

  #note(file: number, { line, isPermanent, queueId }: FoundFailure): void {
    this.#failures[file]?.push((line - 1) * 2 + (isPermanent ? 1 : 0));
    if (queueId !== undefined && this.#isComplete) {
      this.#messages.add(queueId);
      if (this.#messages.size > MOST_MESSAGES) {
        this.#isComplete = false;
        this.#messages.clear();
      }
    }
  }

  #indexOf(path: string): number {
    return this.files.findIndex((file) => file.path === path);
  }
}

function placed(found: readonly FoundFailure[], file: number): PickedLine[] {
  return found.map(({ line, text }) => ({ file, line: line - 1, text }));
}

export interface LogFile {
  path: string;
  /** Lines read of it so far. */
  lines: number;
}

/** So many failed messages are kept apart, in some tens of megabytes. */
const MOST_MESSAGES = 200_000;

/** How many of the ascending numbers are less than `limit`. */
function countBefore(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
