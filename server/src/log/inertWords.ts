import { LONGEST_TEXT } from '../smtp/replyText';
import { lowerAscii } from './nameCounts';
import { piecesInText } from './patternPieces';
import { UnitRun } from './unitRuns';

/**
 * Adds a reply's text in which addresses, which no pattern of the catalogue sees (`withoutAddresses`), and words what
 * none can touch of words (hosts, numbers, ids) are replaced by marks: texts that are alike then have the same reason. A
 * word stays where it could be read as a code.
 */
export function addWithoutInertWords(text: string, into: UnitRun): void {
  putInLowerCase(text);
  const { units, length } = words;
  let done = 0;
  for (let at = 0; at < length; at++) {
    const start = at;
    let kinds = 0;
    let ats = 0;
    for (let kind = kindAt(at); kind !== 0; kind = kindAt(at)) {
      kinds |= kind;
      ats += kind === AT ? 1 : 0;
      at++;
    }
    // The first word may be the reply's code.
    if (start === 0 || mayBeStatus(units, start)) {
      continue;
    }
    if (ats > 0) {
      into.addRun(words, done, start);
      for (; ats > 0; ats--) {
        into.add(ADDRESS);
      }
      done = at;
    } else if (kinds & NUMBER) {
      done = addWords(start, at, done, into);
    }
  }
  into.addRun(words, done, length);
}

/** Adds what is not `done` before the words of `name=mx1.example.net`, and what may count of these; returns what is. */
function addWords(start: number, end: number, before: number, into: UnitRun): number {
  let done = before;
  for (let at = start; at < end; at++) {
    const wordStart = at;
    let kinds = 0;
    for (let kind = kindAt(at); at < end && kind < JOINT; kind = kindAt(at)) {
      kinds |= kind;
      at++;
    }
    if (at - wordStart >= SHORTEST && kinds & NUMBER && !mayBeStatus(words.units, wordStart)) {
      into.addRun(words, done, wordStart);
      piecesInText().addTouched(words, wordStart, at, into, HOST_OR_NUMBER);
      done = at;
    }
  }
  return done;
}

/** The text that is being looked at, in lower case, as patterns are. */
const words = new UnitRun(2 * LONGEST_TEXT);

function putInLowerCase(text: string): void {
  const { units } = words;
  let all = 0;
  for (let at = 0; at < text.length && at < LONGEST_TEXT; at++) {
    const unit = text.charCodeAt(at);
    units[at] = lowerAscii(unit);
    all |= unit;
  }
  words.length = Math.min(text.length, LONGEST_TEXT);
  if (all >= 0x80) {
    words.clear();
    words.addText(text.toLowerCase());
  }
}

/** `5.1.1`, also in `5.1.1_no_such_user`; `5.7.26.1` is an address. */
function mayBeStatus(units: Uint16Array, start: number): boolean {
  const first = units[start];
  if (units[start + 1] !== DOT || (first !== 0x32 && first !== 0x34 && first !== 0x35)) {
    return false;
  }
  let at = start + 1;
  let dots = 0;
  while (kindAt(at) === NUMBER) {
    dots += units[at] === DOT ? 1 : 0;
    at++;
  }
  return dots !== 3 || kindAt(at) !== 0;
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

/** What the unit at a place is in an address or a word; 0 between them and at the end. */
function kindAt(at: number): number {
  const unit = at < words.length ? (words.units[at] as number) : 0;
  return unit < 0x80 ? (KINDS[unit] as number) : LETTER;
}

const KINDS = new Uint8Array(128);
for (const [units, kind] of [
  ['abcdefghijklmnopqrstuvwxyz_-', LETTER],
  ['0123456789.', NUMBER],
  ['@', AT],
  ['+=', JOINT],
] as const) {
  for (const unit of units) {
    KINDS[unit.charCodeAt(0)] = kind;
  }
}
