import type { Outcome } from '../../formats/format';
import type { LogReader } from '../../formats/registry';
import { syslogTimeEnd } from '../../formats/syslog-time';
import { reasonOf } from '../../log/reasonCache';
import { addKeyed, endOf, settle } from '../../log/recipients';
import { KIND, ROW, rowBehindUnclear } from '../../log/shapes/kernel';
import type { Adding, OnFailure, Summary } from '../../log/summary';
import { count } from '../../log/tally';
import { hourOf } from '../../log/time';
import type { ReasonId } from '../../smtp/explain';
import { forEachText, runsOf } from '../wholeLines';
import type { AttemptShape, CountedShape } from './countedShape';
import { type CountedByShape, type CountedShapes, countedShapes } from './countedShapes';
import { type CountingKernel, countingKernel } from './countingKernel';
import { flushNames, forgetNames, hostsOfRelay } from './kernelNames';

/**
 * Adds lines to a summary by their shapes: a log has few, and what one says is read once. Other lines are read one by
 * one, each in its turn.
 */
export class ShapedLines {
  readonly #summary: Summary;
  readonly #adding: Adding;
  readonly #reader: LogReader;
  readonly #counted: CountedByShape;
  readonly #kernel: CountingKernel = countingKernel();
  #hour = '';

  /** `adding` adds to the summary, which is complete after `end`. */
  constructor(summary: Summary, adding: Adding, reader: LogReader, counted: CountedByShape) {
    this.#summary = summary;
    this.#adding = adding;
    this.#reader = reader;
    this.#counted = counted;
  }

  /** Adds whole lines; failures among those that are read one by one are told. Returns the number of breaks. */
  add(piece: Buffer, failed?: OnFailure): number {
    let breaks = 0;
    let done = 0;
    // The first time stamp is that of a line that is read.
    while (done < piece.length && this.#summary.firstTime === undefined) {
      const feed = piece.indexOf(FEED, done + FIRST_BYTES);
      const end = feed < 0 ? piece.length : feed + 1;
      breaks += this.#read(piece.subarray(done, end), breaks, failed);
      done = end;
    }
    for (const run of runsOf(piece.subarray(done), RUN_BYTES)) {
      const isWhole = run.length <= this.#kernel.at.INPUT_BYTES.value && run.at(-1) === FEED;
      breaks += isWhole ? this.#addShaped(run, breaks, failed) : this.#read(run, breaks, failed);
    }
    return breaks;
  }

  end(): void {
    if (active === this) {
      this.#flush();
      active = undefined;
    }
  }

