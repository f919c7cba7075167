import { type ProviderRule, providerIndex } from './catalogue';
import { ownRuleIndex } from './ownRules';
import type { PhraseIndex } from './phrases';

/** What is known of a reply besides its words. */
export interface KnownOfReply {
  readonly code: number | undefined;
  readonly enhanced: string | undefined;
  /** The host that said it. */
  readonly relay: string | undefined;
  /** The SMTP command it answered. */
  readonly command: string | undefined;
}

/**
 * The rule of a provider that explains these words, in lower case. A rule counts when the host is its provider's, or
 * when the words are so much its own (`[TSS04]`, a link, a long sentence) that nobody else says them.
 */
export function findProviderRule(words: string, known: KnownOfReply): ProviderRule | undefined {
  return bestRule(providerIndex(), words, known);
}

/** The rule of the person's own that explains these words. */
export function findOwnRule(words: string, known: KnownOfReply): ProviderRule | undefined {
  return bestRule(ownRuleIndex(), words, known);
}

function bestRule(
  index: PhraseIndex<ProviderRule>,
  words: string,
  known: KnownOfReply,
): ProviderRule | undefined {
  let [best, bestScore]: [ProviderRule | undefined, number] = [undefined, 0];
  index.forEachMatch(words, (rule, length) => {
    const score = scoreOf(rule, length, known);
    if (score > bestScore) {
      [best, bestScore] = [rule, score];
    }
  });
  return best;
}

/** How well a rule whose words were found fits the rest of the reply; 0 where it does not. */
function scoreOf(
  rule: ProviderRule,
  length: number,
  { code, enhanced, relay, command }: KnownOfReply,
): number {
  const sameCode = code === undefined || rule.code === undefined || rule.code === code;
  const sameEnhanced = enhanced === undefined || rule.enhanced === undefined || rule.enhanced === enhanced;
  const sameDigit =
    code === undefined || rule.code === undefined || Math.floor(rule.code / 100) === Math.floor(code / 100);
  if (!sameDigit || (!sameCode && !rule.codeAssumed && !sameEnhanced)) {
    return 0;
  }
  const fit =
    (rule.code === code && code !== undefined ? 6 : 0) +
    (rule.enhanced === enhanced && enhanced !== undefined ? 8 : 0);
  if (!fitsCommand(rule, command)) {
    return 0;
  }
  if (isHostOf(rule, relay)) {
    return HOST_SCORE + length + fit;
  }
  return isItsOwn(rule, length, relay) ? length + fit : 0;
}

/** Outweighs any text. */
const HOST_SCORE = 10_000;

function isHostOf({ provider: { hosts } }: ProviderRule, relay: string | undefined): boolean {
  const host = relay?.toLowerCase().replace(/\.$/, '');
  return host !== undefined && hosts.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

function fitsCommand({ commands }: ProviderRule, command: string | undefined): boolean {
  return (
    commands === undefined || commands.some((name) => command?.toUpperCase().startsWith(name.toUpperCase()))
  );
}

/** Whether a rule's words tell its provider by themselves; another host says a provider's sentence, but not its tag. */
function isItsOwn({ provider, patterns }: ProviderRule, length: number, relay: string | undefined): boolean {
  if (provider.kind === 'own') {
    return provider.hosts.length === 0;
  }
  if (provider.kind === 'list' || patterns.some((pattern) => TAG.test(pattern))) {
    return true;
  }
  return provider.kind === 'product'
    ? length >= OWN_OF_PRODUCT
    : relay === undefined && length >= OWN_OF_PROVIDER;
}

const OWN_OF_PRODUCT = 18;
const OWN_OF_PROVIDER = 34;

/** `[TSS04]`, `(S3140)`, `HVU:B1`, `AUP#I-1020`, `RCP-P1`, `postmaster.gmx.net/`. */
const TAG = /[[\]#_]|\w:\w|\/|[A-Z]{2,}[-:]?[A-Z]?\d|\.(?:com|net|org|de)\b/;
