import type { Disk, FileState, OpenedFile } from '../../server/src/node/followDisk';

interface FakeFile {
  readonly number: bigint;
  text: string;
  mtime: bigint;
}

/** Files in memory, which behave as files on a disk do: a file that is open outlives its name. */
export class FakeDisk implements Disk {
  readonly #names = new Map<string, FakeFile>();
  #next = 1n;
  #generation = 0;
  /** Files open now. */
  opened = 0;
  /** As some network file systems do. */
  changesNumbers = false;

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      this.write(name, text);
    }
  }

  readonly state = async (name: string): Promise<FileState> => this.#stateOf(this.#file(name));

  readonly open = async (name: string): Promise<OpenedFile> => {
    const file = this.#file(name);
    const generation = this.#generation;
    this.opened++;
    const check = () => {
      if (generation !== this.#generation) {
        throw new Error('stale file handle');
      }
    };
    return {
      state: async () => {
        check();
        return this.#stateOf(file);
      },
      read: async (into, at) => {
        check();
        // Half of what is asked for at most: a read may end early.
        return Buffer.from(file.text)
          .subarray(at)
          .copy(into.subarray(0, Math.max(1, into.length >> 1)));
      },
      close: async () => {
        this.opened--;
      },
    };
  };

  readonly rotations = async (name: string) =>
    [1, 2].map((number) => `${name}.${number}`).filter((other) => this.#names.has(other));

  text(name: string): string {
    return this.#file(name).text;
  }

  write(name: string, text: string): void {
    this.#names.set(name, { number: this.#next++, text, mtime: this.#next });
  }

  append(name: string, text: string): void {
    this.truncate(name, this.#file(name).text + text);
  }

  truncate(name: string, text: string): void {
    Object.assign(this.#file(name), { text, mtime: this.#next++ });
  }

  rename(name: string, to: string): void {
    this.#names.set(to, this.#file(name));
    this.#names.delete(name);
  }

  /** Puts another file in the place of the log, as `rename` does. */
  replace(name: string, text: string): void {
    this.write(name, text);
  }

  remove(name: string): void {
    this.#names.delete(name);
  }

  /** Lets all open files become stale. */
  forget(): void {
    this.#generation++;
  }

  #file(name: string): FakeFile {
    const file = this.#names.get(name);
    if (file === undefined) {
      throw new Error(`no such file: ${name}`);
    }
    return file;
  }

  #stateOf({ number, text, mtime }: FakeFile): FileState {
    return {
      dev: 1n,
      ino: this.changesNumbers ? this.#next++ : number,
      size: Buffer.byteLength(text),
      mtime,
    };
  }
}
