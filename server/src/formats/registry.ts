import {
  type FileHead,
  GLANCE,
  type GlanceAtLine,
  type LineReader,
  type LogFormat,
  type LogLine,
  type ReadLine,
} from './format';
import { formats } from './list';
import { ownFormats } from './ownFormats';
import { moveBack } from './places';
import { plain } from './plain';
import { glanceAtHead, glanced } from './syslog-tag';
import { readWrapper, type Wrapper } from './wrappers';

export { formats } from './list';

/** Reads the lines of one file. */
export interface LogReader {
  /** Two readers with the same key read every line alike. */
  readonly key: string;
  /** The formats seen in the head of the file, the most frequent first; empty where nothing was recognised. */
  readonly formats: readonly LogFormat[];
  /** What the line says; `undefined` where no format can read it. Never throws. */
  readonly read: (line: string) => LogLine | undefined;
  /**
   * What can be told of a line of a text without reading it: the id of the format that would read it where it has a
   * time but no reply and no outcome; `''` where nothing can be read of it; `undefined` where it has to be read.
   */
  readonly glance: (text: string, start: number, end: number) => string | undefined;
  /** The same of a line of which only the beginning is given: what it tells is true whatever follows. */
  readonly glanceAtBeginning: (beginning: string) => string | undefined;
  /** Whether all lines of the shape of this one are read alike: see `LineReader`. */
  readonly isByShape: (line: string) => boolean;
}

/** How much of a file decides how it is read. */
export const HEAD = { lines: 200, units: 64 * 1024 };

/** The first lines of `text`; a last one that the limit cut in two is left out. */
export function headOf(text: string, name = ''): FileHead {
  const lines = text.slice(0, HEAD.units).split(/\r\n|\n|\r/, HEAD.lines + 1);
  if (lines.length > HEAD.lines || (lines.length > 1 && text.length > HEAD.units)) {
    lines.pop();
  }
  return { lines, name };
}

/**
 * Looks at a file's head and says how its lines are to be read. `only`: the one format that a person chose; `custom`:
 * formats that people made themselves, which come before those of this list.
 */
export function openLog(
  head: FileHead,
  only?: string,
  custom: readonly LogFormat[] = ownFormats(),
): LogReader {
  const known = [...custom, ...formats];
  const chosen = known.find((format) => format.id === only);
  const seen = countFormats(head, known);
  const own = chosen === undefined ? byCount(seen.own) : [chosen];
  // Whatever the others leave, however much of the head it looks like.
  const inOrder = [...own.filter((format) => format !== plain), plain];
  const byProgram = formats.filter(({ programs }) => programs !== undefined);
  const left = chosen === plain ? head : { ...head, lines: seen.left };
  const unwrapped = { ...head, lines: head.lines.map(withoutWrapper) };
  const readers = new Map(
    [...inOrder, ...byProgram].map(
      (format) => [format, format.open(format === plain ? left : unwrapped)] as const,
    ),
  );
  return {
    key: JSON.stringify([inOrder.map(({ id }) => id), [...readers].map(([{ id }, { key }]) => [id, key])]),
    formats: chosen === undefined ? withPlain(byCount(seen.all), readers.get(plain)?.title) : [chosen],
    ...lineReader(inOrder, readers),
  };
}

/** What a format's own head lines say stands behind the same wrapper as its other lines. */
function withoutWrapper(line: string): string {
  const wrapper = readWrapper(line);
  return wrapper === undefined ? line : (wrapper.line ?? line).slice(wrapper.start);
}

/** A session in the head makes the log a transcript too, whose title may name the server by its greeting. */
function withPlain(found: readonly LogFormat[], title: string | undefined): readonly LogFormat[] {
  return title === undefined ? found : [...found.filter((format) => format !== plain), { ...plain, title }];
}

/** Gives each line to the format of its program, or else to the file's own formats in turn. */
function lineReader(
  own: readonly LogFormat[],
  readers: ReadonlyMap<LogFormat, LineReader>,
): Pick<LogReader, 'read' | 'glance' | 'glanceAtBeginning' | 'isByShape'> {
  const ownReaders = own.map((format) => bind(format, readers));
  const readersOfTag = new Map<string, readonly BoundReader[]>();
  let lastTag = '';
  let lastReaders: readonly BoundReader[] = ownReaders;
  const readersOf = (tag: string): readonly BoundReader[] => {
    if (tag === lastTag) {
      return lastReaders;
    }
    let found = readersOfTag.get(tag);
    if (found === undefined) {
      const format = formatOfProgram(tag);
      found = format === undefined ? ownReaders : [bind(format, readers)];
      if (readersOfTag.size >= MOST_TAGS) {
        readersOfTag.clear();
      }
      readersOfTag.set(tag, found);
    }
    lastTag = tag;
    lastReaders = found;
    return found;
  };
  return {
    read: (line) => {
      const wrapper = readWrapper(line);
      if (wrapper === undefined) {
        return readFirst(ownReaders, line, 0, '');
      }
      const text = wrapper.line ?? line;
      const read = readFirst(readersOf(wrapper.program), text, wrapper.start, wrapper.program);
      if (read !== undefined) {
        putBack(read, wrapper);
      }
      return read;
    },
    glance: (text, start, end) => {
      const at = glanceAtHead(text, start, end);
      return at < 0 ? undefined : glanceFirst(readersOf(glanced.program), text, at, end, glanced.program);
    },
    glanceAtBeginning: (text) => {
      const at = glanceAtHead(text, 0, text.length);
      const found = at < 0 ? [] : readersOf(glanced.program);
      return found.length > 0 && found.every(({ isGlanceEarly }) => isGlanceEarly)
        ? glanceFirst(found, text, at, text.length, glanced.program)
        : undefined;
    },
    isByShape: (line) =>
      glanceAtHead(line, 0, line.length) >= 0 &&
      readersOf(glanced.program).every((reader) => reader.isByShape),
  };
}

