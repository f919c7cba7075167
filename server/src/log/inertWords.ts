import { LONGEST_TEXT } from '../smtp/replyText';
import { lowerAscii } from './nameCounts';
import { piecesInText } from './patternPieces';
import { UnitRun } from './unitRuns';

/**
 * Adds a reply's text in which words that no pattern of the catalogue can touch (addresses, hosts, numbers, ids) are
 * replaced by a mark: texts that are alike then have the same reason. A word stays where some pattern's piece might
 * lie across it, or where it could be read as a code.
 */
export function addWithoutInertWords(text: string, into: UnitRun): void {
  if (!putInLowerCase(text)) {
    into.addText(text);
    return;
  }
  const { units, length } = original;
  let done = 0;
  let isFirst = true;
  for (let at = 0; at < length; at++) {
    const start = at;
    let kinds = 0;
    let ats = 0;
    for (let kind = kindOf(units[at] as number); kind !== 0; kind = kindOf(units[at] as number)) {
      kinds |= kind;
      ats += kind === AT ? 1 : 0;
      at++;
    }
    // The first word may be the reply's code.
    const mark = isFirst || at - start < SHORTEST || mayBeStatus(start) ? 0 : markOf(kinds, ats);
    isFirst = false;
    if (mark !== 0 && !piecesInText().mayTouch(lowered, start, at)) {
      into.addRun(original, done, start);
      into.add(mark);
      done = at;
    }
  }
  into.addRun(original, done, length);
}

/** The text that is being looked at, and the same in lower case. No text is longer: see `plainReplyText`. */
const original = new UnitRun(LONGEST_TEXT + 1);
const lowered = new UnitRun(LONGEST_TEXT + 1);

/** Whether the text in lower case has the same places. */
function putInLowerCase(text: string): boolean {
  const length = Math.min(text.length, LONGEST_TEXT);
  const { units } = original;
  let all = 0;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    units[at] = unit;
    lowered.units[at] = lowerAscii(unit);
    all |= unit;
  }
  units[length] = 0;
  original.length = length;
  lowered.length = length;
  if (all < 0x80) {
    return true;
  }
  const plain = text.toLowerCase();
  lowered.clear();
  lowered.addText(plain);
  return plain.length === text.length;
}

/** `5.1.1`, or what stands behind it in `550-5.1.1_no`. */
function mayBeStatus(start: number): boolean {
  const first = original.units[start];
  return original.units[start + 1] === DOT && (first === 0x32 || first === 0x34 || first === 0x35);
}

/**
 * What stands for a word of these units: one mark for addresses, `alice@example.net`, another for hosts and numbers,
 * `mx1.example.net`, `4F1A2B3C4D`. 0 for a plain word, and one with two `@`: they stay.
 */
function markOf(kinds: number, ats: number): number {
  return ats > 0 ? (ats === 1 ? ADDRESS : 0) : kinds & NUMBER ? HOST_OR_NUMBER : 0;
}

const ADDRESS = 2;
const HOST_OR_NUMBER = 1;
const SHORTEST = 5;
const LETTER = 1;
const NUMBER = 2;
const AT = 4;
const DOT = 0x2e;

/** What a unit is in a word; 0 between words. */
function kindOf(unit: number): number {
  return unit < 0x80 ? (WORD_UNITS[unit] as number) : 0;
}

const WORD_UNITS = new Uint8Array(128);
for (const [units, kind] of [
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-', LETTER],
  ['0123456789.', NUMBER],
  ['@', AT],
] as const) {
  for (const unit of units) {
    WORD_UNITS[unit.charCodeAt(0)] = kind;
  }
}
