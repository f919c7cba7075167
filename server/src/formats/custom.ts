import { RE2JS, RE2JSException } from 're2js';
import { readReply, type Speaker } from '../smtp/reply';
import { type LogFormat, LogLine, type Outcome, span } from './format';
import { formats } from './list';

/** A format that people define in their settings, by a regular expression with groups named after what they hold. */
export interface CustomFormatDefinition {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** `^(?<time>\S+ \S+) (?<queueId>\w+) to=<(?<recipient>[^>]*)> reply=(?<reply>.*)` */
  readonly pattern: string;
  /** A line that the pattern must match. */
  readonly sample?: string;
  /** Who says the replies in this log. */
  readonly speaker?: Speaker;
  /** What the values of the group `outcome` mean, beyond those known: `{ "P": "failed" }`. */
  readonly outcomes?: Readonly<Record<string, Outcome>>;
}

/** The format, or what is wrong with the definition, each a sentence that names the setting's own fields. */
export type CompiledFormat = { readonly format: LogFormat } | { readonly problems: readonly string[] };

/**
 * Makes a format of a definition. Its pattern is matched by an engine that takes time in proportion to the line whatever
 * the pattern: `(a+)+$` would keep the engine of the language busy for years.
 */
export function compileCustomFormat(definition: unknown, taken: readonly string[] = []): CompiledFormat {
  const problems = problemsOfFields(definition, taken);
  if (problems.length > 0) {
    return { problems };
  }
  const valid = definition as CustomFormatDefinition;
  const pattern = compile(valid.pattern);
  if (typeof pattern === 'string') {
    return { problems: [pattern] };
  }
  const found = [...problemsOfGroups(pattern), ...problemsOfSample(pattern, valid.sample)];
  return found.length > 0 ? { problems: found } : { format: formatOf(valid, pattern) };
}

/** Compiles definitions in their order; an id is the first's that has it. */
export function compileCustomFormats(definitions: readonly unknown[]): CompiledFormat[] {
  const taken = formats.map(({ id }) => id);
  return definitions.map((definition) => {
    const compiled = compileCustomFormat(definition, taken);
    if ('format' in compiled) {
      taken.push(compiled.format.id);
    }
    return compiled;
  });
}

function formatOf(
  { id, title, pattern, speaker = 'unknown', outcomes = {} }: CustomFormatDefinition,
  compiled: RE2JS,
): LogFormat {
  const groups = Object.keys(compiled.namedGroups()).filter(isGroup);
  const outcomeOf = new Map(
    [...OUTCOMES, ...Object.entries(outcomes)].map(([word, is]) => [word.toLowerCase(), is]),
  );
  const read = (line: string, start: number): LogLine | undefined => {
    const text = line.slice(start, start + LONGEST_LINE);
    const matcher = compiled.matcher(text);
    if (!matcher.find()) {
      return undefined;
    }
    const logLine = new LogLine();
    for (const group of groups) {
      const at = matcher.start(group);
      if (at >= 0) {
        put(logLine, group, line, start + at, start + matcher.end(group), speaker, outcomeOf);
      }
    }
    return logLine;
  };
  return {
    id,
    title,
    reference: '',
    recognises: (line, start) => compiled.matcher(line.slice(start, start + LONGEST_LINE)).find(),
    open: () => ({ key: JSON.stringify([pattern, speaker, outcomes]), read }),
  };
}

function put(
  into: LogLine,
  group: Group,
  line: string,
  start: number,
  end: number,
  speaker: Speaker,
  outcomeOf: ReadonlyMap<string, Outcome>,
): void {
  if (group === 'reply') {
    const reply = readReply(line, start, speaker, end);
    into.replies = reply === undefined ? [] : [reply];
  } else if (group === 'outcome') {
    into.outcome = outcomeOf.get(line.slice(start, end).toLowerCase());
  } else if (end > start || group === 'sender') {
    into[group] = span(start, end);
  }
}

