import { standsAt } from '../formats/format';
import { isDigit } from '../smtp/reply';
import type { Span } from '../span';

/**
 * The date and hour of a time stamp as the log writes them, `Nov 23 15` or `2026-11-23T15`; `''` where there is no
 * `15:39`. A stamp of twelve hours keeps its `PM`. `before` is the hour of another line, mostly the same.
 */
export function hourOf(line: string, time: Span | undefined, before = ''): string {
  if (time === undefined) {
    return '';
  }
  const { start, end } = time;
  if (before.length >= SHORTEST && beginsWithHour(line, start, end, before)) {
    return before;
  }
  const colon = minuteColon(line, start, end);
  if (colon < 0) {
    return '';
  }
  const half = line.charCodeAt(end - 1) === LETTER_M ? line.slice(end - 3, end) : '';
  return line.slice(start, colon) + half;
}

/** Whether a stamp is of this hour: no other shape of stamp has a colon and two digits behind the same text. */
function beginsWithHour(line: string, start: number, end: number, hour: string): boolean {
  const colon = start + hour.length;
  return (
    line.charCodeAt(end - 1) !== LETTER_M &&
    colon + 2 < end &&
    line.charCodeAt(colon) === COLON &&
    isTwoDigits(line, colon) &&
    !isOfDate(line, colon, start) &&
    standsAt(line, hour, start)
  );
}

/** `Nov 23 15` */
const SHORTEST = 9;

/** The colon of `15:39`, the first that is no date's; -1 without one. */
function minuteColon(line: string, start: number, end: number): number {
  for (let at = start + 1; at < end - 2; at++) {
    if (line.charCodeAt(at) === COLON && isTwoDigits(line, at) && !isOfDate(line, at, start)) {
      return at;
    }
  }
  return -1;
}

function isTwoDigits(line: string, colon: number): boolean {
  const [before, first, second] = [colon - 1, colon + 1, colon + 2];
  return (
    isDigit(line.charCodeAt(before)) && isDigit(line.charCodeAt(first)) && isDigit(line.charCodeAt(second))
  );
}

/** After a year, `23/Nov/2026:15:39:02`, or after year and month, `2026:11:23-15:39:02`. */
function isOfDate(line: string, colon: number, start: number): boolean {
  const isYear =
    colon - 4 >= start && isDigit(line.charCodeAt(colon - 2)) && isDigit(line.charCodeAt(colon - 3));
  const isMonth =
    colon - 7 >= start &&
    line.charCodeAt(colon - 3) === COLON &&
    isDigit(line.charCodeAt(colon - 6)) &&
    line.charCodeAt(colon + 3) === DASH;
  return isYear || isMonth;
}

const COLON = 0x3a;
const DASH = 0x2d;
const LETTER_M = 0x4d;
