/** `2026-11-23 02:41`, of the log's own clock in milliseconds; `''` for none, and for what no date can be. */
export function clockText(clock: number | undefined): string {
  return (isoClock(clock) ?? '').slice(0, 16).replace('T', ' ');
}

/** `2026-11-23T02:41:00`; it has no zone, as the log's clock has none. */
export function isoClock(clock: number | undefined): string | undefined {
  return clock === undefined || Math.abs(clock) > LATEST
    ? undefined
    : new Date(clock).toISOString().slice(0, 19);
}

/** What a `Date` can hold. */
const LATEST = 8.64e15;
