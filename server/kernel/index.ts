import { messageStart, readHead, tagEnd, tagStart } from './head';
import { CARRIAGE, feed, findEnd, isOdd } from './lines';
import { addAttempt, clearRows, isRoomForLine, putTold, putUnclear } from './rows';
import { putShape, shape, shaped, shapeLength } from './shape';
import { hashOf } from './table';
import { LONGEST_TAG } from './tags';
import { add, clearTree, find, MOST_SHAPES, walk } from './tree';

export { markCount, markEnds, markStarts } from './marked';
export { fours, shorts, sixes, threes, twos } from './pieces';
export {
  clearNames,
  clearVariants,
  domainCounts,
  domains,
  forgetHour,
  isRoomForNames,
  relayCounts,
  relays,
  rowCount,
  rows,
  settled,
  settledCount,
  sinceRow,
} from './rows';

/** So many bytes can be put at `input`. */
export const INPUT_BYTES = 1 << 19;
const SHAPE_BYTES = 72;
/** Longer lines are read one by one: what a reader finds may depend on how far it looks. */
const LONGEST_LINE: usize = 1000;
const LONGEST_SHAPE: usize = 8192;
/** Where the beginning of a message may tell that nothing is counted: behind so many bytes of its shape. */
const FIRST_LOOK: usize = 11;
const SECOND_LOOK: usize = 20;
/** What is to be done about lines of a shape; see `ACTION` of log/shapes/kernel.ts. */
const NOTHING = 0;
const READ = 2;
const TOLD = 3;

/** Where whole lines are put to be read. */
export const input: usize = memory.data(INPUT_BYTES + 128, 16);
/** What is known of each shape; see `SHAPE` of log/shapes/kernel.ts. */
export const records: usize = memory.data(MOST_SHAPES * SHAPE_BYTES, 16);

/** Hashes of shapes that came once: most never come again. */
const seen: usize = memory.data(4 << 16, 16);

/** How many lines were counted by their shapes since `restart`, and the last of them that has a time, or 0. */
export let counted: i32 = 0;
export let lastTimed: usize = 0;
/** The number of the shape of the line read last, or -1. */
export let lastShape: i32 = -1;
/** The shape of the line where `scan` stopped came before and is not known: where its message begins and ends, or 0. */
export let unknownStart: usize = 0;
export let unknownEnd: usize = 0;

export function restart(): void {
  counted = 0;
  lastTimed = 0;
}

export function clearShapes(): void {
  clearTree();
  memory.fill(seen, 0, 4 << 16);
}

/**
 * Reads whole lines from `from` to `end`. Returns where it stopped: at the end, where the rows have to be taken first, or
 * at a line whose shape has to be made known first.
 */
export function scan(from: usize, end: usize): usize {
  clearRows();
  unknownStart = 0;
  let line = from;
  while (line < end && isRoomForLine()) {
    findEnd(line);
    const next = feed + 1;
    const lineEnd = feed > line && load<u8>(feed - 1) === CARRIAGE ? feed - 1 : feed;
    const number =
      !isOdd && lineEnd - line <= LONGEST_LINE && readHead(line, lineEnd) ? shapeNumber(lineEnd) : -1;
    lastShape = number;
    if (unknownStart !== 0) {
      return line;
    }
    const record = records + <usize>number * SHAPE_BYTES;
    const action = number < 0 ? READ : load<i32>(record);
    if (action === READ) {
      putUnclear(line, next, counted);
    } else {
      store<i32>(record, load<i32>(record, 4) + 1, 4);
      lastTimed = action === NOTHING ? lastTimed : line;
      if (action > TOLD) {
        addAttempt(number, record + 8, line, lineEnd, action);
      } else if (action === TOLD) {
        putTold(number, record + 8, line, next, counted);
      }
      counted++;
    }
    line = next;
  }
  return line;
}

/** The number of the shape of the message just found, or of its beginning where that is enough; -1 for neither. */
function shapeNumber(end: usize): i32 {
  if (tagEnd - tagStart > LONGEST_TAG) {
    return -1;
  }
  const known = walk(tagStart, tagEnd, messageStart, end);
  if (known >= 0 || !putShape(tagStart, tagEnd, messageStart, end, LONGEST_SHAPE)) {
    return known;
  }
  const number = find(shape, shapeLength);
  if (number < 0) {
    const hash = hashOf(shape, shapeLength);
    const place = seen + ((<usize>(hash >> 48)) << 2);
    if (load<u32>(place) === <u32>hash) {
      unknownStart = messageStart;
      unknownEnd = end;
    }
    store<u32>(place, <u32>hash);
  }
  return number;
}

/** Makes the shape of the line where `scan` stopped known. Returns its number; -1 where there is no room. */
export function addShape(): i32 {
  return add(shape, shapeLength, false);
}

/** Where the message's beginning ends at the first or second look; `addBeginning` makes it known. */
export function beginningEnd(isFirst: bool): usize {
  putShape(tagStart, tagEnd, messageStart, unknownEnd, isFirst ? FIRST_LOOK : SECOND_LOOK);
  return shaped;
}

/** Makes the shape of the message's beginning known: what follows is not looked at. */
export function addBeginning(): i32 {
  return add(shape, shapeLength, true);
}
