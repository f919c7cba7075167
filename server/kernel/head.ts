import { areAlike, BLANK, BRACKET, CLOSE, COLON, DOT, endOfUnits, isDigit, MINUS, PLUS, ZERO } from './units';

/** What `readHead` saw: where the hour ends, the tag, and the message behind it. */
export let hourEnd: usize = 0;
export let tagStart: usize = 0;
export let tagEnd: usize = 0;
export let messageStart: usize = 0;

/**
 * Reads the plainest head that syslog writes, as `glanceAtHead` of syslog-tag.ts does, but for its digits, which have
 * to be some: `Nov 23 15:39:02 mx01 postfix/smtpd[917]: `. `false` for any other. A line feed stands at `end`.
 */
export function readHead(line: usize, end: usize): bool {
  if (!readTimeAndHost(line, end)) {
    return false;
  }
  tagEnd = tagEndFrom(tagStart);
  let at = tagEnd;
  if (load<u8>(at) === BRACKET) {
    const digits = at + 1;
    at = endOfUnits(digits, ZERO, ZERO + 9);
    if (at === digits || load<u8>(at) !== CLOSE) {
      return false;
    }
    at++;
  }
  messageStart = at + 2;
  return (
    tagEnd - tagStart >= 2 &&
    load<u8>(at) === COLON &&
    load<u8>(at + 1) === BLANK &&
    messageStart <= end &&
    load<u8>(messageStart) !== BRACKET &&
    !isRepeated(messageStart)
  );
}

/** The time and the host of a line read before, and how long these and what ends with the hour are. */
const latest: usize = memory.data(32, 16);
let latestLength: usize = 0;
let latestHour: usize = 0;

/** Many lines have both of the line before. */
function readTimeAndHost(line: usize, end: usize): bool {
  if (latestLength > 0 && areAlike(line, latest, latestLength)) {
    hourEnd = line + latestHour;
    tagStart = line + latestLength;
    return true;
  }
  const timeEnd = readTime(line, end);
  if (timeEnd === 0) {
    return false;
  }
  const at = endOfUnits(timeEnd + 1, BLANK + 1, 0xff);
  // A tag without a host, or no blank.
  if (load<u8>(at) !== BLANK || load<u8>(at - 1) === COLON) {
    return false;
  }
  tagStart = at + 1;
  latestLength = tagStart - line > 32 ? 0 : tagStart - line;
  latestHour = hourEnd - line;
  memory.copy(latest, line, 32);
  return true;
}

/** The next unit that is none of a tag's. */
function tagEndFrom(from: usize): usize {
  let at = from;
  while (true) {
    const units = v128.load(at);
    const ends = v128.or(i8x16.eq(units, i8x16.splat(BRACKET)), i8x16.eq(units, i8x16.splat(COLON)));
    const found = i8x16.bitmask(v128.or(ends, i8x16.le_u(units, i8x16.splat(BLANK))));
    if (found !== 0) {
      return at + ctz(found);
    }
    at += 16;
  }
}

/** Where the time stamp ends, or 0. */
function readTime(line: usize, end: usize): usize {
  if (end - line < SHORTEST) {
    return 0;
  }
  // `Nov 23 15:39:02 `
  if (load<u8>(line + 3) === BLANK) {
    hourEnd = line + 9;
    return isUpper(line) &&
      (isDigit(line + 4) || load<u8>(line + 4) === BLANK) &&
      isDigit(line + 5) &&
      load<u8>(line + 6) === BLANK &&
      isClock(line + 7)
      ? fractionEnd(line + 15)
      : 0;
  }
  // `2026-11-23T15:39:02.123456+01:00 `
  if (
    load<u8>(line + 4) !== MINUS ||
    load<u8>(line + 7) !== MINUS ||
    load<u8>(line + 10) !== LETTER_T ||
    !isDigit(line) ||
    !isDigit(line + 1) ||
    !isDigit(line + 2) ||
    !isDigit(line + 3) ||
    !isDigit(line + 5) ||
    !isDigit(line + 6) ||
    !isDigit(line + 8) ||
    !isDigit(line + 9) ||
    !isClock(line + 11)
  ) {
    return 0;
  }
  hourEnd = line + 13;
  let at = line + 19;
  const last = line + 40;
  while (at <= last && isTimeUnit(load<u8>(at))) {
    at++;
  }
  // Nine decimals are docker's.
  return load<u8>(at) === BLANK && !(load<u8>(at - 11) === DOT && load<u8>(at - 1) === LETTER_Z) ? at : 0;
}

/** `15:39:02` */
function isClock(at: usize): bool {
  return (
    isDigit(at) &&
    isDigit(at + 1) &&
    load<u8>(at + 2) === COLON &&
    isDigit(at + 3) &&
    isDigit(at + 4) &&
    load<u8>(at + 5) === COLON &&
    isDigit(at + 6) &&
    isDigit(at + 7)
  );
}

/** `15:39:02` is followed by a blank, or by `.123456`. */
function fractionEnd(from: usize): usize {
  let at = from;
  if (load<u8>(at) === DOT) {
    at++;
    while (isDigit(at) && at < from + 10) {
      at++;
    }
  }
  return load<u8>(at) === BLANK ? at : 0;
}

function isTimeUnit(unit: u8): bool {
  return (
    <u8>(unit - ZERO) <= 9 ||
    unit === DOT ||
    unit === PLUS ||
    unit === COLON ||
    unit === MINUS ||
    unit === LETTER_Z
  );
}

/** `message repeated 3 times: [ … ]` */
function isRepeated(at: usize): bool {
  return load<u32>(at) === 0x7373656d && load<u32>(at + 4) === 0x20656761 && load<u8>(at + 8) === 0x72;
}

function isUpper(at: usize): bool {
  return <u8>(load<u8>(at) - 0x41) < 26;
}

/** Of a line with a head. */
const SHORTEST: usize = 20;
const LETTER_T: u8 = 0x54;
const LETTER_Z: u8 = 0x5a;
