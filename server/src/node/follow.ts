import { errorText } from './errorText';
import { type Disk, type FileState, NODE_DISK, type OpenedFile, readFully } from './followDisk';
import { WholeLines } from './wholeLines';

export type FollowEvent =
  /** Whole lines that are new; the bytes are good until the next event. */
  | { readonly kind: 'appended'; readonly bytes: Buffer }
  /** Another file has the log's name, or it was emptied: lines count from a beginning again. */
  | { readonly kind: 'rotated' | 'truncated'; readonly oldPath: string | undefined }
  /** The name leads to nothing that can be read; it is looked for at every later call. */
  | { readonly kind: 'vanished'; readonly message: string };

/**
 * Follows a log by its name through growth, renaming, truncation and replacement: each line once, in order, and when
 * it is whole. Only the disk is asked, so that it works where nobody tells of changes: on network file systems too.
 */
export class FollowedFile {
  readonly path: string;
  /** Where the lines begin that are given: behind the last line feed there was when the log was opened. */
  readonly start: number;
  /** The beginning of a line that stood there. */
  readonly unfinished: Buffer;
  readonly #disk: Disk;
  readonly #lines = new WholeLines();
  #file: OpenedFile;
  #state: FileState;
  #at: number;
  /** The last bytes before `#at`: by them the log is known again, whatever it is called. */
  #tail: Buffer;
  /** Where the file without the name ended when it was last looked at, and how often that was. */
  #left: { readonly at: number; readonly times: number } | undefined;
  #isGone = false;
  #looksSinceGone = 0;

  private constructor(path: string, disk: Disk, file: OpenedFile, state: FileState, end: Buffer) {
    this.path = path;
    this.#disk = disk;
    this.#file = file;
    this.#state = state;
    const whole = end.lastIndexOf(FEED) + 1;
    // Of a line whose beginning is far away the rest is all that can be followed.
    const known = whole === 0 && end.length === MOST_UNFINISHED ? end.length : whole;
    this.start = Math.max(0, state.size - end.length) + known;
    this.unfinished = Buffer.from(end.subarray(known));
    this.#at = this.start;
    this.#tail = Buffer.from(end.subarray(0, known).subarray(-TAIL_BYTES));
  }

