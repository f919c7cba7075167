import type { Span } from '../span';

/** When a line was written. */
export interface Instant {
  /** Milliseconds since 1970. Where the log names no zone, those of its wall clock as if that showed UTC. */
  readonly ms: number;
  /** Minutes east of UTC that the log itself names; `undefined` where it names none. */
  readonly zone: number | undefined;
}

/**
 * The instant of a time stamp in any of the shapes that servers write; `undefined` where the span is none.
 * What a stamp leaves out (the year of `Nov 23 15:39:02`, the day of `15:39:02`) is taken such that it is the latest
 * not after `reference`: the date of the file, or now. So a log that rolls over New Year stays in order.
 * `reference` is in milliseconds since 1970.
 */
export function instantOf(line: string, time: Span | undefined, reference: number): Instant | undefined {
  if (time === undefined || time.end - time.start > LONGEST_STAMP) {
    return undefined;
  }
  const stamp = line.slice(time.start, time.end);
  return countedInstant(stamp) ?? writtenInstant(stamp, reference);
}

/** `Wed, 16 Oct 2013 14:15:35 +0900 (JST)` is among the longest. */
const LONGEST_STAMP = 64;

/** `@4000000065a1b2c30a1b2c3d` of multilog, or seconds since 1970, or their thousandths or millionths. */
function countedInstant(stamp: string): Instant | undefined {
  const tai = /^@([0-9a-f]{16})([0-9a-f]{8})/.exec(stamp);
  if (tai !== null) {
    const seconds = Number(BigInt(`0x${tai[1]}`) - TAI_EPOCH);
    return { ms: seconds * 1000 + Math.floor(Number.parseInt(tai[2] as string, 16) / 1e6), zone: 0 };
  }
  const [, whole, fraction = ''] = /^(\d{10}|\d{13}|\d{16})(\.\d{1,9})?$/.exec(stamp) ?? [];
  return whole === undefined
    ? undefined
    : { ms: Math.floor(Number(whole + fraction) / 10 ** (whole.length - 13)), zone: 0 };
}

/** The label of 1970; multilog's clock runs ten seconds before Unix' and knows no later leap second. */
const TAI_EPOCH = 0x4000000000000000n + 10n;

function writtenInstant(stamp: string, reference: number): Instant | undefined {
  const [date, rest] = dateIn(stamp);
  const clock = CLOCK.exec(rest);
  if (clock === null) {
    return undefined;
  }
  const [text, hour, minute, second = '0', fraction = '', half] = clock;
  const after = rest.slice(clock.index + text.length);
  const time = timeOfDay(hourOfDay(Number(hour), half), Number(minute), Number(second), fraction);
  const year = date.year ?? yearIn(after);
  const zone = zoneIn(after);
  const ms = latest({ ...date, year }, time, reference + (zone ?? 0) * MINUTE);
  return ms === undefined ? undefined : { ms: ms - (zone ?? 0) * MINUTE, zone };
}

