import { Worker } from 'node:worker_threads';
import { personalInUse } from '../lsp/personal';
import { memoryOf, type ScanJob, type ScannedStretch, StretchScanner } from './scanJob';

/** Does jobs, several at a time; each answer belongs to its own job. */
export interface ScanPool {
  /** So many jobs at once keep it busy. */
  readonly room: number;
  /** Whether one thread does all jobs whose bytes are in memory. */
  readonly isSingle: boolean;
  /** `undefined` where what was found is kept. */
  readonly run: (job: ScanJob) => Promise<ScannedStretch | undefined>;
  /** Makes a thread ready that will be needed, while it is not yet known for what. */
  readonly prepare: () => void;
  /** Ends at once, whatever is being done; the promises of jobs under way stay as they are. */
  readonly end: () => Promise<void>;
}

/** Scans on this thread, one job after the other, and lets others have their turn after each step. */
export function inlinePool(): ScanPool {
  let isEnded = false;
  let last: Promise<unknown> = Promise.resolve();
  const scanner = new StretchScanner();
  const scan = async (job: ScanJob): Promise<ScannedStretch | undefined> => {
    const steps = scanner.steps(job);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      // Whoever ended it closes the file.
      const step = isEnded ? await new Promise<never>(() => undefined) : steps.next();
      if (step.done) {
        return step.value;
      }
    }
  };
  return {
    room: 1,
    isSingle: true,
    run: (job) => {
      const answer = last.then(() => scan(job));
      last = answer.catch(() => undefined);
      return answer;
    },
    prepare: () => undefined,
    end: async () => {
      isEnded = true;
    },
  };
}

/**
 * Workers that are started when first needed: of this bundle, or of another `script` that calls `answerScans`. `own` is
 * the pool of this thread, where it is to do its share.
 */
export function workerPool(threads: number, script = __filename, own?: ScanPool): ScanPool {
  const ownLane = own && laneOf(own);
  const workers = new Set<Lane>();
  return {
    // One job is waiting while others are done, and one is being made ready.
    room: threads + (own === undefined ? 0 : 1) + 2,
    isSingle: threads === 1,
    run: (job) => {
      // Who takes what is being unpacked, or comes through a pipe, should not be late for it.
      const isTaking = 'pieces' in job.stretch;
      const lanes = ownLane === undefined || (isTaking && threads > 0) ? [...workers] : [ownLane, ...workers];
      const idle = lanes.sort((a, b) => a.waiting() - b.waiting())[0];
      const lane =
        idle !== undefined && (idle.waiting() === 0 || workers.size >= threads)
          ? idle
          : startWorker(script, workers);
      return lane.run(job);
    },
    prepare: () => {
      if (workers.size === 0) {
        startWorker(script, workers);
      }
    },
    end: async () => {
      await Promise.all([...workers, ...(ownLane === undefined ? [] : [ownLane])].map((lane) => lane.end()));
    },
  };
}

/** One thread, which does its jobs one after the other. */
interface Lane {
  readonly waiting: () => number;
  readonly run: (job: ScanJob) => Promise<ScannedStretch | undefined>;
  readonly end: () => Promise<unknown>;
}

function laneOf({ run, end }: ScanPool): Lane {
  let waiting = 0;
  return {
    waiting: () => waiting,
    run: (job) => {
      waiting++;
      return run(job).finally(() => waiting--);
    },
    end,
  };
}

/** Nearly nothing outlives a line: more would cost the processor's cache and the machine's memory. */
const YOUNG_MEGABYTES = 8;

interface Waiting {
  readonly resolve: (answer: ScannedStretch | undefined) => void;
  readonly reject: (error: Error) => void;
}

function startWorker(script: string, lanes: Set<Lane>): Lane {
  const thread = new Worker(script, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    workerData: personalInUse(),
  });
  const waiting: Waiting[] = [];
  const lane: Lane = {
    waiting: () => waiting.length,
    end: () => thread.terminate(),
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        // The memory of its pieces goes with it.
        thread.postMessage(job, memoryOf(job));
      }),
  };
  const fail = (error: Error) => {
    lanes.delete(lane);
    for (const { reject } of waiting.splice(0)) {
      reject(error);
    }
  };
  thread.on('message', (answer: ScannedStretch | undefined) => waiting.shift()?.resolve(answer));
  thread.on('error', fail);
  thread.on('exit', (code) => fail(new Error(`a reading thread ended with ${code}`)));
  lanes.add(lane);
  return lane;
}
