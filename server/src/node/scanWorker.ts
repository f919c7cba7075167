import { parentPort } from 'node:worker_threads';
import { type ScanJob, scanStretch } from './scanJob';

/** Scans one stretch after the other and answers each. */
parentPort?.on('message', (job: ScanJob) => parentPort?.postMessage(scanStretch(job)));
