import { type ProviderRule, providerIndex } from './catalogue';
import { commandName } from './command';
import { ownRuleIndex } from './ownRules';
import type { PhraseIndex } from './phrases';

/** What is known of a reply besides its words. */
export interface KnownOfReply {
  readonly code: number | undefined;
  readonly enhanced: string | undefined;
  /** The host that said it. */
  readonly relay: string | undefined;
  /** The mail server program that said it, such as `Postfix`. */
  readonly product: string | undefined;
  /** The name of the SMTP command it answered, as `commandName` gives it. */
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
  const relay = known.relay?.toLowerCase().replace(/\.$/, '');
  index.forEachMatch(words, (rule, length) => {
    const score = scoreOf(rule, length, known, relay);
    if (score > bestScore) {
      [best, bestScore] = [rule, score];
    }
  });
  return best;
}

/** How well a rule whose words were found fits the rest of the reply; 0 where it does not. */
function scoreOf(rule: ProviderRule, length: number, known: KnownOfReply, host: string | undefined): number {
  if (!fitsCommand(rule, known.command) || !fitsCodes(rule, known)) {
    return 0;
  }
  const fit =
    (rule.code === known.code && known.code !== undefined ? 6 : 0) +
    (known.enhanced !== undefined && hasEnhanced(rule, known.enhanced) ? 8 : 0) +
    (rule.commands === undefined ? 0 : 4);
  if (isSaidBy(rule.provider, host, known.product)) {
    return HOST_SCORE + length + fit;
  }
  return isItsOwn(rule, length, known) ? length + fit : 0;
}

function hasEnhanced({ enhanced, enhancedRange: [first, last] = [] }: ProviderRule, code: string): boolean {
  if (first === undefined || last === undefined) {
    return enhanced === code;
  }
  const detail = code.lastIndexOf('.') + 1;
  const number = Number(code.slice(detail));
  return (
    code.slice(0, detail) === first.slice(0, detail) &&
    number >= Number(first.slice(detail)) &&
    number <= Number(last.slice(detail))
  );
}

/** A tag is the same under any code; a sentence binds by its code, or by the first digit of one that was assumed. */
function fitsCodes(rule: ProviderRule, { code, enhanced }: KnownOfReply): boolean {
  if (code === undefined || rule.code === undefined || rule.code === code || rule.tagged === true) {
    return true;
  }
  const sameDigit = Math.floor(rule.code / 100) === Math.floor(code / 100);
  return sameDigit && (rule.codeAssumed || sameOrAbsent(rule.enhanced, enhanced));
}

function sameOrAbsent<T>(one: T | undefined, other: T | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** Outweighs any text. */
const HOST_SCORE = 10_000;

/** The host is in lower case. */
function isSaidBy(
  { name, hosts }: ProviderRule['provider'],
  host: string | undefined,
  product: string | undefined,
): boolean {
  return (
    (product !== undefined && product.toLowerCase() === name.toLowerCase()) ||
    (host !== undefined && hosts.some((suffix) => host === suffix || host.endsWith(`.${suffix}`)))
  );
}

function fitsCommand({ commands }: ProviderRule, command: string | undefined): boolean {
  return commands === undefined || commands.some((name) => commandName(name) === command);
}

/**
 * Whether a rule's words tell its provider by themselves. Another host quotes a provider's tag, but does not say its
 * sentence; a sentence is known by the codes that are always said with it.
 */
function isItsOwn(rule: ProviderRule, length: number, { code, enhanced, relay }: KnownOfReply): boolean {
  const { kind, hosts } = rule.provider;
  if (kind === 'own') {
    return hosts.length === 0;
  }
  if (
    rule.shared ||
    (kind !== 'product' && kind !== 'list' && relay !== undefined && !rule.tagged === true)
  ) {
    return false;
  }
  return (
    kind === 'list' ||
    rule.tagged === true ||
    (length >= ownLength(rule) && hasItsCodes(rule, code, enhanced))
  );
}

/** How long a sentence must be that tells who says it. */
function ownLength({ provider, enhanced }: ProviderRule): number {
  return provider.kind !== 'product' ? 34 : enhanced === undefined ? 28 : 18;
}

function hasItsCodes(rule: ProviderRule, code: number | undefined, enhanced: string | undefined): boolean {
  return (
    (rule.enhanced === undefined || rule.enhanced === enhanced) &&
    (rule.codeAssumed || rule.code === undefined || rule.code === code)
  );
}
