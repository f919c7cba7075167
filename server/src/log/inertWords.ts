import { LONGEST_TEXT } from '../smtp/replyText';
import { lowerAscii } from './nameCounts';
import { piecesInText } from './patternPieces';
import { UnitRun } from './unitRuns';

/**
 * Adds a reply's text in which addresses, which no pattern of the catalogue sees (`withoutAddresses`), and words that
 * none can touch (hosts, numbers, ids) are replaced by marks: texts that are alike then have the same reason. A word
 * stays where some pattern's piece might lie across it, or where it could be read as a code.
 */
export function addWithoutInertWords(text: string, into: UnitRun): void {
  if (!putInLowerCase(text)) {
    into.addText(text);
    return;
  }
  const { units, length } = original;
  let done = 0;
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
    if (start === 0 || mayBeStatus(start)) {
      continue;
    }
    if (ats > 0) {
      into.addRun(original, done, start);
      for (; ats > 0; ats--) {
        into.add(ADDRESS);
      }
      done = at;
    } else if (kinds & NUMBER) {
      done = addWords(start, at, done, into);
    }
  }
  into.addRun(original, done, length);
}

/** Adds what is not `done` before the inert words of `name=mx1.example.net`, and marks for these; returns what is. */
function addWords(start: number, end: number, before: number, into: UnitRun): number {
  const { units } = original;
  let done = before;
  for (let at = start; at < end; at++) {
    const wordStart = at;
    let kinds = 0;
    for (
      let kind = kindOf(units[at] as number);
      at < end && kind < JOINT;
      kind = kindOf(units[at] as number)
    ) {
      kinds |= kind;
      at++;
    }
    if (
      at - wordStart >= SHORTEST &&
      kinds & NUMBER &&
      !mayBeStatus(wordStart) &&
      !piecesInText().mayTouch(lowered, wordStart, at)
    ) {
      into.addRun(original, done, wordStart);
      into.add(HOST_OR_NUMBER);
      done = at;
    }
  }
  return done;
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

/** `5.1.1`, also in `5.1.1_no_such_user`; `5.7.26.1` is an address. */
function mayBeStatus(start: number): boolean {
  const { units } = original;
  const first = units[start];
  if (units[start + 1] !== DOT || (first !== 0x32 && first !== 0x34 && first !== 0x35)) {
    return false;
  }
  let at = start + 1;
  let dots = 0;
  while (kindOf(units[at] as number) === NUMBER) {
    dots += units[at] === DOT ? 1 : 0;
    at++;
  }
  return dots !== 3 || kindOf(units[at] as number) !== 0;
}

/** What stands for `alice@example.net`, and for `mx1.example.net` or `4F1A2B3C4D`. */
const ADDRESS = 2;
const HOST_OR_NUMBER = 1;

const SHORTEST = 5;
const LETTER = 1;
const NUMBER = 2;
const AT = 4;
const JOINT = 8;
const DOT = 0x2e;

/** What a unit is in an address or a word; 0 between them. */
function kindOf(unit: number): number {
  return unit < 0x80 ? (KINDS[unit] as number) : LETTER;
}

const KINDS = new Uint8Array(128);
for (const [units, kind] of [
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-', LETTER],
  ['0123456789.', NUMBER],
  ['@', AT],
  ['+=', JOINT],
] as const) {
  for (const unit of units) {
    KINDS[unit.charCodeAt(0)] = kind;
  }
}
