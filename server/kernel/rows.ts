import { hourEnd, messageStart } from './head';
import { markEnds, markStarts, marks } from './marked';
import { ADDRESS } from './markNames';
import { putTouched } from './pieces';
import { add, clear, find, hashOf, hasRoom, Table, table } from './table';
import { putLower } from './units';

const MOST_ROWS = 4096;
const ROW_BYTES = 40;
const MOST_SETTLED = 4096;
/** What a row is, where it is not the number of a shape. */
const UNCLEAR = -1;
const NEW_HOUR = -2;
/** What is to be done about attempts of a shape; see `ACTION` of log/shapes/kernel.ts. */
const SETTLED = 4;
const FAILED = 6;
const MOST_NAMES = 8192;
const NAME_BYTES = 1 << 18;
const MOST_VARIANTS = 16384;
const VARIANT_BYTES = 1 << 21;
const LONGEST_NAME = 256;
const LONGEST_VARIANT = 8192;
/** As inertWords.ts has it. */
const SHORTEST_INERT: usize = 5;
const AT: u8 = 0x40;

/** Lines that are to be looked at one by one, in their order; see `ROW` of log/shapes/kernel.ts. */
export const rows: usize = memory.data(MOST_ROWS * ROW_BYTES, 16);
export let rowCount: i32 = 0;

/** The keys of recipients whose delivery has ended, as numbers: `keyFrom` of recipients.ts. */
export const settled: usize = memory.data(MOST_SETTLED << 3, 16);
export let settledCount: i32 = 0;

/** Attempts, and the failures among them, since the row before: all in one hour. */
export const sinceRow: usize = memory.data(8, 16);

/** The names in lower case, the attempts and failures of each, and the variants of failures that rows tell by number. */
export const domains = table(MOST_NAMES, NAME_BYTES, memory.data((MOST_NAMES << 5) + NAME_BYTES, 16));
export const relays = table(MOST_NAMES, NAME_BYTES, memory.data((MOST_NAMES << 5) + NAME_BYTES, 16));
export const domainCounts: usize = memory.data(MOST_NAMES << 3, 16);
export const relayCounts: usize = memory.data(MOST_NAMES << 3, 16);
const variants = table(MOST_VARIANTS, VARIANT_BYTES, memory.data((MOST_VARIANTS << 5) + VARIANT_BYTES, 16));
const run: usize = memory.data(2 * LONGEST_VARIANT, 16);

export function clearRows(): void {
  rowCount = 0;
  settledCount = 0;
}

/** Whether there is room for what a line tells, whatever that is. */
export function isRoomForLine(): bool {
  return rowCount < MOST_ROWS - 1 && settledCount < MOST_SETTLED && isRoomForNames();
}

/** Whether there is room in each table; where there is none, its runs have to be forgotten. */
export function isRoomForNames(): bool {
  return (
    hasRoom(domains, LONGEST_NAME) && hasRoom(relays, LONGEST_NAME) && hasRoom(variants, LONGEST_VARIANT)
  );
}

/** Their counts have been taken, and are zero. */
export function clearNames(): void {
  clear(domains);
  clear(relays);
}

export function clearVariants(): void {
  clear(variants);
}

/** A line that has to be read, its break included, after so many that were counted. */
export function putUnclear(line: usize, next: usize, counted: i32): void {
  store<i32>(putRow(UNCLEAR, line, next), counted, 24);
}

/** A line of which its shape tells all but the queue id, after so many that were counted. */
export function putTold(shape: i32, record: usize, line: usize, next: usize, counted: i32): void {
  const row = putRow(shape, line, next);
  store<i32>(row, counted, 24);
  const queueId = placeAt(record + 32);
  store<i32>(row, queueId === 0 ? 0 : hashOfId(queueId, placeAt(record + 40)), 28);
}

/** `hashOf` of rows.ts. */
function hashOfId(start: usize, end: usize): i32 {
  let hash: i32 = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    hash = (hash ^ <i32>load<u8>(at)) * 0x01000193;
  }
  return hash === 0 ? 1 : hash;
}

/** Counts the attempt in the line whose shape is known by its record, and puts a row where more is to be told. */
export function addAttempt(shape: i32, record: usize, line: usize, lineEnd: usize, action: i32): void {
  if (isOfNewHour(line)) {
    putRow(NEW_HOUR, line, lineEnd);
  }
  const isFailure = action === FAILED;
  const recipient = placeAt(record);
  const recipientEnd = placeAt(record + 8);
  const relay = placeAt(record + 16);
  const queueId = placeAt(record + 32);
  const domain = recipient === 0 ? -1 : domainNumber(recipient, recipientEnd);
  const relayNumber = relay === 0 ? -1 : nameNumber(relays, relay, placeAt(record + 24));
  const isNamed = queueId !== 0 && recipient !== 0;
  if (isNamed) {
    hashKey(queueId, placeAt(record + 40), recipient, recipientEnd);
  }
  if (action === SETTLED) {
    if (isNamed) {
      store<f64>(settled + (settledCount << 3), key());
      settledCount++;
    }
  } else {
    const row = putRow(shape, line, lineEnd);
    store<i32>(row, relayNumber, 24);
    store<i32>(row, isFailure ? variantNumber(record + 48, line, lineEnd) : -1, 28);
    store<f64>(row, isNamed ? key() : -1, 32);
  }
  count(sinceRow, isFailure);
  if (domain >= 0) {
    count(domainCounts + (domain << 3), isFailure);
  }
  if (relayNumber >= 0 && load<i32>(record, 60) !== 0) {
    count(relayCounts + (relayNumber << 3), isFailure);
  }
}

