import type { LogLine } from '../../formats/format';
import { textOf } from '../explanation';
import { severityOf } from '../severity';
import { carriersOf } from './carriers';
import { idsOf, type LineIds } from './ids';
import type { Notice } from './notices';
import { type Query, type Question, readQuery } from './query';

/** A log that can be read from its beginning again and again. */
export interface TraceLog {
  readonly name: string;
  /** Calls `visit` for each line that says something; lines count from 1. Texts that `skips` may be left out. */
  readonly forEach: (visit: VisitLine, skips: (text: string) => boolean) => Promise<void>;
}

export type VisitLine = (line: string, number: number, read: LogLine) => void;

export interface TracedLine {
  /** The place of its log among those given, from 0. */
  readonly log: number;
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly read: LogLine;
  readonly ids: LineIds;
}

export interface Gathered {
  /** The lines of each message, in the order of the logs. */
  readonly messages: readonly (readonly TracedLine[])[];
  /** Whether a limit left out lines or ids. */
  readonly isCut: boolean;
}

/**
 * Gathers the lines of every message that the query matches, across all its ids: each pass over the logs, oldest first,
 * finds the ids that lines tie to those known already, until there is none left to find.
 */
export async function gather(logs: readonly TraceLog[], query: Query): Promise<Gathered> {
  const question = readQuery(query);
  let known: ReadonlySet<string> = new Set();
  for (let count = 1; ; count++) {
    const pass = new Pass(question, known);
    for (const [log, { forEach }] of logs.entries()) {
      await forEach((line, number, read) => pass.visit(log, number, line, read), skipper(question, known));
    }
    const keys = pass.keys();
    const isLast = keys.size === known.size;
    if (isLast || count === MOST_PASSES || keys.size > MOST_IDS) {
      return { messages: pass.messages(), isCut: pass.isCut || !isLast };
    }
    known = keys;
  }
}

/** A chain of filters and forwards is a few hops long; a message that goes round a loop is cut here. */
const MOST_PASSES = 16;
const MOST_IDS = 200_000;
/** Kept with their text, some 200 bytes each. */
const MOST_LINES = 300_000;

/** Tells texts in which nothing that is looked for stands, much faster than reading their lines. */
function skipper({ words }: Question, known: ReadonlySet<string>): (text: string) => boolean {
  if (known.size > MOST_WORDS || (words === undefined && known.size === 0)) {
    return () => false;
  }
  const literal = [...known].map((key) => key.slice(key.lastIndexOf('\n') + 1).replace(/^[a-z]:/, ''));
  return (text) =>
    !literal.some((id) => text.includes(id)) && (words === undefined || !text.toLowerCase().includes(words));
}

const MOST_WORDS = 24;

/** One use of an id, from the line where it comes into use to the line where it goes out of use. */
interface Life {
  readonly node: number;
  readonly key: string;
  begun: boolean;
  ended: boolean;
}

class Pass {
  isCut = false;
  readonly #question: Question;
  readonly #known: ReadonlySet<string>;
  /** What each node was joined to; a node that points to itself stands for its message. */
  readonly #parents: number[] = [];
  readonly #lives: Life[] = [];
  readonly #current = new Map<string, Life>();
  readonly #asked: number[] = [];
  /** By the sender, of whom a failure was not told yet. */
  readonly #due = new Map<string, number[]>();
  readonly #lines: { readonly node: number; readonly line: TracedLine }[] = [];

  constructor(question: Question, known: ReadonlySet<string>) {
    this.#question = question;
    this.#known = known;
  }

  visit(log: number, number: number, text: string, read: LogLine): void {
    const ids = withAttempt(idsOf(text, read), text, read);
    const keys = [ids.own, ids.messageId, ...ids.linked].filter((key) => key !== undefined);
    const isAsked = this.#question.matches(log, number, text, read, ids);
    const isKnown = (key: string | undefined) => key !== undefined && this.#known.has(key);
    if (!isAsked && !keys.some(isKnown) && !isKnown(ids.session) && !isKnown(ids.notice?.key)) {
      return;
    }
    if (this.#lines.length >= MOST_LINES) {
      this.isCut = true;
      return;
    }
    const nodes = (keys.length === 0 ? [ids.session ?? `l:${log}:${number}`] : keys).map((key) =>
      this.#nodeOf(key, key === ids.own ? read : undefined),
    );
    const [first = 0, ...others] = nodes;
    for (const node of others) {
      this.#join(first, node);
    }
    if (ids.notice !== undefined) {
      this.#notify(ids.notice, first);
    }
    if (isAsked) {
      this.#asked.push(first);
    }
    // The detour makes a copy: a mere slice would keep the whole log in memory.
    this.#lines.push({ node: first, line: { log, number, text: ` ${text}`.slice(1), read, ids } });
  }

