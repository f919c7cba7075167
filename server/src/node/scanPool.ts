import { Worker } from 'node:worker_threads';
import { personalInUse } from '../lsp/personal';
import { type ScanJob, type ScannedStretch, scanSteps } from './scanJob';

/** Does jobs, several at a time; each answer belongs to its own job. */
export interface ScanPool {
  /** So many jobs at once keep it busy. */
  readonly room: number;
  readonly run: (job: ScanJob) => Promise<ScannedStretch>;
  /** Ends at once, whatever is being done; the promises of jobs under way stay as they are. */
  readonly end: () => Promise<void>;
}

/** Scans on this thread, one job after the other, and lets others have their turn after each mebibyte. */
export function inlinePool(): ScanPool {
  let isEnded = false;
  let last: Promise<unknown> = Promise.resolve();
  const scan = async (job: ScanJob): Promise<ScannedStretch> => {
    const steps = scanSteps(job);
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
    run: (job) => {
      const answer = last.then(() => scan(job));
      last = answer.catch(() => undefined);
      return answer;
    },
    end: async () => {
      isEnded = true;
    },
  };
}

/** Workers that are started when first needed: of this bundle, or of another `script` that calls `answerScans`. */
export function workerPool(threads: number, script = __filename): ScanPool {
  const workers = new Set<BusyWorker>();
  return {
    // One job is waiting while others are done, and one is being made ready.
    room: threads + 2,
    run: (job) => {
      const idle = [...workers].sort((a, b) => a.waiting.length - b.waiting.length)[0];
      const worker =
        idle !== undefined && (idle.waiting.length === 0 || workers.size >= threads)
          ? idle
          : startWorker(script, workers);
      return worker.run(job);
    },
    end: async () => {
      await Promise.all([...workers].map(({ thread }) => thread.terminate()));
    },
  };
}

/** Nearly nothing outlives a line: more would cost the processor's cache and the machine's memory. */
const YOUNG_MEGABYTES = 8;

interface BusyWorker {
  readonly thread: Worker;
  readonly waiting: Waiting[];
  readonly run: (job: ScanJob) => Promise<ScannedStretch>;
}

interface Waiting {
  readonly resolve: (answer: ScannedStretch) => void;
  readonly reject: (error: Error) => void;
}

function startWorker(script: string, workers: Set<BusyWorker>): BusyWorker {
  const thread = new Worker(script, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    workerData: personalInUse(),
  });
  const waiting: Waiting[] = [];
  const worker: BusyWorker = {
    thread,
    waiting,
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        thread.postMessage(job);
      }),
  };
  const fail = (error: Error) => {
    workers.delete(worker);
    for (const { reject } of waiting.splice(0)) {
      reject(error);
    }
  };
  thread.on('message', (answer: ScannedStretch) => waiting.shift()?.resolve(answer));
  thread.on('error', fail);
  thread.on('exit', (code) => fail(new Error(`a reading thread ended with ${code}`)));
  workers.add(worker);
  return worker;
}
