import { durationWords } from './durations';
import type { Attempt, Fate } from './fates';

/** What became of the message, in one sentence. */
export function verdictOf(
  fates: readonly Fate[],
  notices: readonly Fate[],
  senders: ReadonlySet<string>,
  refusal: Attempt | undefined,
): string {
  const told = noticeWords(notices, senders);
  if (fates.length === 0 && refusal !== undefined) {
    const by = refusal.outcome === 'delayed' ? delayPhrase([refusal]) : endPhrase(refusal);
    return `${capital(by)}; the log names no recipient.${told}`;
  }
  if (fates.length === 0) {
    return `The log tells of this message, but of no recipient.${told}`;
  }
  const phrases = new Map<string, string[]>();
  for (const fate of [...fates].sort((a, b) => rank(a) - rank(b))) {
    const phrase = phraseOf(fate);
    phrases.set(phrase, [...(phrases.get(phrase) ?? []), fate.address]);
  }
  const [only] = phrases.keys();
  if (phrases.size === 1 && only !== undefined) {
    return `${capital(only)}${fates.length > 1 ? `, for all ${fates.length} recipients` : ''}.${told}`;
  }
  const parts = [...phrases].map(([phrase, { length, 0: address }]) =>
    length === 1 ? `${address}: ${phrase}` : `${length} of ${fates.length} recipients: ${phrase}`,
  );
  const shown = parts.slice(0, MOST_PARTS);
  const left = parts.length - shown.length;
  return `${shown.join('; ')}${left > 0 ? `; and ${left} other outcomes` : ''}.${told}`;
}

const MOST_PARTS = 4;

/** What went wrong comes first. */
function rank({ outcome }: Fate): number {
  return outcome === 'failed' ? 0 : outcome === undefined || outcome === 'delayed' ? 1 : 2;
}

/** `put off 14 times in 9 h by mx.example.net (greylisted), then passed on to mx.example.net` */
function phraseOf(fate: Fate): string {
  const last = fate.attempts.at(-1);
  if (last === undefined) {
    return fate.handedOver === undefined
      ? 'taken in, but the log does not show what became of it'
      : 'handed on within the site, and the log shows nothing after that';
  }
  const delays = fate.attempts.filter(({ outcome }) => outcome === 'delayed');
  if (last.outcome === 'delayed') {
    return last.isOwn
      ? `${delayPhrase(delays)}, and the log shows no later attempt`
      : `still waiting when the log ends: ${delayPhrase(delays)}`;
  }
  const end = endPhrase(last);
  return delays.length === 0 ? end : `${delayPhrase(delays)}, then ${end}`;
}

function delayPhrase(delays: readonly Attempt[]): string {
  const times = delays.flatMap(({ line }) => line.ms ?? []);
  const span = Math.max(...times) - Math.min(...times);
  const often = delays.length === 1 ? 'once' : delays.length === 2 ? 'twice' : `${delays.length} times`;
  const within = times.length > 1 && span > 0 ? ` in ${durationWords(span)}` : '';
  const by = list(delays.map(({ relay, isOwn }) => (isOwn ? 'this server' : relay)));
  const why = list(delays.map(({ reason }) => reason));
  return `put off ${often}${within}${by === '' ? '' : ` by ${by}`}${why === '' ? '' : ` (${why})`}`;
}

function endPhrase({ outcome, relay, reason, isOwn, isDiscarded }: Attempt): string {
  switch (outcome) {
    case 'failed': {
      const by = isOwn ? 'refused by this server' : relay === undefined ? 'failed' : `refused by ${relay}`;
      return reason === undefined ? by : `${by} (${reason})`;
    }
    case 'relayed':
      return relay === undefined ? 'passed on' : `passed on to ${relay}`;
    case 'expanded':
      return 'expanded to other addresses';
    default:
      return isDiscarded ? 'discarded' : 'delivered';
  }
}

/** Up to two different names, and how many more. */
function list(names: readonly (string | undefined)[]): string {
  const different = [...new Set(names.filter((name) => name !== undefined))];
  const shown = different.slice(0, 2).join(' and ');
  return different.length > 2 ? `${shown} and ${different.length - 2} others` : shown;
}

function noticeWords(notices: readonly Fate[], senders: ReadonlySet<string>): string {
  const told = notices.find(({ address }) => senders.has(address.toLowerCase()));
  switch (told?.outcome) {
    case undefined:
      return '';
    case 'failed':
    case 'delayed':
      return ` The notification to the sender ${told?.outcome === 'failed' ? 'failed too' : 'still waits'}.`;
    default:
      return ' The sender was notified.';
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
