import type { LogLine } from '../formats/format';
import { providerHosts } from '../smtp/catalogue';
import { type Explanation, explain, plainReplyText, type ReasonId, type ReplyInPlace } from '../smtp/explain';
import { ownRulesGeneration } from '../smtp/ownRules';
import { replyInPlace } from './explanation';
import { withoutInertWords } from './inertWords';
import { ownCopy } from './tally';

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
  const key = keyOf(reply);
  let verdict = known.get(key);
  if (verdict === undefined) {
    const { reason, provider } = explain(reply);
    verdict = { reason, provider };
    if (known.size >= MOST_KNOWN) {
      known.clear();
    }
    known.set(ownCopy(key), verdict);
  }
  return verdict;
}

const MOST_KNOWN = 10_000;
const known = new Map<string, Verdict>();

function keyOf({ text, relay, code, enhanced, command, outcome, product }: ReplyInPlace): string {
  const words = withoutInertWords(plainReplyText(text));
  return `${words}\n${hostsOf(relay)}\n${command}\n${code} ${enhanced} ${outcome} ${product}`;
}

/** Of a host's name only that part tells which belongs to a provider: `google.com` of `mx1.google.com`. */
function hostsOf(relay: string | undefined): string {
  if (relay === undefined) {
    return '-';
  }
  const host = relay.toLowerCase().replace(/\.$/, '');
  let found = '';
  for (let at = 0; at >= 0; at = host.indexOf('.', at + 1)) {
    const suffix = host.slice(at === 0 ? 0 : at + 1);
    if (hosts.has(suffix)) {
      found += ` ${suffix}`;
    }
  }
  return found;
}

const hosts: ReadonlySet<string> = new Set(providerHosts);
