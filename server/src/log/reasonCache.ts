import type { LogLine } from '../formats/format';
import { providerHosts } from '../smtp/catalogue';
import { type Explanation, explain, plainReplyText, type ReasonId, type ReplyInPlace } from '../smtp/explain';
import { ownRulesGeneration } from '../smtp/ownRules';
import { replyInPlace } from './explanation';
import { addWithoutInertWords } from './inertWords';
import { lowerAscii } from './nameCounts';
import { UnitRun, UnitRuns } from './unitRuns';

/** The reason of a line's failure, the one that `explainLine` gives. */
export function reasonOf(line: string, read: LogLine): ReasonId {
  return verdictOf(line, read).reason;
}

/** What of an explanation is counted. */
export type Verdict = Pick<Explanation, 'reason' | 'provider'>;

/**
 * The reason of a line's failure and the provider whose rule told it. Servers say few things many times: what is
 * known is kept by all that an explanation looks at, without the addresses and numbers that decide nothing.
 */
export function verdictOf(line: string, read: LogLine): Verdict {
  if (latest.read !== read || latest.line !== line || latest.generation !== ownRulesGeneration()) {
    latest = { line, read, generation: ownRulesGeneration(), verdict: findVerdict(line, read) };
  }
  return latest.verdict;
}

/** Several ask about a line one after the other. */
let latest: {
  readonly line: string;
  readonly read: LogLine | undefined;
  readonly generation: number;
  readonly verdict: Verdict;
} = { line: '', read: undefined, generation: 0, verdict: { reason: 'unknown', provider: undefined } };

function findVerdict(line: string, read: LogLine): Verdict {
  const reply = replyInPlace(line, read);
  // People's own rules may look at any word.
  if (ownRulesGeneration() > 0) {
    return explain(reply);
  }
  const run = keyOf(reply);
  const at = keys.find(run);
  if (at >= 0) {
    return verdicts[at] as Verdict;
  }
  const { reason, provider } = explain(reply);
  if (keys.size >= MOST_KNOWN || keys.length >= MOST_UNITS) {
    keys.clear();
    verdicts.length = 0;
  }
  const verdict = { reason, provider };
  verdicts[keys.numberOf(run)] = verdict;
  return verdict;
}

const MOST_KNOWN = 10_000;
const MOST_UNITS = 1_000_000;
const keys = new UnitRuns();
/** By the number of their key. */
const verdicts: Verdict[] = [];

const key = new UnitRun(8192);

/** The run of all that an explanation looks at; it is lost with the next. The command, which may be long, comes last. */
function keyOf({ text, relay, code, enhanced, command, outcome, product }: ReplyInPlace): UnitRun {
  key.clear();
  addWithoutInertWords(plainReplyText(text), key);
  key.add(code ?? 0);
  addHosts(relay);
  for (const told of [outcome, product, enhanced, command]) {
    key.add(BREAK);
    key.addText(told ?? '-');
  }
  return key;
}

const BREAK = 0x0a;

/** Of a host's name only that part tells which belongs to a provider. */
function addHosts(relay: string | undefined): void {
  key.add(BREAK);
  if (relay !== undefined) {
    key.addText(providerHostsIn(relay));
  }
}

/** The hosts of providers that a name ends with, in lower case: `google.com` of `mx1.google.com`; mostly none, `''`. */
export function providerHostsIn(relay: string): string {
  const end = relay.endsWith('.') ? relay.length - 1 : relay.length;
  let hosts = '';
  let hash = 0;
  for (let at = end - 1; at >= 0; at--) {
    hash = withUnit(hash, lowerAscii(relay.charCodeAt(at)));
    if ((at === 0 || relay.charCodeAt(at - 1) === DOT) && hostHashes.has(hash)) {
      hosts += `\n${relay.slice(at, end).toLowerCase()}`;
    }
  }
  return hosts;
}

const DOT = 0x2e;

function withUnit(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

/** Of the names of the providers' hosts, from the end to the start: most relays are none of theirs. */
const hostHashes: ReadonlySet<number> = new Set(
  providerHosts.map((host) => [...host].reduceRight((hash, unit) => withUnit(hash, unit.charCodeAt(0)), 0)),
);
