import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { emptyReport, mergeReports, type Report } from '../log/report/report';
import { emptySummary, mergeSummaries, type Summary } from '../log/summary';
import type { FileName } from './files';
import { tidyHeap } from './heap';
import { inOrder } from './inOrder';
import type { ScannedStretch, Wanted } from './scanJob';
import { type LogPart, partsOf } from './scanParts';
import { inlinePool, workerPool } from './scanPool';

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Threads beside this one; 0 reads on this one. One for each processor where it is not said. */
  readonly threads?: number;
  /** Whether this thread, which has nothing else to do, reads as well. */
  readonly joins?: boolean;
  /** The one format that a person chose. */
  readonly format?: string | undefined;
  readonly wanted?: Wanted;
  /** Whether the report is wanted beside the summary: the date of the log, see `instantOf`. */
  readonly report?: number | undefined;
  /** So many failures are handed out of each log's stretch of some mebibytes; the others are counted. */
  readonly mostFailures?: number;
  /** Of these files only the lines that begin before a byte. */
  readonly ends?: ReadonlyMap<FileName, number> | undefined;
  /** A bundle that calls `answerScans` in a thread; without it this one. */
  readonly worker?: string;
}

/** What was found in a stretch of a log. Parts come in the order of the logs and of their lines. */
export interface ScanPart {
  readonly file: FileName;
  readonly summary: Summary;
  readonly report: Report | undefined;
  /** Bytes read as text. */
  readonly bytes: number;
  readonly failures: readonly FoundFailure[];
  /** How many failures there are beside these. */
  readonly leftOut: number;
  /** Why no more of this log could be read; what came before stays true. */
  readonly error: string | undefined;
}

export interface FoundFailure {
  readonly file: FileName;
  /** In the log, from 1. */
  readonly line: number;
  /** The line itself, or its fields: as wanted. */
  readonly text: string;
  /** Whether it is final; `undefined` for a line of a message that records no failure. */
  readonly isPermanent: boolean | undefined;
  readonly queueId: string | undefined;
}

/**
 * Reads logs one after the other, of any size, in memory that does not grow with it. Ends early when the signal is
 * aborted; whoever stops iterating ends it too. No thread outlives it.
 */
export async function* scan(files: readonly FileName[], options: ScanOptions = {}): AsyncGenerator<ScanPart> {
  const {
    signal,
    wanted = 'none',
    mostFailures = Infinity,
    joins = false,
    threads = availableParallelism() - (joins ? 1 : 0),
    report,
  } = options;
  const inline = inlinePool();
  const pool = threads === 0 ? inline : workerPool(threads, options.worker, joins ? inline : undefined);
  const opened = new Set<FileHandle>();
  const ended = new AbortController();
  const parts = partsOf(files, {
    format: options.format,
    ends: options.ends,
    partBytes: PART_BYTES[typeof wanted === 'object' ? 'lines' : wanted],
    keptBytes: wanted === 'none' && pool.isSingle ? KEPT_BYTES : 0,
    room: pool.room,
    prepare: pool.prepare,
    signal: ended.signal,
    opened,
  });
  const runPart = async (part: LogPart): Promise<ScannedStretch | undefined> => {
    if (part.stretch === undefined) {
      return undefined;
    }
    const { log, stretch, isKept } = part;
    const job = { log, stretch, wanted, most: mostFailures, report, isKept };
    return (part.isSmall ? inline : pool).run(job);
  };
  const jobs = inOrder(parts, pool.room, runPart, signal);
  let line = 1;
  let broken: number | undefined;
  try {
    for await (const { item: part, answer, error } of jobs) {
      line = part.isFirst ? 1 : line;
      await part.done?.();
      // Behind a stretch that could not be read no line's number is known.
      if (part.log.id === broken) {
        continue;
      }
      const found = partOf(part, answer, line, error);
      if (found.error !== undefined) {
        broken = part.log.id;
      }
      if (answer !== undefined || found.error !== undefined) {
        yield found;
        tidyHeap();
      }
      line += answer?.breaks ?? 0;
    }
  } finally {
    await Promise.all([inline.end(), pool.end()]);
    ended.abort();
    // Not waited for: it may hang in a pipe that nobody opens.
    parts.return();
    await Promise.all([...opened].map((handle) => handle.close()));
  }
}

/** What is handed back of a stretch grows with its failures; where they are only counted, it is the names alone. */
const PART_BYTES = { none: 64 * 1024 * 1024, lines: 8 * 1024 * 1024, fields: 2 * 1024 * 1024 };

/** So much of a stream is read before its one thread hands back what it found. */
const KEPT_BYTES = 256 * 1024 * 1024;

function partOf(
  { file, error }: LogPart,
  answer: ScannedStretch | undefined,
  line: number,
  failed: string | undefined,
): ScanPart {
  const { summary = emptySummary(), report, bytes = 0, failures = [] } = answer ?? {};
  return {
    file,
    summary,
    report,
    bytes,
    failures: failures.map((failure) => ({ ...failure, file, line: line + failure.line })),
    leftOut: Math.max(0, summary.failures.permanent + summary.failures.temporary - failures.length),
    error: error ?? failed ?? answer?.error,
  };
}

export interface ScanProgress {
  /** Bytes of text read so far. */
  readonly bytes: number;
  readonly lines: number;
  readonly failures: number;
}

export interface ScanResult {
  readonly summary: Summary;
  /** Where it was wanted. */
  readonly report: Report | undefined;
  readonly bytes: number;
  readonly errors: readonly { readonly file: FileName; readonly message: string }[];
  /** Whether the signal ended it; what was read before is here. */
  readonly isCancelled: boolean;
}

/** Reads logs to one summary. `onPart` sees every part as it comes, for progress and for the failures in it. */
export async function summarise(
  files: readonly FileName[],
  options: ScanOptions = {},
  onPart?: (part: ScanPart, soFar: ScanProgress) => void | Promise<void>,
): Promise<ScanResult> {
  const summary = emptySummary();
  const report = options.report === undefined ? undefined : emptyReport();
  const errors: { file: FileName; message: string }[] = [];
  let bytes = 0;
  for await (const part of scan(files, options)) {
    mergeSummaries(summary, part.summary);
    if (report !== undefined && part.report !== undefined) {
      mergeReports(report, part.report);
    }
    bytes += part.bytes;
    if (part.error !== undefined) {
      errors.push({ file: part.file, message: part.error });
    }
    const failures = summary.failures.permanent + summary.failures.temporary;
    await onPart?.(part, { bytes, lines: summary.lines, failures });
  }
  return { summary, report, bytes, errors, isCancelled: options.signal?.aborted ?? false };
}
