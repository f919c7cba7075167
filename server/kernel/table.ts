/** Numbers runs of bytes from 0, in the order in which they come; bounded in number and in bytes. */
@unmanaged
export class Table {
  size: i32;
  /** Bytes of the arena that are taken. */
  used: i32;
  most: i32;
  arenaBytes: i32;
  slotBits: i32;
  /** The number after that of the run that has its place here, by its hash; 0 for none. */
  slots: usize;
  /** A record for each run: its hash, its place in the arena, its length. */
  records: usize;
  arena: usize;
}

const RECORD: usize = 16;

/** Of `most` runs, a power of two, and so many bytes; in memory for these and for 32 bytes a run, filled with zeros. */
export function table(most: i32, arenaBytes: i32, bytes: usize): Table {
  const made = new Table();
  made.most = most;
  made.arenaBytes = arenaBytes;
  // Four slots a run.
  made.slotBits = 33 - clz(most);
  made.slots = bytes;
  made.records = bytes + (most << 4);
  made.arena = bytes + (most << 5);
  return made;
}

/** Whether there is room for one more run, however long. */
export function hasRoom(table: Table, longest: i32): bool {
  return table.size < table.most && table.used + longest + 32 <= table.arenaBytes;
}

/** The number of a run of bytes with 31 zeros behind it, or -1. */
export function find(table: Table, bytes: usize, length: i32, hash: u64): i32 {
  const last = ((<u32>1) << table.slotBits) - 1;
  let slot = <u32>(hash >> (64 - table.slotBits));
  while (true) {
    const number = load<i32>(table.slots + ((<usize>slot) << 2)) - 1;
    if (number < 0 || holds(table, number, bytes, length, <u32>hash)) {
      return number;
    }
    slot = (slot + 1) & last;
  }
}

/** Gives a run that is not there the next number. There must be room. */
export function add(table: Table, bytes: usize, length: i32, hash: u64): i32 {
  const last = ((<u32>1) << table.slotBits) - 1;
  let slot = <u32>(hash >> (64 - table.slotBits));
  while (load<i32>(table.slots + ((<usize>slot) << 2)) !== 0) {
    slot = (slot + 1) & last;
  }
  const number = table.size++;
  store<i32>(table.slots + ((<usize>slot) << 2), number + 1);
  const record = table.records + <usize>number * RECORD;
  store<u32>(record, <u32>hash);
  store<i32>(record, table.used, 4);
  store<i32>(record, length, 8);
  const padded = (length + 31) & ~31;
  memory.copy(table.arena + table.used, bytes, padded);
  table.used += padded;
  return number;
}

export function clear(table: Table): void {
  table.size = 0;
  table.used = 0;
  memory.fill(table.slots, 0, (<usize>4) << table.slotBits);
}

export const FACTOR: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

/** Of bytes with 31 zeros behind them. */
export function hashOf(bytes: usize, length: i32): u64 {
  let one = FACTOR;
  let other = ~FACTOR;
  for (let at = 0; at < length; at += 32) {
    one = ((one ^ load<u64>(bytes + at)) * FACTOR) ^ load<u64>(bytes + at, 16);
    other = ((other ^ load<u64>(bytes + at, 8)) * FACTOR) ^ load<u64>(bytes + at, 24);
    one = (one ^ (one >> 32)) * FACTOR;
    other = (other ^ (other >> 32)) * FACTOR;
    one ^= one >> 29;
    other ^= other >> 29;
  }
  return (one ^ (other * FACTOR) ^ length) * FACTOR;
}

function holds(table: Table, number: i32, bytes: usize, length: i32, hash: u32): bool {
  const record = table.records + <usize>number * RECORD;
  if (load<u32>(record) !== hash || load<i32>(record, 8) !== length) {
    return false;
  }
  const kept = table.arena + load<i32>(record, 4);
  for (let at = 0; at < length; at += 32) {
    const differs = v128.xor(v128.load(kept + at), v128.load(bytes + at));
    if (v128.any_true(v128.or(differs, v128.xor(v128.load(kept + at, 16), v128.load(bytes + at, 16))))) {
      return false;
    }
  }
  return true;
}
