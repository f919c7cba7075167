import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PACKED } from '../lsp/protocol';
import type { FileName } from './files';

/**
 * Logs in the order of their time, the oldest first, by what rotation does to names: `mail.log.2.gz` is older than
 * `mail.log.1`, `mail.log-20261122` than `mail.log-20261123`, and all of them than `mail.log`. Logs of other names
 * stay in the order given.
 */
export function oldestFirst(files: readonly FileName[]): FileName[] {
  const stems = [...new Set(files.map((file) => rotated(file).stem))];
  return [...new Set(files)]
    .map((file, index) => ({ file, index, ...rotated(file) }))
    .sort(
      (a, b) =>
        stems.indexOf(a.stem) - stems.indexOf(b.stem) ||
        a.date.localeCompare(b.date) ||
        b.number - a.number ||
        a.index - b.index,
    )
    .map(({ file }) => file);
}

/** Of each rotated set the file that grows, as far as it is among those given. */
export function newestOf(files: readonly FileName[]): FileName[] {
  const newest = new Map(oldestFirst(files).map((file) => [rotated(file).stem, file]));
  return [...newest.values()];
}

/** The log's own file and those that rotation made of it. Throws where its folder cannot be read. */
export async function siblingsOf(file: FileName): Promise<FileName[]> {
  const folder = path.dirname(file);
  const { stem } = rotated(file);
  const names = (await readdir(folder)).map((name) =>
    file === path.basename(file) ? name : path.join(folder, name),
  );
  return names.filter((name) => rotated(name).stem === stem).slice(0, MOST_SIBLINGS);
}

/** A folder of a year's logs. */
const MOST_SIBLINGS = 400;

/** The numbers missing between `mail.log` and the oldest `mail.log.7.gz` of those given. */
export function missingOf(files: readonly FileName[]): string[] {
  const numbers = new Map<string, Set<number>>();
  for (const { stem, date, number } of files.map(rotated)) {
    if (date === UNDATED && number <= MOST_NUMBERED) {
      numbers.set(stem, (numbers.get(stem) ?? new Set()).add(number));
    }
  }
  return [...numbers].flatMap(([stem, found]) => {
    const first = Math.min(...found);
    const between = Array.from({ length: Math.max(...found) - first }, (_, index) => first + index);
    return between
      .filter((number) => !found.has(number))
      .map((number) => (number === 0 ? stem : `${stem}.${number}`));
  });
}

/** A higher number is a year, or a process. */
const MOST_NUMBERED = 999;

interface Rotated {
  /** The path of the log that grows. */
  readonly stem: string;
  /** `20261122000000`; after all dates where the name has none. */
  readonly date: string;
  /** 0 for the log that grows: the higher the older. */
  readonly number: number;
}

/** After every year's digits. */
const UNDATED = 'undated';

function rotated(file: FileName): Rotated {
  const name = path.basename(file).replace(PACKED, '');
  const at = (stem: string) => path.join(path.dirname(file), stem);
  // RECV2026112315-2.LOG of Exchange follows RECV2026112315-1.LOG.
  const [, kind = '', hour, part = '', ending = ''] = /^(.*?)(\d{8,12})-(\d{1,5})(\.log)$/i.exec(name) ?? [];
  if (hour !== undefined) {
    return { stem: at(kind + ending), date: dateOf(hour), number: -Number(part) };
  }
  const [, stem = name, number, date] =
    /^(.+?)(?:[.-](\d{1,5})|[.-](\d{4}-?\d\d-?\d\d(?:[-_T]?\d{1,6})?))$/.exec(name) ?? [];
  return {
    stem: at(stem),
    date: date === undefined ? UNDATED : dateOf(date),
    number: Number(number ?? 0),
  };
}

function dateOf(written: string): string {
  return written.replace(/\D/g, '').padEnd(14, '0');
}
