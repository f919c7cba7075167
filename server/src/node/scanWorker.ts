import { parentPort, workerData } from 'node:worker_threads';
import { usePersonal } from '../lsp/personal';
import { type ScanJob, scanStretch } from './scanJob';

usePersonal(workerData);

/** Scans one stretch after the other and answers each. */
parentPort?.on('message', (job: ScanJob) => parentPort?.postMessage(scanStretch(job)));
