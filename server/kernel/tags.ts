import { add, clear, FACTOR, find, hashOf, hasRoom, table } from './table';
import { firstUnits, putPadded } from './units';

export const MOST_TAGS = 1024;
const TAG_BYTES = 1 << 16;
/** Lines with a longer tag have no shape. */
export const LONGEST_TAG: usize = 96;

/** The tags that are known: `postfix/smtpd`. */
const tags = table(MOST_TAGS, TAG_BYTES, memory.data((MOST_TAGS << 5) + TAG_BYTES, 16));
const tag: usize = memory.data(128, 16);

/** Tags met lately, each with zeros up to 32 bytes and its number, where a hash of its last eight bytes leads. */
const LATEST_BYTES: usize = 48;
const latest: usize = memory.data(64 * 48, 16);

export function clearTags(): void {
  clear(tags);
  memory.fill(latest, 0, 64 * LATEST_BYTES);
}

export function isRoomForTag(): bool {
  return hasRoom(tags, <i32>LONGEST_TAG);
}

/** As `tagNumberOf`, which need not be asked for most lines: programs are few, and take turns. */
export function tagNumber(start: usize, end: usize): i32 {
  if (end - start > 32) {
    return tagNumberOf(start, end);
  }
  const place = latest + <usize>((load<u64>(end - 8) * FACTOR) >> 58) * LATEST_BYTES;
  const first = firstUnits(start, end, 0);
  const rest = firstUnits(start, end, 16);
  const differs = v128.or(v128.xor(v128.load(place), first), v128.xor(v128.load(place, 16), rest));
  if (!v128.any_true(differs)) {
    return load<i32>(place, 32);
  }
  const number = tagNumberOf(start, end);
  if (number >= 0) {
    v128.store(place, first);
    v128.store(place, rest, 16);
    store<i32>(place, number, 32);
  }
  return number;
}

/** The number of a tag, or -1. */
export function tagNumberOf(start: usize, end: usize): i32 {
  const length = <i32>putPadded(tag, start, end);
  return find(tags, tag, length, hashOf(tag, length));
}

/** The number of a tag, which is given the next one if it is new. There must be room. */
export function addTag(start: usize, end: usize): i32 {
  const known = tagNumberOf(start, end);
  const length = <i32>(end - start);
  return known < 0 ? add(tags, tag, length, hashOf(tag, length)) : known;
}
