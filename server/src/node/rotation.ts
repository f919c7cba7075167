import path from 'node:path';

/**
 * Logs in the order of their time, the oldest first, by what rotation does to names: `mail.log.2.gz` is older than
 * `mail.log.1`, `mail.log-20261122` than `mail.log-20261123`, and all of them than `mail.log`. Logs of other names
 * stay in the order given.
 */
export function oldestFirst(files: readonly string[]): string[] {
  const stems = [...new Set(files.map((file) => rotated(file).stem))];
  return [...new Set(files)]
    .map((file, index) => ({ file, index, ...rotated(file) }))
    .sort((a, b) => stems.indexOf(a.stem) - stems.indexOf(b.stem) || a.age - b.age || a.index - b.index)
    .map(({ file }) => file);
}

/** The name of the log that grows, and how old this one of its set is: the lower the older. */
function rotated(file: string): { readonly stem: string; readonly age: number } {
  const name = /^(.+?)(?:\.(\d{1,5})|[.-](\d{4}-?\d\d-?\d\d(?:[-T]?\d{2,6})?))?(?:\.(?:gz|zst))?$/.exec(
    path.basename(file),
  );
  const [, stem = '', number, date] = name ?? [];
  const place = path.join(path.dirname(file), stem);
  if (number !== undefined) {
    return { stem: place, age: -Number(number) };
  }
  // Dates are before all numbers, in their own order.
  const digits = date?.replace(/\D/g, '').padEnd(14, '0');
  return { stem: place, age: digits === undefined ? 1 : Number(digits) - 1e14 };
}
