import { parentPort, workerData } from 'node:worker_threads';
import { usePersonal } from '../lsp/personal';
import { tidyHeap } from './heap';
import { type ScanJob, StretchScanner } from './scanJob';

/** Scans one stretch after the other and answers each: what our bundles do in a thread that `workerPool` started. */
export function answerScans(): void {
  usePersonal(workerData);
  const scanner = new StretchScanner();
  parentPort?.on('message', (job: ScanJob) => {
    parentPort?.postMessage(scanner.scan(job));
    tidyHeap();
  });
}
