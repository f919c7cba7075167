import { keepMarks, putMark } from './marked';
import { markAt, markEnd } from './marks';
import { addTag, clearTags, isRoomForTag, MOST_TAGS, tagNumber, tagNumberOf } from './tags';

/** A node, with the edge that leads to it: a run of bytes as they stand in a line, or one sign. */
@unmanaged
class Node {
  /** Where the bytes of the run stand, and how many they are; none for a sign. */
  run: usize;
  length: i32;
  /** The first byte of the run, or the sign. */
  first: u32;
  /** The next of the nodes from one place that are found together. */
  beside: Node | null;
  /** The first node behind it with a sign. Those with runs are in slots behind this record and the run's head, by their first bytes. */
  signs: Node | null;
  /** The number of the shape that ends here, from 1, and of the beginning that is enough, whatever follows; 0 for none. */
  ends: i32;
  begins: i32;
  /** A bit for each of the first sixteen bytes of the run, which stand behind this. */
  wanted: i32;
}

const HEAD: usize = 32;
const SLOTS_AT: usize = 48;
const SLOTS: usize = 8;
const NODE_BYTES: usize = 80;
const MOST_NODES = 1 << 16;
export const MOST_SHAPES = 16384;
const ARENA_BYTES: usize = 1 << 22;
/** Behind the tag; every mark is a sign, too. */
export const TAG_END: u8 = 0;
const FIRST_MARK: u8 = 0x80;

/**
 * The shapes that are known, as a tree for each tag: those that begin alike share the way to where they differ. No two
 * runs from one node begin with the same byte. The first nodes are those of the tags, by their numbers.
 */
const nodes: usize = memory.data(MOST_NODES * 80, 16);
const arena: usize = memory.data(1 << 22, 16);
let nodeCount: i32 = MOST_TAGS;
let used: usize = 0;
let size: i32 = 0;

export function clearTree(): void {
  memory.fill(nodes, 0, <usize>nodeCount * NODE_BYTES);
  clearTags();
  nodeCount = MOST_TAGS;
  used = 0;
  size = 0;
}

/** The node of the tag with a number; `null` for -1. */
function nodeOfTag(number: i32): Node | null {
  return number < 0 ? null : changetype<Node>(nodes + <usize>number * NODE_BYTES);
}

/**
 * The number of the shape of a message, or of its beginning where that is enough; -1 where the way is not known. Marks
 * are put for the words on it.
 */
export function walk(tagStart: usize, tagEnd: usize, message: usize, end: usize): i32 {
  let next = nodeOfTag(tagNumber(tagStart, tagEnd));
  let at = message;
  let count = 0;
  // Where a word that might have a mark was taken as it stands.
  let other: Node | null = null;
  let otherAt: usize = 0;
  let otherCount = 0;
  while (next !== null) {
    const node = next;
    if (node.begins !== 0) {
      return node.begins - 1;
    }
    if (at === end && node.ends !== 0) {
      keepMarks(count);
      return node.ends - 1;
    }
    next = at < end ? runAt(node, at) : null;
    if (next !== null) {
      if (node.signs !== null) {
        other = node;
        otherAt = at;
        otherCount = count;
      }
      at += <usize>next.length;
      continue;
    }
    next = markedAt(node, at, message);
    if (next === null && other !== null) {
      at = otherAt;
      count = otherCount;
      next = markedAt(other, at, message);
      other = null;
    }
    if (next !== null) {
      count = putMark(count, <u8>next.first, at, markEnd);
      at = markEnd;
    }
  }
  return -1;
}

function markedAt(node: Node, at: usize, message: usize): Node | null {
  if (node.signs === null) {
    return null;
  }
  const mark = markAt(at, at === message);
  return mark === 0 ? null : signOf(node, mark);
}

function signOf(node: Node, sign: u8): Node | null {
  let found = node.signs;
  while (found !== null && found.first !== sign) {
    found = found.beside;
  }
  return found;
}

/** Where the first node with a run that begins like this is kept. */
function slotOf(node: Node, first: u8): usize {
  return changetype<usize>(node) + SLOTS_AT + ((<usize>first & (SLOTS - 1)) << 2);
}

function runFrom(node: Node, first: u8): Node | null {
  let found = changetype<Node | null>(load<usize>(slotOf(node, first)));
  while (found !== null && found.first !== first) {
    found = found.beside;
  }
  return found;
}

/** The node behind the run that stands at a place, if there is one. */
function runAt(node: Node, at: usize): Node | null {
  const found = runFrom(node, load<u8>(at));
  if (found === null) {
    return null;
  }
  const wanted = found.wanted;
  const alike = i8x16.bitmask(i8x16.eq(v128.load(changetype<usize>(found), HEAD), v128.load(at)));
  return (alike & wanted) === wanted && (found.length <= 16 || isRestAt(found, at)) ? found : null;
}

