import enhancedRows from '../../../data/enhanced-status-codes.json' with { type: 'json' };
import * as packed from '../../../data/packed';
import reasonRows from '../../../data/reasons.json' with { type: 'json' };
import replyCodeRows from '../../../data/reply-codes.json' with { type: 'json' };
import { PackedTable } from './packedTable';
import { PhraseIndex } from './phrases';

/** The id of a row of data/reasons.json, such as `user-unknown`. */
export type ReasonId = string;
export type Retry = 'yes' | 'later' | 'after-repair' | 'no' | 'unknown';
export type WhoActs = 'sender' | 'recipient' | 'recipient-admin' | 'your-admin' | 'nobody';

export interface Reason {
  readonly id: ReasonId;
  readonly family: string;
  readonly title: string;
  readonly meaning: string;
  readonly whoActs: WhoActs;
  readonly action: string;
  readonly retry: Retry;
  readonly retryBecause: string;
  /** Whether no patience helps, whatever the first digit says: the message itself would have to change. */
  readonly lasting?: boolean;
}

export interface Source {
  readonly title: string;
  readonly url?: string | undefined;
}

/** What a reply code means, in general or where its commands or enhanced codes say. */
export interface CodeMeaning {
  readonly title: string;
  readonly meaning: string;
  readonly reason: ReasonId;
  readonly commands?: readonly string[];
  readonly enhanced?: readonly string[];
  /** Nothing in a reply tells that this is meant. */
  readonly rare?: boolean;
  readonly source: string;
  readonly url?: string;
  readonly confirmed?: boolean;
}

export interface ReplyCodeRow {
  readonly code: number;
  readonly status: 'standard' | 'registered' | 'draft' | 'historic' | 'seen' | 'not-smtp';
  /** Commands that go on after a refused one are answered so. */
  readonly followsRefusal?: boolean;
  readonly meanings: readonly CodeMeaning[];
}

export interface EnhancedCodeRow {
  /** `X.1.1` where the class is any, `X.1.X` for a subject, `5.X.X` for a class. */
  readonly code: string;
  readonly kind: 'class' | 'subject' | 'detail' | 'not-registered';
  /** As the registry has it. */
  readonly title: string;
  readonly meaning: string;
  /** What certain servers mean by it instead. */
  readonly reuse?: string;
  readonly reason?: ReasonId;
  readonly source: string;
  readonly url?: string;
}

/** What one provider or product means by a text. */
export interface ProviderRule {
  readonly provider: Provider;
  readonly patterns: readonly string[];
  readonly code?: number;
  /** The source names the class of the reply code alone; `code` was filled in. */
  readonly codeAssumed?: boolean;
  readonly enhanced?: string;
  /** The first and last of a range of enhanced codes, such as `5.7.606` and `5.7.649`. */
  readonly enhancedRange?: readonly string[];
  /** Others say it too: the rule holds for the provider's own hosts alone. */
  readonly shared?: boolean;
  /** The rule holds after these SMTP commands alone. */
  readonly commands?: readonly string[];
  readonly reason: ReasonId;
  readonly meaning: string;
  /** Where there is more to do than the reason says. */
  readonly action?: string;
  readonly retry?: Retry;
  readonly source: string;
  readonly url?: string;
  readonly confirmed?: boolean;
  /** One of its patterns is a tag that nobody else would write, such as `[TSS04]`. */
  readonly tagged?: boolean;
}

export interface Provider {
  readonly name: string;
  /** A `product` runs anywhere, a `list` is quoted by anyone; any other is known by its hosts. */
  readonly kind?: string;
  /** Suffixes of the names of its hosts. */
  readonly hosts: readonly string[];
}

/** A general text that points to a reason; the heavier and longer of two texts decides. */
export interface Phrase {
  readonly reason: ReasonId;
  readonly weight: number;
  /** The text counts after one of these alone, whatever stands between. */
  readonly first?: readonly string[];
  readonly source?: string;
  readonly url?: string;
  readonly confirmed?: boolean;
}

export const reasons: ReadonlyMap<ReasonId, Reason> = new Map(
  (reasonRows as readonly Reason[]).map((row) => [row.id, row]),
);

export const replyCodes: ReadonlyMap<number, ReplyCodeRow> = new Map(
  (replyCodeRows as readonly ReplyCodeRow[]).map((row) => [row.code, row]),
);

export const enhancedCodes: ReadonlyMap<string, EnhancedCodeRow> = new Map(
  (enhancedRows as readonly EnhancedCodeRow[]).map((row) => [row.code, row]),
);

/** `[TSS04]`, `(S3140)`, `AS(42000001`, `HVU:B1`, `AUP#I-1020`, `RCP-P1`, `postmaster.gmx.net/`. */
const TAG = /[[\]#_]|AS\(|\w:\w|\/|[A-Z]{2,}[-:]?[A-Z]?\d|\.(?:com|net|org|de)\b/;

const rules = lazily(
  () =>
    new PackedTable(packed.rules, (row, patterns): ProviderRule => {
      const { provider, ...rule } = row as Omit<ProviderRule, 'provider'> & { provider: number };
      return {
        ...rule,
        patterns,
        provider: packed.providers[provider] as Provider,
        tagged: patterns.some((pattern) => TAG.test(pattern)),
      };
    }),
);

const phrases = lazily(() => new PackedTable(packed.phrases, (row) => row as Phrase));

export const providerHosts: readonly string[] = packed.providers.flatMap(({ hosts }) => hosts);

/** Every rule; few are asked for in a session, and the others need not be read. */
export function providerRules(): readonly ProviderRule[] {
  return rules().all();
}

export const providerIndex = lazily(
  () =>
    new PhraseIndex(
      rules().patterns.map((pattern) => pattern.toLowerCase()),
      packed.rules.slots,
      (pattern) => rules().ofPattern(pattern),
    ),
);

export const phraseIndex = lazily(
  () =>
    new PhraseIndex(
      phrases().patterns,
      packed.phrases.slots,
      (pattern) => phrases().ofPattern(pattern),
      ({ first }) => first,
    ),
);

/** The patterns that the catalogue looks for in texts, and what it looks for before them. */
export function allPatterns(): readonly string[] {
  return [
    ...phrases().patterns,
    ...phrases()
      .all()
      .flatMap(({ first = [] }) => first),
    ...rules().patterns,
  ];
}

/** Made when first asked for, so that starting costs nothing. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