  /** Reads lines one by one. */
  #read(bytes: Buffer, before: number, failed: OnFailure | undefined): number {
    let breaks = 0;
    forEachText(bytes, (text) => {
      const first = before + breaks;
      breaks += this.#adding.add(
        text,
        failed && ((line, number, read) => failed(line, first + number, read)),
      );
    });
    return breaks;
  }

  #addShaped(run: Buffer, before: number, failed: OnFailure | undefined): number {
    const { at } = this.#kernel;
    const shapes = this.#begin();
    const start = at.input.value;
    const end = start + run.copy(this.#kernel.bytes, start);
    const reading = { shapes, failed, before, lines: 0, lastTimed: 0 };
    this.#kernel.restart();
    for (let next = start; next < end; ) {
      next = this.#kernel.scan(next, end);
      this.#takeRows(reading);
      if (at.unknownStart.value !== 0) {
        this.#learn(shapes, next);
      } else if (this.#kernel.isRoomForNames() === 0) {
        this.#makeRoom(shapes);
      }
    }
    const counted = at.counted.value;
    this.#summary.lines += counted;
    if (at.lastTimed.value > reading.lastTimed) {
      this.#summary.lastTime = this.#timeAt(at.lastTimed.value);
    }
    return counted + reading.lines;
  }

  /** What the kernel counts is this summary's from now on. */
  #begin(): CountedShapes {
    if (active !== this) {
      active?.end();
      active = this;
      this.#kernel.forgetHour();
    }
    return countedShapes(this.#reader, this.#counted);
  }

  #learn(shapes: CountedShapes, lineStart: number): void {
    const line = this.#kernel.bytes.toString('latin1', lineStart, this.#kernel.at.unknownEnd.value);
    if (!shapes.learn(line, lineStart)) {
      this.#flush();
      shapes.forget();
    }
  }

  #makeRoom(shapes: CountedShapes): void {
    this.#flush();
    forgetNames();
    shapes.forgetVariants();
  }

  /** Hands everything that was counted by number to the summary. */
  #flush(): void {
    const shapes = countedShapes(this.#reader, this.#counted);
    shapes.take((shape, times) => addTimes(this.#summary, shape, times));
    shapes.reasons.flush(this.#summary.reasons);
    flushNames('domains', this.#summary.domains, this.#summary.failedDomains);
    flushNames('relays', this.#summary.relays, this.#summary.failedRelays);
  }

  #takeRows(reading: Reading): void {
    const { numbers, at } = this.#kernel;
    let row = at.rows.value >> 2;
    let settled = 0;
    const last = row + at.rowCount.value * ROW.length;
    while (row < last) {
      const kind = numbers[row + ROW.kind] as number;
      this.#addSince(row + ROW.attempts);
      settled = this.#settle(settled, numbers[row + ROW.settled] as number);
      if (kind === KIND.unclear) {
        row = this.#readRows(row, last, reading);
        continue;
      }
      if (kind === KIND.hour) {
        this.#hour = this.#hourAt(numbers[row + ROW.start] as number);
      } else {
        this.#addAttempt(row, reading.shapes.get(kind)?.attempt as AttemptShape, reading.shapes);
      }
      row += ROW.length;
    }
    this.#settle(settled, at.settledCount.value);
    const since = at.sinceRow.value >> 2;
    this.#addSince(since);
    numbers.fill(0, since, since + 2);
  }

  /** Adds the attempts of an hour, and the failures among them, that the kernel counted. */
  #addSince(place: number): void {
    const { numbers } = this.#kernel;
    const attempts = numbers[place] as number;
    if (attempts > 0) {
      this.#adding.addHour(this.#hour, attempts, numbers[place + 1] as number);
    }
  }

  /** Settles the recipients whose deliveries have ended, from one to before another. Returns that. */
  #settle(from: number, to: number): number {
    const { doubles, at } = this.#kernel;
    const keys = at.settled.value >> 3;
    for (let one = from; one < to; one++) {
      settle(this.#summary.recipients, doubles[keys + one] as number);
    }
    return to;
  }

  /** Reads the lines of a row, and those of the rows that follow without a gap. Returns the next row. */
  #readRows(first: number, last: number, reading: Reading): number {
    const { numbers, bytes } = this.#kernel;
    const next = rowBehindUnclear(this.#kernel, first, last);
    const start = numbers[first + ROW.start] as number;
    const end = numbers[next - ROW.length + ROW.end] as number;
    const number = reading.before + reading.lines + (numbers[first + ROW.counted] as number);
    const before = this.#summary.lastTime;
    this.#summary.lastTime = undefined;
    reading.lines += this.#read(bytes.subarray(start, end), number, reading.failed);
    if (this.#summary.lastTime === undefined) {
      this.#summary.lastTime = before;
    } else {
      reading.lastTimed = start;
    }
    return next;
  }

  /** Adds what a line says beside what all lines of its shape say, and what the kernel counted. */
  #addAttempt(row: number, attempt: AttemptShape, { reasons }: CountedShapes): void {
    const { numbers, doubles } = this.#kernel;
    const key = doubles[(row + ROW.key) >> 1] as number;
    addKeyed(this.#summary.recipients, attempt.addressed, key < 0 ? undefined : key, attempt.severity);
    if (attempt.severity !== undefined) {
      const relay = numbers[row + ROW.relay] as number;
      const hosts = attempt.isRelayAsked && relay >= 0 ? hostsOfRelay(relay) : '';
      reasons.add(numbers[row + ROW.variant] as number, hosts, () => this.#reasonAt(row));
    }
  }

  #reasonAt(row: number): ReasonId {
    const { numbers, bytes } = this.#kernel;
    const line = bytes.toString('latin1', numbers[row + ROW.start], numbers[row + ROW.end]);
    const read = this.#reader.read(line);
    // A line of a shape is read like the one that made it known.
    return read === undefined ? 'unknown' : reasonOf(line, read);
  }

  #hourAt(place: number): string {
    const text = this.#kernel.bytes.toString('latin1', place, place + LONGEST_TIME);
    return hourOf(text, { start: 0, end: syslogTimeEnd(text, 0) });
  }

  #timeAt(place: number): string {
    const text = this.#kernel.bytes.toString('latin1', place, place + LONGEST_TIME);
    return text.slice(0, syslogTimeEnd(text, 0));
  }
}

/** Whose lines the kernel counts: there is one in a thread. */
let active: ShapedLines | undefined;

/** A run of lines that is being read. */
interface Reading {
  readonly shapes: CountedShapes;
  readonly failed: OnFailure | undefined;
  /** Breaks before the run. */
  readonly before: number;
  /** Breaks in lines that were read one by one. */
  lines: number;
  /** Where the last of these begins that has a time, or 0. */
  lastTimed: number;
}

function addTimes(summary: Summary, { format, codes, attempt }: CountedShape, times: number): void {
  if (format !== '') {
    count(summary.formats, format, times);
  }
  for (const code of codes) {
    summary.replies[(((code / 100) | 0) - 2) as 0 | 1 | 2 | 3] += times;
  }
  if (attempt !== undefined) {
    summary.outcomes[attempt.outcome as Outcome] += times;
    const end = endOf(attempt.addressed);
    if (end !== undefined && attempt.severity === undefined) {
      summary.recipients.ended[end] += times;
    }
    if (attempt.severity !== undefined) {
      summary.failures[attempt.severity] += times;
    }
  }
}

const FEED = 0x0a;
/** So much is read at the beginning to find a time stamp. */
const FIRST_BYTES = 1024;
/** What is looked at should stay in the processor's cache. */
const RUN_BYTES = 128 * 1024;
/** Of a time stamp and the blank behind it. */
const LONGEST_TIME = 42;
