import { joinedStart } from './joined';
import { isRoomForMark, keepMarks, putMark } from './marked';
import { isOpening, markAt, markEnd } from './marks';
import { TAG_END } from './tree';
import { nextTelling, wordStart } from './units';

/**
 * The shape of a message: what is left of it once the words that no reader looks into are marks. Two messages of one
 * shape are read alike, place by place.
 *
 *     4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, … dsn=5.1.1, status=bounced (…
 *     ●: to=<●>, relay=●[●]:●, … dsn=5.1.1, status=bounced (…
 */
export const shape: usize = memory.data(8192 + 64, 16);
export let shapeLength: i32 = 0;
/** How far the message has been put: where it goes on. */
export let shaped: usize = 0;

/**
 * Puts the shape of a message, or of its beginning: that ends where the next word may get a mark once it is so long.
 * `false` where there are too many words for a shape. A byte that belongs to no word stands at the end.
 */
export function putShape(tagStart: usize, tagEnd: usize, message: usize, end: usize, most: usize): bool {
  let into = copy(shape, tagStart, tagEnd);
  store<u8>(into++, TAG_END);
  const enough = into + most;
  let at = message;
  let count = 0;
  while (true) {
    const telling = nextTelling(at, end);
    if (telling >= end) {
      into = copy(into, at, end);
      at = end;
      break;
    }
    const from = isOpening(load<u8>(telling)) ? telling + 1 : joinedStart(wordStart(telling, at), at);
    into = copy(into, at, from);
    at = from;
    if (into >= enough) {
      break;
    }
    const mark = markAt(from, from === message);
    if (mark === 0) {
      at = max(markEnd, telling + 1);
      into = copy(into, from, at);
    } else if (isRoomForMark(count)) {
      count = putMark(count, mark, from, markEnd);
      store<u8>(into++, mark);
      at = markEnd;
    } else {
      return false;
    }
  }
  v128.store(into, i8x16.splat(0));
  v128.store(into, i8x16.splat(0), 16);
  keepMarks(count);
  shaped = at;
  shapeLength = <i32>(into - shape);
  return true;
}

/** Copies what stands between two places. Returns where the copy ends. */
function copy(into: usize, from: usize, until: usize): usize {
  memory.copy(into, from, until - from);
  return into + (until - from);
}
