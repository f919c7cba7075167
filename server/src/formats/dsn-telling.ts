import type { FileHead, LogLine, Outcome } from './format';

/**
 * A bounce message tells one failure several times: in the session it quotes, in words, in the fields of RFC 3464.
 * Each recipient's failure counts once, in the lines that tell most of it.
 */
export type Place = 'diagnostic' | 'action' | 'reason' | 'session' | 'text';

export interface Telling {
  readonly place: Place;
  /** What the `Action` fields say, where all that tell of a failure say the same. */
  readonly action: Outcome | undefined;
}

/** Decides by the head of the message. Without a field `Action` the form is an older one, or only a part is there. */
export function tellingOf({ lines }: FileHead): Telling {
  const values = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const actions = values(ACTION).map((action) => action.toLowerCase() as Outcome);
  const diagnostics = values(DIAGNOSTIC)
    .map((value) => value.replace(TYPE, ''))
    .filter((value) => value !== '' && !SUCCESS.test(value));
  const action = actions.every((each) => each === actions[0]) ? actions[0] : undefined;
  const wanted = action === undefined ? diagnostics.filter((value) => CODE.test(value)) : diagnostics;
  if (wanted.length > 0 && wanted.length >= actions.length) {
    return { place: 'diagnostic', action };
  }
  const place =
    actions.length > 0
      ? 'action'
      : lines.some((line) => REASON.test(line))
        ? 'reason'
        : lines.some((line) => SESSION.test(line))
          ? 'session'
          : 'text';
  return { place, action };
}

const ACTION = /^Action: {0,9}(failed|delayed)\b/i;
const DIAGNOSTIC = /^Diagnostic-Code:(.*)/i;
/** `smtp; 550 …`, `X-Postfix; unknown user` */
const TYPE = /^ *(?:[A-Za-z][\w-]*;)? */;
const SUCCESS = /^2\d\d\b/;
const CODE = /^[45]\d\d\b/;
const REASON = /^ {0,8}\(reason: [45]\d\d\b/;
/** `<<< 550 5.1.1 No such user` */
const SESSION = /^<<< [45]\d\d\b/;

/** Has the line's failure count, or not, by its place; a failure in its own place takes the action's word. */
export function tell(line: LogLine, place: Place, telling: Telling): void {
  const code = line.replies[0]?.code;
  if (place !== telling.place) {
    line.isRepeated =
      line.outcome === undefined ? code !== undefined && code >= 400 : isFailing(line.outcome);
  } else if (place === 'diagnostic' && (code === undefined || code >= 400)) {
    line.outcome = telling.action ?? (code === undefined ? undefined : code >= 500 ? 'failed' : 'delayed');
  }
}

function isFailing(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'delayed';
}
