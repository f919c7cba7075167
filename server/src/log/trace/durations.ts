import type { LogLine } from '../../formats/format';
import { textOf } from '../explanation';

/** `9 h`, `1 h 2 min`, `2 days 3 h`, `35 s`, `0.4 s`, `20 ms`, `0 s`: the two greatest parts. */
export function durationWords(ms: number): string {
  if (ms > 0 && ms < 100) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 10_000) {
    return `${Number((ms / 1000).toFixed(1))} s`;
  }
  const parts: string[] = [];
  let rest = Math.round(ms / 1000);
  for (const [name, seconds] of UNITS) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) {
      parts.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`);
    }
  }
  return parts.slice(0, 2).join(' ');
}

const UNITS = [
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** How long the line says it took, part by part; `undefined` where it says nothing. */
export function delayWords(line: string, read: LogLine): string | undefined {
  const text = textOf(line, read.delay);
  const parts = text?.split('/', 5).map(Number) ?? [];
  if (text === undefined) {
    return undefined;
  }
  if (parts.length === 4 && parts.every(Number.isFinite)) {
    return postfixParts(line, parts);
  }
  const total = millisecondsOf(text);
  if (total === undefined) {
    return undefined;
  }
  // Exim's DT= and Sendmail's xdelay= are the part that this attempt took.
  const [, attempt] = /(?: DT=|, xdelay=)([\w:.+]{1,20})/.exec(line) ?? [];
  const ofAttempt = attempt === undefined ? undefined : millisecondsOf(attempt);
  return ofAttempt === undefined
    ? `${durationWords(total)} since it arrived`
    : `${durationWords(total)} since it arrived, ${durationWords(ofAttempt)} of it in this attempt`;
}

/** Milliseconds since the message arrived, as far as the line tells. */
export function totalDelay(line: string, read: LogLine): number | undefined {
  const text = textOf(line, read.delay);
  if (text === undefined) {
    return undefined;
  }
  const parts = text.split('/', 5).map(Number);
  return parts.length === 4 && parts.every(Number.isFinite)
    ? postfixTotal(line, parts) * 1000
    : millisecondsOf(text);
}

/** `delay=` in seconds, else the sum of `delays=a/b/c/d`. */
function postfixTotal(line: string, parts: readonly number[]): number {
  const [, whole] = /, delay=(\d{1,9}(?:\.\d{1,4})?),/.exec(line) ?? [];
  return whole === undefined ? parts.reduce((sum, part) => sum + part, 0) : Number(whole);
}

function postfixParts(line: string, parts: readonly number[]): string {
  const total = postfixTotal(line, parts);
  const named = POSTFIX_PARTS.map((name, index) => `${durationWords((parts[index] ?? 0) * 1000)} ${name}`);
  return `${durationWords(total * 1000)}: ${named.join(', ')}`;
}

const POSTFIX_PARTS = [
  'before the queue manager',
  'in the queue',
  'setting up the connection',
  'in transmission',
];

/** `3s`, `1h2m3s`, `1d2h`, `0.212s` of Exim, `1+02:03:04` of Sendmail, plain seconds of Exchange. */
function millisecondsOf(text: string): number | undefined {
  const clock = /^(?:(\d{1,4})\+)?(\d{1,3}):(\d\d):(\d\d)$/.exec(text);
  if (clock !== null) {
    const [, days = '0', hours, minutes, seconds] = clock;
    return (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  }
  const units =
    /^(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,9}(?:\.\d{1,6})?)s?)?$/.exec(text);
  if (units === null || text === '') {
    return undefined;
  }
  const [, weeks, days, hours, minutes, seconds] = units.map((part) => Number(part ?? 0));
  const inDays = (weeks ?? 0) * 7 + (days ?? 0);
  return (inDays * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}
