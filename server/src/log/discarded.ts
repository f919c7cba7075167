import { type LogLine, standsAt } from '../formats/format';

/**
 * Whether a delivery threw the message away, as the server was told to. To the sender it is a delivery (RFC 3464 knows no
 * other word), but nobody has the mail; Sieve calls it `discard` (RFC 5228, 4.4).
 *
 *     1rBxyz-0001Ab-2J => :blackhole: <noreply@example.com> R=system_aliases
 *     postfix/discard[917]: 4F1A2B3C4D: to=<noreply@example.com>, relay=none, … status=sent (noreply)
 */
export function isDiscarded(line: string, { outcome, queueId, recipient }: LogLine): boolean {
  return (
    outcome === 'delivered' &&
    ((recipient !== undefined && standsAt(line, BLACKHOLE, recipient.start - BLACKHOLE.length)) ||
      (queueId !== undefined && DISCARD.test(line.slice(0, queueId.start))))
  );
}

const BLACKHOLE = ':blackhole: <';

/** Postfix' discard(8). */
const DISCARD = /\/discard\[\d{1,10}\]: $/;
