import { bracketEnd, bracketMark } from './brackets';
import { joinedStart } from './joined';
import { wordMarkAt, wordMarkEnd } from './marks';
import { ALL, BRACKET, block, classify, LESS, telling, wordStart } from './units';

/**
 * The shape of a message: what is left of it once the words that no reader looks into are marks. Two messages of one
 * shape are read alike, place by place.
 *
 *     4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, … dsn=5.1.1, status=bounced (…
 *     ●: to=<●>, relay=●[●]:●, … dsn=5.1.1, status=bounced (…
 */
export const shape: usize = memory.data(8192 + 64, 16);
export let shapeLength: i32 = 0;

/** Where the marked words stand, and the mark of each. */
export const markStarts: usize = memory.data(64 * 4, 16);
export const markEnds: usize = memory.data(64 * 4, 16);
export const marks: usize = memory.data(64, 16);
export let markCount: i32 = 0;

const MOST_MARKS = 64;

let to: usize = 0;
/** How far the message has been put. */
export let shaped: usize = 0;
let message: usize = 0;

/** Begins the shape of a message with its tag, which has no byte that is 0. */
export function startShape(tagStart: usize, tagEnd: usize, start: usize): void {
  to = copy(shape, tagStart, tagEnd);
  store<u8>(to++, 0);
  shaped = start;
  message = start;
  markCount = 0;
  classify(start);
}

/**
 * Goes on with the shape to the end of the message, or once it is so long to the next word that may get a mark. `false`
 * where there are too many words for a shape. A byte that belongs to no word stands at the end.
 */
export function goOn(end: usize, most: usize): bool {
  const enough = shape + most;
  // In locals: the globals of a module are in memory.
  let into = to;
  let at = shaped;
  let count = markCount;
  while (true) {
    if (at < block) {
      classify(at);
    }
    let ahead = at - block < 64 ? telling & (ALL << (at - block)) : 0;
    while (ahead === 0 && block + 64 < end) {
      classify(max(at, block + 64));
      ahead = telling;
    }
    const event = ahead === 0 ? end : block + <usize>ctz(ahead);
    if (event >= end) {
      into = copy(into, at, end);
      at = end;
      break;
    }
    const unit = load<u8>(event);
    const isBracket = unit === LESS || unit === BRACKET;
    const start = isBracket ? event + 1 : joinedStart(max(at, wordStart(event, at)), at);
    into = copy(into, at, start);
    at = start;
    if (into >= enough) {
      break;
    }
    const mark = isBracket ? bracketMark(unit, start) : wordMarkAt(start, start === message);
    const close = isBracket ? bracketEnd : wordMarkEnd;
    if (mark !== 0) {
      if (count === MOST_MARKS) {
        return false;
      }
      store<u32>(markStarts + ((<usize>count) << 2), <u32>start);
      store<u32>(markEnds + ((<usize>count) << 2), <u32>close);
      store<u8>(marks + <usize>count, mark);
      count++;
      store<u8>(into, mark);
      into++;
      at = close;
    } else {
      into = copy(into, start, close);
      at = close;
    }
  }
  store<u64>(into, 0);
  store<u64>(into, 0, 8);
  to = into;
  shaped = at;
  markCount = count;
  shapeLength = <i32>(into - shape);
  return true;
}

/** Copies what stands between two places. Returns where the copy ends. */
function copy(into: usize, from: usize, until: usize): usize {
  const length = until - from;
  v128.store(into, v128.load(from));
  v128.store(into, v128.load(from, 16), 16);
  if (length > 32) {
    copyRest(into, from, length);
  }
  return into + length;
}

function copyRest(into: usize, from: usize, length: usize): void {
  for (let at: usize = 32; at < length; at += 16) {
    v128.store(into + at, v128.load(from + at));
  }
}
