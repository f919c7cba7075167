import { type Phrase, phraseIndex, type ReasonId, reasons, replyCodes } from './catalogue';
import type { ReplyClass } from './verdict';

/** What the codes of a reply say, besides its words. */
export interface SaidByCodes {
  readonly class_: ReplyClass | undefined;
  readonly byEnhanced: ReasonId | undefined;
  readonly byCode: ReasonId | undefined;
}

export interface GeneralText {
  /** What points most clearly to a reason. */
  readonly phrase: Phrase;
  /** What points there too and has a source. */
  readonly sourced: Phrase | undefined;
}

/**
 * The general text that points most clearly to a reason; a reason that the codes name too has the better of it, and a
 * weak text (`error`, `try later`) does not make a permanent failure one that passes.
 */
export function findGeneralText(words: string, said: SaidByCodes): GeneralText | undefined {
  const sourced: Phrase[] = [];
  let [best, bestScore]: [Phrase | undefined, number] = [
    undefined,
    said.byEnhanced === undefined ? -Infinity : SAYS_MORE_THAN_CODE,
  ];
  phraseIndex().forEachMatch(generalWords(words), (phrase, length) => {
    if (phrase.source !== undefined) {
      sourced.push(phrase);
    }
    const score = phrase.weight + length + agreement(phrase.reason, said);
    if (
      score > bestScore &&
      !(phrase.weight < 0 && said.class_ === 'permanent' && PASSES.has(phrase.reason))
    ) {
      [best, bestScore] = [phrase, score];
    }
  });
  if (best === undefined) {
    return undefined;
  }
  const { reason, source } = best;
  return {
    phrase: best,
    sourced: source === undefined ? sourced.find((other) => other.reason === reason) : best,
  };
}

/** A text below this says less than an enhanced code. */
const SAYS_MORE_THAN_CODE = 2;

function agreement(reason: ReasonId, { class_, byEnhanced, byCode }: SaidByCodes): number {
  return (
    (reason === byEnhanced ? 8 : 0) +
    (reason === byCode ? 3 : 0) +
    ((class_ === 'temporary' && PASSES.has(reason)) || (class_ === 'permanent' && !PASSES.has(reason))
      ? 3
      : 0)
  );
}

/** The reasons that pass by themselves. */
const PASSES: ReadonlySet<ReasonId> = new Set(
  [...reasons.values()].filter(({ retry }) => retry === 'yes' || retry === 'later').map(({ id }) => id),
);

/**
 * Words without what is no word of the server: the frame that Postfix puts before the cause, and what stands after the
 * quoted reply (`Giving up on 192.0.2.1.`).
 */
export function generalWords(words: string): string {
  let [start, end] = [0, words.length];
  for (const frame of FRAMES) {
    const at = words.indexOf(frame);
    start = at < 0 ? start : at + frame.length;
  }
  for (const phrase of AFTER_REPLY) {
    const at = words.indexOf(phrase, start + 1);
    end = at > 0 && at < end ? at : end;
  }
  return words.slice(start, end);
}

/** In lower case: whatever is refused after RCPT or DATA, Postfix says so first. */
const FRAMES = ['recipient address rejected: ', 'data command rejected: '];

/** In lower case: Postfix's and qmail's own words after a reply, and the answer to the command after a refused one. */
const AFTER_REPLY = [
  ' (in reply to ',
  ' giving up on ',
  " i'm not going to try again",
  ...[...replyCodes.values()].filter(({ followsRefusal }) => followsRefusal).map(({ code }) => ` ${code} `),
];