/** What mail servers call it. */
const OUTCOMES: readonly (readonly [string, Outcome])[] = [
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['bounced', 'failed'],
  ['bounce', 'failed'],
  ['rejected', 'failed'],
  ['reject', 'failed'],
  ['expired', 'failed'],
  ['delayed', 'delayed'],
  ['deferred', 'delayed'],
  ['deferral', 'delayed'],
  ['delivered', 'delivered'],
  ['stored', 'delivered'],
  ['relayed', 'relayed'],
  ['sent', 'relayed'],
  ['success', 'relayed'],
  ['expanded', 'expanded'],
];

const GROUPS = [
  'time',
  'queueId',
  'sender',
  'recipient',
  'relay',
  'command',
  'reply',
  'status',
  'outcome',
  'words',
  'delay',
] as const;
type Group = (typeof GROUPS)[number];

function isGroup(name: string): name is Group {
  return GROUPS.some((group) => group === name);
}

function problemsOfFields(definition: unknown, taken: readonly string[]): string[] {
  if (typeof definition !== 'object' || definition === null) {
    return ['A format must be an object with "id", "title" and "pattern".'];
  }
  const { id, title, pattern, sample, speaker, outcomes } = definition as Record<string, unknown>;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(id),
      '"id" must be made of lower-case letters, digits and hyphens, such as "our-gateway".',
    ],
    [!taken.includes(String(id)), `"id": there is a format "${String(id)}" already.`],
    [typeof title === 'string' && title.trim() !== '', '"title" must be a name for people to read.'],
    [typeof pattern === 'string' && pattern !== '', '"pattern" must be a regular expression.'],
    [
      typeof pattern !== 'string' || pattern.length <= LONGEST_PATTERN,
      `"pattern" must not be longer than ${LONGEST_PATTERN} characters.`,
    ],
    [sample === undefined || typeof sample === 'string', '"sample" must be a line of the log.'],
    [
      speaker === undefined || SPEAKERS.includes(String(speaker)),
      `"speaker" must be one of ${listOf(SPEAKERS)}.`,
    ],
    [
      outcomes === undefined || areOutcomes(outcomes),
      `"outcomes" must say of each word which of ${listOf(DSN_ACTIONS)} it means.`,
    ],
  ];
  return checks.filter(([isRight]) => !isRight).map(([, problem]) => problem);
}

const SPEAKERS: readonly string[] = ['server', 'remote', 'unknown'];
const DSN_ACTIONS: readonly string[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];

function areOutcomes(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((is) => DSN_ACTIONS.includes(String(is)))
  );
}

/** The compiled pattern, or why it cannot be compiled. */
function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) {
      throw error;
    }
    const outside = OUTSIDE.exec(pattern);
    return outside === null
      ? `"pattern" is no regular expression: ${error.message.replace('error parsing regexp: ', '')}.`
      : `"pattern" must not look ahead, look behind or refer back (${outside[0]}): that can take for ever on a long line.`;
  }
}

/** `(?=`, `(?!`, `(?<=`, `(?<!`, `\1`, `\k<name>`. */
const OUTSIDE = /\(\?<?[=!]|\\[1-9]|\\k</;

function problemsOfGroups(pattern: RE2JS): string[] {
  const names = Object.keys(pattern.namedGroups());
  const unknown = names.filter((name) => !isGroup(name));
  const problems = unknown.map(
    (name) => `"pattern": a group cannot be called "${name}", only ${listOf(GROUPS)}.`,
  );
  if (unknown.length === names.length) {
    problems.push(
      `"pattern" must have a group with a name, such as (?<reply>…); the names are ${listOf(GROUPS)}.`,
    );
  }
  return problems;
}

function problemsOfSample(pattern: RE2JS, sample: string | undefined): string[] {
  if (sample === undefined) {
    return [];
  }
  const matcher = pattern.matcher(sample.slice(0, LONGEST_LINE));
  if (!matcher.find()) {
    return ['"sample" is not matched by "pattern".'];
  }
  const at = 'reply' in pattern.namedGroups() ? matcher.start('reply') : -1;
  if (at < 0 || readReply(sample, at, 'unknown', matcher.end('reply')) !== undefined) {
    return [];
  }
  const found = sample.slice(at, matcher.end('reply'));
  return [
    `"sample": the group "reply" holds "${found}", which does not begin with a reply code such as 550.`,
  ];
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Longer lines are read as far as this. */
const LONGEST_LINE = 16_000;
const LONGEST_PATTERN = 2000;
