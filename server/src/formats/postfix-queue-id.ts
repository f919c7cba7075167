import { standsAt } from './format';

/** Where the queue id at `start` ends, its colon next, or -1. `NOQUEUE` counts as one here. */
export function queueIdEnd(line: string, start: number): number {
  let at = start;
  while (at - start <= LONGEST_QUEUE_ID && QUEUE_ID_UNITS[line.charCodeAt(at)] === 1) {
    at++;
  }
  const length = at - start;
  if (length < SHORTEST_QUEUE_ID || length > LONGEST_QUEUE_ID || line.charCodeAt(at) !== 0x3a) {
    return standsAt(line, 'NOQUEUE: ', start) ? start + 7 : -1;
  }
  return line.charCodeAt(at + 1) === 0x20 ? at : -1;
}

const SHORTEST_QUEUE_ID = 6;
const LONGEST_QUEUE_ID = 20;

/** Short ids are upper-case hexadecimal; long ids are digits and consonants of both cases, never a vowel. */
const QUEUE_ID_UNITS = new Uint8Array(128);
for (const unit of '0123456789ABCDEFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz') {
  QUEUE_ID_UNITS[unit.charCodeAt(0)] = 1;
}

/** `NOQUEUE` is none; no id begins with its letter. */
export function hasQueueId(line: string, start: number): boolean {
  return line.charCodeAt(start) !== 0x4e;
}

export function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) {
    at++;
  }
  return at;
}
