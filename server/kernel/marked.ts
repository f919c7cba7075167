const MOST_MARKS = 64;

/** Where the marked words of a message stand, and the mark of each. */
export const markStarts: usize = memory.data(MOST_MARKS * 4, 16);
export const markEnds: usize = memory.data(MOST_MARKS * 4, 16);
export const marks: usize = memory.data(MOST_MARKS, 16);
export let markCount: i32 = 0;

/** Puts a mark behind the `count` there are; returns how many there are then. There is room for 64. */
export function putMark(count: i32, mark: u8, start: usize, end: usize): i32 {
  store<u32>(markStarts + ((<usize>count) << 2), <u32>start);
  store<u32>(markEnds + ((<usize>count) << 2), <u32>end);
  store<u8>(marks + <usize>count, mark);
  return count + 1;
}

/** The first so many marks are those of the message. */
export function keepMarks(count: i32): void {
  markCount = count;
}

export function isRoomForMark(count: i32): bool {
  return count < MOST_MARKS;
}