  /** Opens a log to follow it from its end. Rejects where there is no such file. */
  static async open(path: string, disk: Disk = NODE_DISK): Promise<FollowedFile> {
    const file = await disk.open(path);
    try {
      const state = await file.state();
      const end = Buffer.alloc(Math.min(state.size, MOST_UNFINISHED));
      const count = await readFully(file, end, state.size - end.length);
      return new FollowedFile(path, disk, file, state, end.subarray(0, count));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Whether another file has the name, while this one is still being read. */
  get isReplaced(): boolean {
    return this.#left !== undefined;
  }

  /** What happened since the last call, which must have come to its end. */
  async *changes(): AsyncGenerator<FollowEvent> {
    let isStale = false;
    try {
      yield* this.#readOn();
    } catch {
      // A network file system may forget a file that is open.
      isStale = true;
    }
    try {
      const state = await this.#disk.state(this.path);
      const isOurs = !isStale && state.ino === this.#state.ino && state.dev === this.#state.dev;
      if (isOurs) {
        this.#left = undefined;
        this.#isGone = false;
      } else {
        yield* this.#takeUp(await this.#disk.open(this.path));
      }
    } catch (error) {
      if (!this.#isGone) {
        this.#isGone = true;
        this.#looksSinceGone = 0;
        yield { kind: 'vanished', message: errorText(error) };
      }
      await this.#letGo();
    }
  }

  /** Whole lines that stand before the `start`, so many bytes at most. */
  async before(bytes: number): Promise<Buffer> {
    const from = Math.max(0, this.start - bytes);
    const found = Buffer.alloc(this.start - from);
    const count = await readFully(this.#file, found, from);
    return found.subarray(from === 0 ? 0 : found.indexOf(FEED) + 1, count);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Reads the open file to its end. */
  async *#readOn(): AsyncGenerator<FollowEvent> {
    const state = await this.#file.state();
    if (state.size === this.#at && state.mtime === this.#state.mtime) {
      return;
    }
    this.#state = state;
    if (!(await this.#isKnown(this.#file))) {
      const copy = await this.#findOld();
      if (copy !== undefined) {
        // What came between the last look and the copying.
        yield* this.#readTo(copy.file, (await copy.file.state()).size);
        await copy.file.close();
      }
      yield* this.#begin('truncated', copy?.path);
    }
    yield* this.#readTo(this.#file, state.size);
  }

  async *#readTo(file: OpenedFile, end: number): AsyncGenerator<FollowEvent> {
    while (this.#at < end) {
      const space = this.#lines.space();
      const count = await file.read(space.subarray(0, Math.min(space.length, end - this.#at)), this.#at);
      if (count === 0) {
        return;
      }
      this.#at += count;
      const last = space.subarray(0, count).subarray(-TAIL_BYTES);
      this.#tail = Buffer.concat([this.#tail, last]).subarray(-TAIL_BYTES);
      const bytes = this.#lines.take(count);
      if (bytes.length > 0) {
        yield { kind: 'appended', bytes };
      }
    }
  }

  /** Goes over to the file that has the name now, when the one before has become quiet. */
  async *#takeUp(next: OpenedFile): AsyncGenerator<FollowEvent> {
    let state: FileState;
    try {
      state = await next.state();
      // A copy that grew was put in its place, by rsync for one; or the file system's numbers change.
      const goesOn = await this.#isKnown(next);
      if (!goesOn && !this.#isLeft()) {
        await next.close();
        return;
      }
      if (!goesOn) {
        const old = await this.#findOld();
        await old?.file.close();
        yield* this.#begin('rotated', old?.path);
      }
    } catch (error) {
      await next.close();
      throw error;
    }
    this.#state = state;
    await this.#file.close().catch(() => undefined);
    this.#file = next;
    this.#left = undefined;
    this.#isGone = false;
    yield* this.#readTo(next, state.size);
  }

  /** A deleted file takes room on the disk as long as it is open. */
  async #letGo(): Promise<void> {
    if (++this.#looksSinceGone === MOST_WAITS) {
      await this.#file.close().catch(() => undefined);
      this.#file = CLOSED;
    }
  }

  /** Whether nothing came since the last look: a server writes to a renamed log until it is told to reopen it. */
  #isLeft(): boolean {
    const { at, times } = this.#left ?? { at: -1, times: 0 };
    this.#left = { at: this.#at, times: times + 1 };
    return at === this.#at || times >= MOST_WAITS;
  }

  /** Gives what is left of the old log, an unfinished line, and starts at the beginning. */
  *#begin(kind: 'rotated' | 'truncated', oldPath: string | undefined): Generator<FollowEvent> {
    const bytes = this.#lines.rest();
    if (bytes.length > 0) {
      yield { kind: 'appended', bytes };
    }
    this.#lines.clear();
    this.#at = 0;
    this.#tail = Buffer.alloc(0);
    yield { kind, oldPath };
  }

  /** The file that rotation made of what was read; to be closed. */
  async #findOld(): Promise<{ readonly path: string; readonly file: OpenedFile } | undefined> {
    const paths = this.#tail.length === 0 ? [] : await this.#disk.rotations(this.path).catch(() => []);
    for (const path of paths.slice(0, MOST_ROTATIONS)) {
      const file = await this.#disk.open(path).catch(() => undefined);
      if (file !== undefined && (await this.#isKnown(file).catch(() => false))) {
        return { path, file };
      }
      await file?.close();
    }
    return undefined;
  }

  /** Whether a file has the bytes read last where they were read. */
  async #isKnown(file: OpenedFile): Promise<boolean> {
    const bytes = Buffer.alloc(this.#tail.length);
    const count = await readFully(file, bytes, this.#at - bytes.length);
    return count === bytes.length && bytes.equals(this.#tail);
  }
}

const CLOSED: OpenedFile = {
  state: () => Promise.reject(new Error('is closed')),
  read: async () => 0,
  close: async () => undefined,
};

const FEED = 0x0a;
/** More than a line of any log; enough to tell two logs apart. */
const TAIL_BYTES = 1024;
/** How far back the beginning of the last line is looked for. */
const MOST_UNFINISHED = 1024 * 1024;
/** So many looks a log without its name is waited for: for a renamed one to become quiet, for a deleted one to come back. */
const MOST_WAITS = 10;
/** The newest are looked at. */
const MOST_ROTATIONS = 8;