const CLOCK = /(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,:](\d{1,9}))?)?(?: ?([AP])M)?/i;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function hourOfDay(hour: number, half: string | undefined): number {
  return half === undefined ? hour : (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
}

function timeOfDay(hour: number, minute: number, second: number, fraction: string): number {
  return (
    hour * 60 * MINUTE + minute * MINUTE + second * 1000 + Math.floor(Number(`0.${fraction || 0}`) * 1000)
  );
}

interface PartialDate {
  readonly year?: number | undefined;
  /** From 1. */
  readonly month?: number;
  readonly day?: number;
}

/** The date in a stamp, and the stamp without it. */
function dateIn(stamp: string): [PartialDate, string] {
  for (const [shape, read] of SHAPES) {
    const found = shape.exec(stamp);
    if (found !== null) {
      const rest = `${stamp.slice(0, found.index)} ${stamp.slice(found.index + found[0].length)}`;
      return [read(found as unknown as string[]), rest];
    }
  }
  return [{}, stamp];
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';

const SHAPES: readonly (readonly [RegExp, (parts: readonly string[]) => PartialDate])[] = [
  // 23/Nov/2026, Mon, 23 Nov 2026
  [
    new RegExp(`(?<!\\d)(\\d{1,2})[-./ ](${MONTH})[a-z]{0,6}[-./ ](\\d{4}|\\d\\d)(?!\\d)`, 'i'),
    ([, day, month, year]) => ({ year: yearOf(year), month: monthOf(month), day: Number(day) }),
  ],
  // 2026-11-23, 2026/11/23, 2026:11:23, 2013 Jun 10, 2026-1-3
  [
    new RegExp(`(?<!\\d)(\\d{4})(?:([-./:])(\\d{1,2})\\2|[-./ ](${MONTH})[-./ ])(\\d{1,2})(?!\\d)`, 'i'),
    ([, year, , month, name, day]) => ({
      year: yearOf(year),
      month: monthOf(month ?? name),
      day: Number(day),
    }),
  ],
  // Nov 23, Nov-23-26; the year of Mon Aug 10 09:52:59 2020 comes after the clock
  [
    new RegExp(`(${MONTH})[a-z]{0,6}[- ]{1,2}(\\d{1,2})(?:-(\\d\\d))?(?!\\d)`, 'i'),
    ([, month, day, year]) => ({ year: yearOf(year), month: monthOf(month), day: Number(day) }),
  ],
  // 11/23/2026, 11-23-26, 23.11.26, 23-11-2026, 11-23
  [
    /(?<!\d)(\d{1,2})([-./])(\d{1,2})(?:\2(\d{4}|\d\d))?(?!\d)/,
    ([, first, separator, second, year]) => numericDate(Number(first), separator, Number(second), year),
  ],
  // 19 14:26:27: only the day of the month
  [/^(\d{1,2}) (?=\d{1,2}:)/, ([, day]) => ({ day: Number(day) })],
];

/** Slashes are American; dots, and hyphens before a year in full, are not: unless the numbers say otherwise. */
function numericDate(
  first: number,
  separator: string | undefined,
  second: number,
  year: string | undefined,
): PartialDate {
  const dayFirst = separator === '.' || (separator === '-' && year?.length === 4);
  const swapped = (dayFirst && second <= 12) || first > 12;
  const [month, day] = swapped ? [second, first] : [first, second];
  return { year: yearOf(year), month, day };
}

function yearOf(text: string | undefined): number | undefined {
  const year = text === undefined ? undefined : Number(text);
  return year === undefined || year > 99 ? year : year + (year < 70 ? 2000 : 1900);
}

function yearIn(text: string): number | undefined {
  return yearOf(/(?<![\d+-])\d{4}(?!\d)/.exec(text)?.[0]);
}

function monthOf(text: string | undefined): number {
  const named = MONTHS.indexOf((text ?? '').toLowerCase());
  return named < 0 ? Number(text) : named + 1;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `Z`, `GMT`, `+01:00`, `-0800`, `- 0800`, `+02`: in minutes east of UTC. */
function zoneIn(text: string): number | undefined {
  const [, sign, hours, minutes] = /([+-]) ?(\d\d)(?::?(\d\d))?(?!\d)/.exec(text) ?? [];
  if (hours !== undefined) {
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0));
  }
  return /^\s{0,2}(?:Z|GMT|UTC)(?![a-z])/i.test(text) ? 0 : undefined;
}

/** The latest instant of this date and time not after the reference; a zone may put a clock a day ahead of it. */
function latest({ year, month, day }: PartialDate, time: number, reference: number): number | undefined {
  const now = new Date(reference);
  if (year !== undefined || (month !== undefined && day !== undefined)) {
    const first = year ?? new Date(reference + DAY).getUTCFullYear();
    // A 29th of February may lie eight years back.
    for (let guess = first; guess >= first - (year === undefined ? 8 : 0); guess--) {
      const ms = dayStart(guess, month, day);
      if (ms !== undefined && (year !== undefined || ms + time <= reference + DAY)) {
        return ms + time;
      }
    }
    return undefined;
  }
  for (let back = 0; back <= (day === undefined ? 1 : 2); back++) {
    const ms =
      day === undefined
        ? dayStart(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate() - back, true)
        : dayStart(now.getUTCFullYear(), now.getUTCMonth() + 1 - back, day);
    if (ms !== undefined && ms + time <= reference + (day === undefined ? 0 : DAY)) {
      return ms + time;
    }
  }
  return undefined;
}

/** Midnight of a day in UTC; `undefined` for the 30th of February and its like, unless days may `overflow`. */
function dayStart(year: number, month = 1, day = 1, overflow = false): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  return overflow || (day >= 1 && day <= 31 && new Date(ms).getUTCDate() === day) ? ms : undefined;
}
