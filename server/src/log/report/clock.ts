/** `2026-11-23 02:41`, of the log's own clock in milliseconds; `''` for none, and for what no date can be. */
export function clockText(clock: number | undefined): string {
  return clock === undefined || Math.abs(clock) > LATEST
    ? ''
    : new Date(clock).toISOString().slice(0, 16).replace('T', ' ');
}

/** What a `Date` can hold. */
const LATEST = 8.64e15;
