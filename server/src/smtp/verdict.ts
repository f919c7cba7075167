import type { Reason, Retry, WhoActs } from './catalogue';

export type ReplyClass = 'success' | 'intermediate' | 'temporary' | 'permanent';

/** The first digit: of the reply code, else of the enhanced code, else what the outcome says. */
export function classOf(
  code: number | undefined,
  enhanced: string | undefined,
  outcome: string | undefined,
): ReplyClass | undefined {
  const digit = code === undefined ? Number(enhanced?.charAt(0)) : Math.floor(code / 100);
  return CLASSES[digit] ?? OUTCOME_CLASSES[outcome ?? ''];
}

const CLASSES: readonly (ReplyClass | undefined)[] = [
  undefined,
  undefined,
  'success',
  'intermediate',
  'temporary',
  'permanent',
];

const OUTCOME_CLASSES: Readonly<Record<string, ReplyClass>> = {
  failed: 'permanent',
  delayed: 'temporary',
  delivered: 'success',
  relayed: 'success',
  expanded: 'success',
};

export interface Verdict {
  readonly retry: Retry;
  readonly because: string;
  readonly contradicts: boolean;
}

/** Whether trying again helps: the rule's own word, else the reason's, read together with the first digit. */
export function verdict(
  reason: Reason,
  ruled: Retry | undefined,
  class_: ReplyClass | undefined,
  text: string,
): Verdict {
  const temporary = class_ === 'temporary';
  if (temporary && SAYS_NEVER.test(text)) {
    return {
      retry: 'no',
      because: 'The code says temporary, but the text says that retrying will not succeed.',
      contradicts: true,
    };
  }
  let retry = ruled ?? reason.retry;
  let because = reason.retryBecause;
  if (retry === 'unknown' && class_ !== undefined) {
    retry = temporary ? 'later' : reason.id === 'policy' ? 'unknown' : 'no';
    because = temporary ? 'The reason is not given; the code says that it may pass.' : because;
  } else if (temporary && retry === 'no' && ruled === undefined && !reason.lasting) {
    retry = 'later';
    because = 'The text names a lasting cause, but the server says that it may pass.';
  }
  if (
    temporary &&
    retry === 'after-repair' &&
    ruled === undefined &&
    !reason.lasting &&
    !OURS.has(reason.whoActs)
  ) {
    retry = 'later';
    because = 'The other side has to repair it, and the queue keeps trying meanwhile.';
  }
  const contradicts = temporary
    ? retry === 'no' || retry === 'after-repair'
    : class_ === 'permanent' && (retry === 'yes' || retry === 'later');
  const digit = temporary ? 'The code says temporary, but: ' : 'The code says permanent, but: ';
  return { retry, because: contradicts ? digit + because : because, contradicts };
}

/** Those whom the sending side can ask. */
const OURS: ReadonlySet<WhoActs> = new Set(['sender', 'your-admin']);

const SAYS_NEVER = /permanently deferred|will not succeed|do not retry|don't retry|not try again/i;