  /** The ids of the messages that were asked for, and those known before. */
  keys(): ReadonlySet<string> {
    const keys = new Set(this.#known);
    const asked = this.#askedRoots();
    for (const { node, key } of this.#lives) {
      if (asked.has(this.#root(node)) && !key.startsWith('l:')) {
        keys.add(key);
      }
    }
    for (const { node, line } of this.#lines) {
      const tied = [line.ids.session, line.ids.notice?.key].filter((key) => key !== undefined);
      for (const key of asked.has(this.#root(node)) ? tied : []) {
        keys.add(key);
      }
    }
    return keys;
  }

  messages(): TracedLine[][] {
    const asked = this.#askedRoots();
    const messages = new Map<number, TracedLine[]>();
    const rooted = this.#lines.map(({ node, line }) => ({ root: this.#root(node), line }));
    const carriers = carriersOf(rooted);
    for (const [index, { root, line }] of rooted.entries()) {
      const carried = carriers[index]?.filter((carrier) => asked.has(carrier)) ?? [];
      for (const message of carried.length > 0 ? carried : asked.has(root) ? [root] : []) {
        const lines = messages.get(message);
        lines === undefined ? messages.set(message, [line]) : lines.push(line);
      }
    }
    return [...messages.values()];
  }

  #askedRoots(): ReadonlySet<number> {
    return new Set(this.#asked.map((node) => this.#root(node)));
  }

  /** The node of an id as it is in use now; a new one where the line says that it comes into use again. */
  #nodeOf(key: string, own: LogLine | undefined): number {
    let life = this.#current.get(key);
    const begins = own?.life === 'begins';
    const isAgain = life !== undefined && begins && (life.ended || (life.begun && REUSING.has(own.format)));
    if (life === undefined || isAgain) {
      life = { node: this.#parents.length, key, begun: false, ended: false };
      this.#parents.push(life.node);
      this.#lives.push(life);
      this.#current.set(key, life);
    }
    life.begun ||= begins;
    life.ended ||= own?.life === 'ends';
    return life.node;
  }

  /** The oldest failure of which the sender was not told yet is the one that a notification tells of. */
  #notify({ key, isDue }: Notice, node: number): void {
    const due = this.#due.get(key) ?? [];
    if (!isDue) {
      this.#join(due.shift() ?? node, node);
    } else if (!due.some((other) => this.#root(other) === this.#root(node))) {
      due.push(node);
    }
    this.#due.set(key, due);
  }

  #join(one: number, other: number): void {
    this.#parents[this.#root(other)] = this.#root(one);
  }

  #root(node: number): number {
    let root = node;
    while (this.#parents[root] !== root) {
      const parent = this.#parents[root] as number;
      this.#parents[root] = this.#parents[parent] as number;
      root = parent;
    }
    return root;
  }
}

/** Whose ids are the numbers of files or processes: a second beginning is another message, though no end was logged. */
const REUSING = new Set(['postfix', 'qmail']);

/** A refusal at the door has no id: tries of one host for one sender and one recipient are told together. */
function withAttempt(ids: LineIds, line: string, read: LogLine): LineIds {
  const isAttempt =
    ids.own === undefined &&
    ids.messageId === undefined &&
    (ids.session === undefined || read.format === 'exim') &&
    read.recipient !== undefined &&
    severityOf(read, line) !== undefined;
  if (!isAttempt) {
    return ids;
  }
  const parts = [textOf(line, read.relay), textOf(line, read.sender), textOf(line, read.recipient)];
  return { ...ids, own: `a:${parts.map((part) => part ?? '').join('\n')}` };
}
