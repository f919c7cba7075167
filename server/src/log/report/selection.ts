import type { ReasonId } from '../../smtp/explain';
import type { Attempt } from './attempt';
import { delayBin } from './report';

/** The attempts that a number of the report counts; what is left out lets all through. */
export interface Selection {
  readonly outcome?: Attempt['outcome'] | undefined;
  readonly severity?: 'permanent' | 'temporary' | 'none' | undefined;
  readonly reason?: ReasonId | undefined;
  readonly provider?: string | undefined;
  readonly domain?: string | undefined;
  readonly relay?: string | undefined;
  readonly sender?: string | undefined;
  /** The log's clock, from and to before, in milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A place among `DELAYS`. */
  readonly delay?: number | undefined;
  readonly isRefusal?: boolean | undefined;
  /** Only the last line of each recipient of a message; of those put off, who still waits. For a log that is open. */
  readonly isLast?: boolean | undefined;
}

export function isSelected(attempt: Attempt, selection: Selection): boolean {
  const { severity, from, to, delay } = selection;
  const { clock } = attempt;
  return (
    NAMED.every((key) => selection[key] === undefined || selection[key] === attempt[key]) &&
    (severity === undefined || severity === (attempt.severity ?? 'none')) &&
    (from === undefined || (clock !== undefined && clock >= from)) &&
    (to === undefined || (clock !== undefined && clock < to)) &&
    (delay === undefined || (attempt.delay !== undefined && delayBin(attempt.delay) === delay))
  );
}

const NAMED = ['outcome', 'isRefusal', 'reason', 'provider', 'domain', 'relay', 'sender'] as const;
