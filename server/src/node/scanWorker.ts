import { MessageChannel, parentPort, workerData } from 'node:worker_threads';
import { usePersonal } from '../lsp/personal';
import { tidyHeap } from './heap';
import { memoryOf, type ScanJob, StretchScanner } from './scanJob';

/** Scans one stretch after the other and answers each: what our bundles do in a thread that `workerPool` started. */
export function answerScans(): void {
  usePersonal(workerData);
  const scanner = new StretchScanner();
  const nobody = closedPort();
  parentPort?.on('message', (job: ScanJob) => {
    const found = scanner.scan(job);
    // What a message takes along is free at once; left to the collector, it would be looked for all the time.
    nobody.postMessage(undefined, memoryOf(job));
    parentPort?.postMessage(found);
    tidyHeap();
  });
}

function closedPort() {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
