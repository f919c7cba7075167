import { durationWords } from './durations';
import { type Fate, isOwnRefusal } from './fates';
import type { TimedLine } from './story';

/** What the logs do not show of a message, in sentences. */
export function gapsOf(
  lines: readonly TimedLine[],
  fates: readonly Fate[],
  names: readonly string[],
): string[] {
  return [...arrivalGaps(lines), ...endGaps(fates), ...clockGaps(lines, names), ...selectorGaps(lines)];
}

/** No line tells how it came in: the log begins later, or was rotated in between. */
function arrivalGaps(lines: readonly TimedLine[]): string[] {
  const [first] = lines;
  const hasId = lines.some(({ ids }) => ids.own?.startsWith('q:'));
  const arrived = lines.some(
    ({ read }) =>
      read.life === 'begins' ||
      (read.sender !== undefined && (read.outcome === undefined || isOwnRefusal(read))),
  );
  return first === undefined || !hasId || arrived
    ? []
    : ['The story starts in the middle: no line tells how the message arrived. An older log may.'];
}

function endGaps(fates: readonly Fate[]): string[] {
  const isRefused = ({ attempts }: Fate) => attempts.at(-1)?.isOwn === true;
  const unfinished = fates.filter(({ outcome }) => outcome === undefined || outcome === 'delayed');
  const open = unfinished.filter((fate) => !isRefused(fate));
  const refused = unfinished.some(isRefused)
    ? [
        'The client was told to try again. Once it is let in, its mail is a message with an id: trace the address.',
      ]
    : [];
  const [only] = open;
  return only === undefined
    ? refused
    : [
        ...refused,
        open.length === 1
          ? `No final outcome for ${only.address}: it may still be in the queue, or a newer log tells.`
          : `No final outcome for ${open.length} recipients: they may still be in the queue, or a newer log tells.`,
      ];
}

/** Syslog of several processes is a little out of order at all times. */
function clockGaps(lines: readonly TimedLine[], names: readonly string[]): string[] {
  const latest = new Map<number, number>();
  const gaps: string[] = [];
  for (const { ms, log, number } of lines) {
    const before = latest.get(log);
    if (
      ms !== undefined &&
      before !== undefined &&
      before - ms > CLOCK_JITTER_MS &&
      gaps.length < MOST_JUMPS
    ) {
      gaps.push(
        `The clock jumps back by ${durationWords(before - ms)} before ${names[log] ?? ''}:${number}: durations may be wrong.`,
      );
    }
    if (ms !== undefined) {
      latest.set(log, ms);
    }
  }
  return gaps;
}

const CLOCK_JITTER_MS = 5000;
const MOST_JUMPS = 3;

/** Exim leaves fields out unless its option log_selector names them. */
function selectorGaps(lines: readonly TimedLine[]): string[] {
  const arrivals = lines.filter(({ read }) => read.format === 'exim' && read.life === 'begins');
  const deliveries = lines.filter(
    ({ read }) => read.format === 'exim' && (read.outcome === 'relayed' || read.outcome === 'delivered'),
  );
  const relayed = deliveries.filter(({ read }) => read.outcome === 'relayed');
  const missing = [
    ...(arrivals.length > 0 && !arrivals.some(({ text }) => text.includes(' for '))
      ? ['received_recipients']
      : []),
    ...(relayed.length > 0 && !relayed.some(({ text }) => text.includes(' C="'))
      ? ['smtp_confirmation']
      : []),
    ...(deliveries.length > 0 && !deliveries.some(({ read }) => read.delay !== undefined)
      ? ['queue_time']
      : []),
  ];
  return missing.length === 0
    ? []
    : [`Exim's log_selector leaves out ${missing.join(', ')}: with them the log would tell more.`];
}