/** Whether what is behind the first sixteen bytes of the run stands behind those at a place. */
function isRestAt(node: Node, at: usize): bool {
  const run = node.run;
  const length = node.length;
  for (let from = 16; from < length; from += 16) {
    const alike = i8x16.bitmask(i8x16.eq(v128.load(run + from), v128.load(at + from)));
    const wanted = firstBits(length - from);
    if ((alike & wanted) !== wanted) {
      return false;
    }
  }
  return true;
}

/** A bit for each of so many bytes, of sixteen at most. */
function firstBits(count: i32): i32 {
  return 0xffff >> max(0, 16 - count);
}

/** How many bytes of the run, up to the last, stand at a place too. */
function sharedWith(node: Node, place: usize, last: i32): i32 {
  const run = node.run;
  for (let at: i32 = 0; at < last; at += 16) {
    const differ = ~i8x16.bitmask(i8x16.eq(v128.load(run + at), v128.load(place + at))) & 0xffff;
    if (differ !== 0) {
      return min(last, at + ctz(differ));
    }
  }
  return last;
}

/** The number of a shape; -1 where it is not known. Sixteen bytes behind it may be read. */
export function find(shape: usize, length: i32): i32 {
  const tagLength = runLength(shape, length);
  let node = nodeOfTag(tagNumberOf(shape, shape + tagLength));
  let at = tagLength + 1;
  while (node !== null && at < length) {
    const first = load<u8>(shape + at);
    if (isSign(first)) {
      node = signOf(node, first);
      at++;
    } else {
      node = runAt(node, shape + at);
      at += node !== null ? node.length : 0;
    }
  }
  return node !== null && at === length ? node.ends - 1 : -1;
}

/** Makes a shape known, or a beginning. Returns its number, the same for one that is known; -1 where there is no room. */
export function add(shape: usize, length: i32, isBeginning: bool): i32 {
  if (
    size === MOST_SHAPES ||
    nodeCount + length > MOST_NODES ||
    used + length + 16 > ARENA_BYTES ||
    !isRoomForTag()
  ) {
    return -1;
  }
  const kept = arena + used;
  memory.copy(kept, shape, length);
  const tagLength = runLength(kept, length);
  let node = nodeOfTag(addTag(kept, kept + tagLength)) as Node;
  for (let at = tagLength + 1; at < length; ) {
    const first = load<u8>(kept + at);
    if (isSign(first)) {
      const known = signOf(node, first);
      node = known === null ? addSign(node, first) : known;
      at++;
      continue;
    }
    const found = runFrom(node, first);
    if (found === null) {
      node = addRun(node, kept + at, runLength(kept + at, length - at));
    } else {
      cut(found, sharedWith(found, kept + at, min(found.length, length - at)));
      node = found;
    }
    at += node.length;
  }
  const known = isBeginning ? node.begins : node.ends;
  if (known !== 0) {
    return known - 1;
  }
  used += (length + 15) & ~15;
  size++;
  if (isBeginning) {
    node.begins = size;
  } else {
    node.ends = size;
  }
  return size - 1;
}

function isSign(byte: u8): bool {
  return byte === TAG_END || byte >= FIRST_MARK;
}

/** How many bytes before the next sign, or the last. */
function runLength(from: usize, last: i32): i32 {
  let length = 0;
  while (length < last && !isSign(load<u8>(from + length))) {
    length++;
  }
  return length;
}

function newNode(first: u32): Node {
  const node = changetype<Node>(nodes + <usize>nodeCount * NODE_BYTES);
  nodeCount++;
  node.first = first;
  return node;
}

function addSign(node: Node, sign: u8): Node {
  const added = newNode(sign);
  added.beside = node.signs;
  node.signs = added;
  return added;
}

function addRun(node: Node, run: usize, length: i32): Node {
  const added = newNode(load<u8>(run));
  putRun(added, run, length);
  const slot = slotOf(node, load<u8>(run));
  added.beside = changetype<Node | null>(load<usize>(slot));
  store<usize>(slot, changetype<usize>(added));
  return added;
}

function putRun(node: Node, run: usize, length: i32): void {
  node.run = run;
  node.length = length;
  node.wanted = firstBits(length);
  v128.store(changetype<usize>(node), v128.load(run), HEAD);
}

/** Puts a node into the run of another, behind so many bytes. */
function cut(node: Node, length: i32): void {
  if (length === node.length) {
    return;
  }
  const behind = newNode(load<u8>(node.run + length));
  putRun(behind, node.run + length, node.length - length);
  behind.signs = node.signs;
  behind.ends = node.ends;
  behind.begins = node.begins;
  const slots = changetype<usize>(node) + SLOTS_AT;
  memory.copy(changetype<usize>(behind) + SLOTS_AT, slots, SLOTS << 2);
  memory.fill(slots, 0, SLOTS << 2);
  store<usize>(slotOf(node, <u8>behind.first), changetype<usize>(behind));
  putRun(node, node.run, length);
  node.signs = null;
  node.ends = 0;
  node.begins = 0;
}