/** Moves what was read of a text taken out of the line to its places in the line, and adds the wrapper's time. */
function putBack(read: LogLine, { taken, timeStart, timeEnd }: Wrapper): void {
  if (taken !== undefined) {
    moveBack(read, taken);
  }
  if (timeEnd > 0) {
    read.time ??= { start: timeStart, end: timeEnd };
  }
}

interface BoundReader {
  readonly id: string;
  readonly read: ReadLine;
  readonly glance: GlanceAtLine | undefined;
  readonly isGlanceEarly: boolean;
  readonly isByShape: boolean;
}

/** The format's reader, which puts the format's name on what it reads. */
function bind(format: LogFormat, readers: ReadonlyMap<LogFormat, LineReader>): BoundReader {
  const reader = readers.get(format);
  const { id } = format;
  return {
    id,
    glance: reader?.glance,
    isGlanceEarly: reader?.isGlanceEarly ?? false,
    isByShape: reader?.isByShape ?? false,
    read: (line, start, program) => {
      const logLine = reader?.read(line, start, program);
      if (logLine !== undefined) {
        logLine.format = id;
      }
      return logLine;
    },
  };
}

function readFirst(
  readers: readonly BoundReader[],
  line: string,
  start: number,
  program: string,
): LogLine | undefined {
  for (const reader of readers) {
    const read = reader.read(line, start, program);
    if (read !== undefined) {
      return read;
    }
  }
  return undefined;
}

function glanceFirst(
  readers: readonly BoundReader[],
  text: string,
  start: number,
  end: number,
  program: string,
): string | undefined {
  for (const { id, glance } of readers) {
    const seen = glance === undefined ? GLANCE.unclear : glance(text, start, end, program);
    if (seen !== GLANCE.nothing) {
      return seen === GLANCE.quiet ? id : undefined;
    }
  }
  return '';
}

/** Tags come from strangers: what is remembered of them is bounded. */
const MOST_TAGS = 1000;

interface Seen {
  /** How many lines of the head each format claims by their shape, and how many with those of its programs. */
  readonly own: Map<LogFormat, number>;
  readonly all: Map<LogFormat, number>;
  /** The lines that no format claims but the one for whatever is left. */
  readonly left: string[];
}

function countFormats(head: FileHead, known: readonly LogFormat[]): Seen {
  const seen: Seen = { own: new Map(), all: new Map(), left: [] };
  for (const line of head.lines) {
    const wrapper = readWrapper(line);
    const named = wrapper && formatOfProgram(wrapper.program);
    if (named !== undefined) {
      addOne(seen.all, named);
      continue;
    }
    const claiming = known.filter((format) =>
      format.recognises?.(wrapper?.line ?? line, wrapper?.start ?? 0),
    );
    for (const format of claiming) {
      addOne(seen.own, format);
      addOne(seen.all, format);
    }
    if (claiming.every((format) => format === plain)) {
      seen.left.push(line);
    }
  }
  return seen;
}

function addOne(counts: Map<LogFormat, number>, format: LogFormat): void {
  counts.set(format, (counts.get(format) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<LogFormat, number>): LogFormat[] {
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

/**
 * The format of a syslog tag: `postfix/smtpd`, `postfix-out/smtp` and `postfix` are all Postfix, `postfix/policyd-weight`
 * only calls itself so.
 */
function formatOfProgram(tag: string): LogFormat | undefined {
  const slash = tag.indexOf('/');
  const name = slash < 0 ? tag : tag.slice(0, slash);
  const dash = name.indexOf('-');
  return (
    formatOfName.get(tag) ??
    formatOfName.get(name) ??
    (dash < 0 ? undefined : formatOfName.get(name.slice(0, dash)))
  );
}

const formatOfName = new Map(
  formats.flatMap((format) => (format.programs ?? []).map((program) => [program, format] as const)),
);