function count(place: usize, isFailure: bool): void {
  store<i32>(place, load<i32>(place) + 1);
  store<i32>(place, load<i32>(place, 4) + <i32>isFailure, 4);
}

/** Puts what every row tells: what it is, its line, and what was counted before it. */
function putRow(kind: i32, line: usize, lineEnd: usize): usize {
  const row = rows + <usize>rowCount * ROW_BYTES;
  rowCount++;
  store<i32>(row, kind);
  store<u32>(row, <u32>line, 4);
  store<u32>(row, <u32>lineEnd, 8);
  store<i32>(row, settledCount, 12);
  store<u64>(row, load<u64>(sinceRow), 16);
  store<u64>(sinceRow, 0);
  return row;
}

/** A place so far behind a mark of the line, or behind the message's beginning; 0 for none. */
function placeAt(reference: usize): usize {
  const mark = load<i32>(reference);
  if (mark === -2) {
    return 0;
  }
  const base = mark === -1 ? messageStart : <usize>load<u32>(markEnds + ((<usize>mark) << 2));
  return base + load<i32>(reference, 4);
}

let hourFirst: u64 = 0;
let hourRest: u64 = 0;

/** Whether the hour is not that of the attempt before. */
function isOfNewHour(line: usize): bool {
  const first = load<u64>(line);
  const rest = load<u64>(line + 8) & (((<u64>1) << ((hourEnd - line - 8) << 3)) - 1);
  const isNew = first !== hourFirst || rest !== hourRest;
  hourFirst = first;
  hourRest = rest;
  return isNew;
}

/** The next attempt is the first of its hour for whom the rows are. */
export function forgetHour(): void {
  hourFirst = 0;
}

/** Of the domain behind the last `@`; -1 without one. */
function domainNumber(start: usize, end: usize): i32 {
  const at = lastAt(start, end);
  return at === 0 ? -1 : nameNumber(domains, at + 1, end);
}

/** The place of the last `@`, or 0. */
function lastAt(start: usize, end: usize): usize {
  for (let behind = end; behind > start; behind -= 32) {
    const from = behind - 32;
    const found = atIn(from) | (atIn(from + 16) << 16);
    if (found !== 0) {
      const at = behind - 1 - clz(found);
      return at < start ? 0 : at;
    }
  }
  return 0;
}

/** Which of sixteen units are an `@`. */
function atIn(from: usize): i32 {
  return i8x16.bitmask(i8x16.eq(v128.load(from), i8x16.splat(AT)));
}

function nameNumber(names: Table, start: usize, end: usize): i32 {
  const length = <i32>(end - start);
  if (length <= 0 || length > LONGEST_NAME) {
    return -1;
  }
  return numberOf(names, putLower(run, start, end));
}

/** Makes the two hashes of `keyOf` of recipients.ts; `key` puts them together. */
function hashKey(idStart: usize, idEnd: usize, start: usize, end: usize): void {
  high = 0x811c9dc5;
  low = 0x9747b28c;
  for (let at = idStart; at < idEnd; at += 4) {
    addUnits(load<u32>(at) & firstBytes(idEnd - at));
  }
  addUnits(<u32>(idEnd - idStart));
  putLower(run, start, end);
  const length = end - start;
  for (let at: usize = 0; at < length; at += 4) {
    addUnits(load<u32>(run + at) & firstBytes(length - at));
  }
  addUnits(<u32>length);
}

/** `keyFrom` of recipients.ts. */
function key(): f64 {
  return <f64>(((<u64>high) << 21) | <u64>(low >>> 11));
}

let high: u32 = 0;
let low: u32 = 0;

function addUnits(four: u32): void {
  high = (high ^ four) * 0x01000193;
  high ^= high >>> 15;
  const next = (low ^ four) * 0x5bd1e995;
  low = next ^ (next >>> 13);
}

/** A mask for so many bytes of four. */
function firstBytes(count: usize): u32 {
  return count < 4 ? ((<u32>1) << ((<u32>count) << 3)) - 1 : 0xffffffff;
}

/** Of what tells the reason, with what a pattern of the catalogue may touch of the marked words in its text. */
function variantNumber(cause: usize, line: usize, lineEnd: usize): i32 {
  const first = load<i32>(cause, 4);
  const last = load<i32>(cause, 8);
  store<i32>(run, load<i32>(cause));
  let to = run + 4;
  for (let mark = first; mark < last; mark++) {
    const start = <usize>load<u32>(markStarts + ((<usize>mark) << 2));
    const end = <usize>load<u32>(markEnds + ((<usize>mark) << 2));
    if (load<u8>(marks + mark) !== ADDRESS) {
      store<u8>(to, 0x80 | <u8>(mark - first));
      const kept =
        end - start < SHORTEST_INERT
          ? putLower(to + 1, start, end)
          : putTouched(to + 1, start, end, line, lineEnd);
      to = kept === to + 1 ? to : kept;
    }
  }
  return numberOf(variants, to);
}

/** The number of the bytes of the run, which is given the next one if it is new. */
function numberOf(known: Table, end: usize): i32 {
  v128.store(end, i8x16.splat(0));
  v128.store(end, i8x16.splat(0), 16);
  const length = <i32>(end - run);
  const hash = hashOf(run, length);
  const found = find(known, run, length, hash);
  return found < 0 ? add(known, run, length, hash) : found;
}
