import { type FileProblem, readListFile } from '../listFile';
import { type Provider, type ProviderRule, type Retry, reasons } from './catalogue';
import { PhraseIndex } from './phrases';
import { writeSlots } from './slots';

/** A rule that people wrote themselves, in `smtp-lens.rules.json`; data/schema/own-rules.schema.json describes it. */
export interface OwnRule {
  /** Literal pieces of the reply's text, `*` between them for any text, `\d` for one digit. */
  readonly text: string;
  readonly reason: string;
  readonly meaning: string;
  readonly action?: string;
  readonly retry?: Retry;
  readonly code?: number;
  readonly enhanced?: string;
  /** Suffixes of the hosts that say it; without them anyone does. */
  readonly hosts?: readonly string[];
}

/** Reads a rule file: the rules that are well formed, and what is wrong with the others. */
export function readOwnRules(text: string): { rules: ProviderRule[]; problems: FileProblem[] } {
  const file = readListFile(text, 'rules');
  if ('problem' in file) {
    return { rules: [], problems: [file.problem] };
  }
  const rules: ProviderRule[] = [];
  const problems: FileProblem[] = [];
  for (const [index, { value, line }] of file.entries.entries()) {
    const wrong = problemOf(value);
    if (wrong === undefined) {
      rules.push(ruleOf(value as OwnRule));
    } else {
      problems.push({ line, message: `Rule ${index + 1}: ${wrong}` });
    }
  }
  return { rules, problems };
}

/** What is wrong with a rule, as a sentence; `undefined` where nothing is. */
function problemOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return 'a rule is an object.';
  }
  const { text, reason, meaning, action, retry, code, enhanced, hosts } = entry as Record<string, unknown>;
  if (typeof text !== 'string' || text.replace(/[*\s]|\\d/g, '').length < SHORTEST_TEXT) {
    return `"text" must hold at least ${SHORTEST_TEXT} letters of the reply.`;
  }
  if (typeof reason !== 'string' || !reasons.has(reason)) {
    return `"reason" must be one of ${[...reasons.keys()].join(', ')}.`;
  }
  if (typeof meaning !== 'string' || meaning === '') {
    return '"meaning" must be a sentence.';
  }
  if (action !== undefined && typeof action !== 'string') {
    return '"action" must be a sentence.';
  }
  if (retry !== undefined && !RETRIES.has(retry)) {
    return `"retry" must be one of ${[...RETRIES].join(', ')}.`;
  }
  if (code !== undefined && !(typeof code === 'number' && code >= 200 && code < 600)) {
    return '"code" must be a reply code.';
  }
  if (
    enhanced !== undefined &&
    !(typeof enhanced === 'string' && /^[245]\.\d{1,3}\.\d{1,3}$/.test(enhanced))
  ) {
    return '"enhanced" must be an enhanced status code such as "5.1.1".';
  }
  return hosts === undefined || (Array.isArray(hosts) && hosts.every((host) => typeof host === 'string'))
    ? undefined
    : '"hosts" must be a list of host names.';
}

const SHORTEST_TEXT = 4;
const RETRIES: ReadonlySet<unknown> = new Set<Retry>(['yes', 'later', 'after-repair', 'no', 'unknown']);

function ruleOf({
  text,
  reason,
  meaning,
  action = '',
  retry,
  code,
  enhanced,
  hosts = [],
}: OwnRule): ProviderRule {
  const provider: Provider = {
    name: 'your own rules',
    kind: 'own',
    hosts: hosts.map((host) => host.toLowerCase()),
  };
  return {
    provider,
    patterns: [text],
    reason,
    meaning,
    action,
    source: 'smtp-lens.rules.json',
    ...(retry === undefined ? {} : { retry }),
    ...(code === undefined ? {} : { code }),
    ...(enhanced === undefined ? {} : { enhanced }),
  };
}

let inUse: readonly string[] = [];
let index = indexOf([]);
let generation = 0;

/**
 * Has the rules of these files decide before the catalogue; they replace the ones before. Returns what is wrong with
 * each text: its other rules are used.
 */
export function useOwnRules(texts: readonly string[]): (readonly FileProblem[])[] {
  const read = texts.map(readOwnRules);
  const isNew = texts.length !== inUse.length || texts.some((text, at) => text !== inUse[at]);
  if (isNew) {
    inUse = texts;
    index = indexOf(read.flatMap(({ rules }) => rules));
    generation++;
  }
  return read.map(({ problems }) => problems);
}

/** Each rule has one pattern. */
function indexOf(rules: readonly ProviderRule[]): PhraseIndex<ProviderRule> {
  const patterns = rules.map(({ patterns: [pattern = ''] }) => pattern.toLowerCase());
  return new PhraseIndex(patterns, writeSlots(patterns), (place) => rules[place] as ProviderRule);
}

/** The texts of the rule files in use. */
export function ownRulesInUse(): readonly string[] {
  return inUse;
}

/** Which set of own rules is in use: what was explained under another is to be explained anew. */
export function ownRulesGeneration(): number {
  return generation;
}

export function ownRuleIndex(): PhraseIndex<ProviderRule> {
  return index;
}
