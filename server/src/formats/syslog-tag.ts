import { standsAt } from './format';
import { isDockersTime, syslogTimeEnd } from './syslog-time';

/**
 * The tag between two places as a string that is the same object each time: a log has few tags and many lines, and
 * cutting out and comparing each anew would cost more than reading the line. Tags of one length and one hash are
 * taken for the same: two in four thousand million.
 */
export function tagAt(line: string, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at++) {
    hash = (Math.imul(hash, 31) + line.charCodeAt(at)) | 0;
  }
  return knownTag(line, start, end, hash);
}

function knownTag(line: string, start: number, end: number, hash: number): string {
  const slot = hash & (KNOWN_TAGS - 1);
  const known = knownTags[slot];
  if (known !== undefined && knownHashes[slot] === hash && known.length === end - start) {
    return known;
  }
  // The detour makes a copy: a mere slice would keep the whole log in memory for as long as the tag is known.
  const tag = ` ${line.slice(start, end)}`.slice(1);
  knownTags[slot] = tag;
  knownHashes[slot] = hash;
  return tag;
}

const KNOWN_TAGS = 256;
const knownTags: (string | undefined)[] = new Array(KNOWN_TAGS).fill(undefined);
const knownHashes = new Int32Array(KNOWN_TAGS);

/** What `glanceAtHead` saw. */
export const glanced = { program: '' };

/**
 * Where the message begins in a line from `start` to `end` of a text, behind the plainest head that syslog writes:
 * `Nov 23 15:39:02 mx01 postfix/smtpd[917]: `. -1 for any other, which `readWrapper` may know. The tag is left in
 * `glanced`. Every unit up to there is looked at, so that none belongs to the next line.
 */
export function glanceAtHead(text: string, start: number, end: number): number {
  const timeEnd = syslogTimeEnd(text, start);
  if (timeEnd < 0 || isDockersTime(text, timeEnd)) {
    return -1;
  }
  let at = timeEnd + 1;
  while (text.charCodeAt(at) > BLANK) {
    at++;
  }
  // A tag without a host, or no blank.
  if (text.charCodeAt(at) !== BLANK || text.charCodeAt(at - 1) === COLON) {
    return -1;
  }
  const tagStart = at + 1;
  let hash = 0;
  let unit = text.charCodeAt(++at);
  while (unit !== BRACKET && unit !== COLON && unit > BLANK) {
    hash = (Math.imul(hash, 31) + unit) | 0;
    unit = text.charCodeAt(++at);
  }
  const tagEnd = at;
  const colon = unit === BRACKET ? behindProcessId(text, at + 1) : at;
  const first = text.charCodeAt(colon + 2);
  if (
    tagEnd - tagStart < 2 ||
    text.charCodeAt(colon) !== COLON ||
    text.charCodeAt(colon + 1) !== BLANK ||
    colon + 2 > end ||
    first === BRACKET ||
    (first === LETTER_M && standsAt(text, 'message repeated ', colon + 2))
  ) {
    return -1;
  }
  glanced.program = knownTag(text, tagStart, tagEnd, hash);
  return colon + 2;
}

/** Behind `917]`; -1 where something else stands. */
function behindProcessId(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= ZERO + 9) {
    at++;
  }
  return at > from && text.charCodeAt(at) === CLOSE ? at + 1 : -1;
}

const BLANK = 0x20;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET = 0x5b;
const CLOSE = 0x5d;
const LETTER_M = 0x6d;
