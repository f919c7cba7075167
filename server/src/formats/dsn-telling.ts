import { wordsOfFailure } from './dsn-words';
import { type FileHead, type LogLine, type Outcome, span } from './format';

/**
 * A bounce message tells one failure several times: in the session it quotes, in words, in the fields of RFC 3464.
 * Each recipient's failure counts once, in the lines that tell most of it.
 */
export type Place = 'diagnostic' | 'action' | 'reason' | 'session' | 'text' | 'words';

export interface Telling {
  readonly place: Place;
  /** What the `Action` fields say, where all that tell of a failure say the same. */
  readonly action: Outcome | undefined;
  /** The lines that tell of a failure where no field and no reply does. */
  readonly words: readonly string[];
}

/**
 * Decides by the head of the message. Without a field `Action` the form is an older one, or only a part is there.
 * `isRefusal`: whether a line holds a reply that refuses.
 */
export function tellingOf({ lines }: FileHead, isRefusal: (line: string) => boolean): Telling {
  const values = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const actions = values(ACTION).map((action) => action.toLowerCase() as Outcome);
  const diagnostics = values(DIAGNOSTIC)
    .map((value) => value.replace(TYPE, ''))
    .filter((value) => value !== '' && !SUCCESS.test(value));
  const action = actions.every((each) => each === actions[0]) ? actions[0] : undefined;
  const wanted = action === undefined ? diagnostics.filter((value) => CODE.test(value)) : diagnostics;
  if (wanted.length > 0 && wanted.length >= actions.length) {
    return { place: 'diagnostic', action, words: [] };
  }
  const place =
    actions.length > 0
      ? 'action'
      : lines.some((line) => REASON.test(line))
        ? 'reason'
        : lines.some((line) => SESSION.test(line))
          ? 'session'
          : 'text';
  if (place !== 'text') {
    return { place, action, words: [] };
  }
  const words = lines.some(isRefusal) ? [] : wordsOfFailure(lines);
  const isFinal = lines.some((line) => GIVEN_UP.test(line));
  return { place: words.length > 0 ? 'words' : 'text', action: isFinal ? 'failed' : undefined, words };
}

/** However the last reply was meant, the server will not try again. */
const GIVEN_UP =
  /This is a permanent error|failed permanently|permanent fatal errors|not going to try again|could not be delivered to one or more of its recipients/i;

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
  } else if (place === 'text' && code !== undefined && code >= 400) {
    line.outcome = telling.action;
  } else if (place === 'diagnostic' && (code === undefined || code >= 400)) {
    line.outcome = telling.action ?? (code === undefined ? undefined : code >= 500 ? 'failed' : 'delayed');
  }
}

/** Has a line of words count as the failure that they tell. */
export function tellWords(text: string, start: number, line: LogLine): void {
  line.outcome = 'failed';
  if (text.startsWith('Subject:', start)) {
    // `Undeliverable: hello` says that, and not why.
    return;
  }
  line.words = span(start + text.slice(start).search(/\S|$/), text.trimEnd().length);
  ADDRESS.lastIndex = start;
  const address = ADDRESS.exec(text)?.[0];
  line.recipient =
    address === undefined ? undefined : span(ADDRESS.lastIndex - address.length, ADDRESS.lastIndex);
}

const ADDRESS = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/g;

function isFailing(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'delayed';
}
