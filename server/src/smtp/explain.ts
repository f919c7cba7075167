import {
  type CodeMeaning,
  type EnhancedCodeRow,
  enhancedCodes,
  type Phrase,
  type ProviderRule,
  phraseIndex,
  type Reason,
  type ReasonId,
  type Retry,
  reasons,
  replyCodes,
  type Source,
  type WhoActs,
} from './catalogue';
import { findOwnRule, findProviderRule, type KnownOfReply } from './providers';
import { readEnhancedCode, readReply } from './reply';
import { plainReplyText, wordsStart } from './replyText';

export type { ReasonId, Retry, Source, WhoActs } from './catalogue';
export { plainReplyText } from './replyText';

/** A reply, or a failure without one, and where it stands. */
export interface ReplyInPlace {
  /** The reply as the log has it, `550 5.1.1 No such user`; a code alone; or the server's own words. */
  readonly text: string;
  /** Where they are known apart from the text. */
  readonly code?: number | undefined;
  readonly enhanced?: string | undefined;
  /** The host that said it. */
  readonly relay?: string | undefined;
  /** The SMTP command it answered, such as `RCPT TO` or `end of DATA`. */
  readonly command?: string | undefined;
  /** What the log says became of the message, where no code tells the class. */
  readonly outcome?: string | undefined;
}

export type ReplyClass = 'success' | 'intermediate' | 'temporary' | 'permanent';

/** The layers of the catalogue, from the narrowest to the widest. */
export type DecidedBy = 'own' | 'provider' | 'text' | 'enhanced' | 'code' | 'digit' | 'none';

export interface Explanation {
  readonly code: number | undefined;
  readonly enhanced: string | undefined;
  readonly class: ReplyClass | undefined;
  readonly reason: ReasonId;
  /** Whether trying again helps: our own verdict, which may differ from what the first digit says. */
  readonly retry: Retry;
  readonly retryBecause: string;
  readonly contradictsDigit: boolean;
  readonly whoActs: WhoActs;
  readonly title: string;
  readonly meaning: string;
  readonly action: string;
  readonly provider: string | undefined;
  readonly decidedBy: DecidedBy;
  /** There was no reply code: read from the words alone. */
  readonly inferred: boolean;
  /** Whether a published source confirms the row that decided. */
  readonly confirmed: boolean;
  /** The layer that decided first, then the wider ones. */
  readonly layers: readonly Layer[];
  /** Of all layers, the deciding one's first. */
  readonly sources: readonly Source[];
}

/** What one layer of the catalogue says. */
export interface Layer {
  readonly decidedBy: DecidedBy;
  readonly title: string;
  readonly meaning: string;
  readonly sources: readonly Source[];
  readonly reason: ReasonId;
  readonly confirmed: boolean;
  readonly rule?: ProviderRule;
}

/** What a reply means: the narrowest layer that knows it decides. Never throws, whatever the text. */
export function explain(reply: ReplyInPlace): Explanation {
  const text = plainReplyText(reply.text);
  const read = readReply(text, 0, 'unknown');
  const code = reply.code ?? read?.code;
  const enhanced = reply.enhanced ?? read?.enhanced ?? readEnhancedCode(text, 0);
  const class_ = classOf(code, enhanced, reply.outcome);
  const layers = layersOf(text, code, enhanced, class_, reply);
  const decided = layers[0] ?? NOTHING;
  const reason = reasonRow(decided.reason);
  const { retry, because, contradicts } = verdict(reason, decided.rule?.retry, class_, text);
  return {
    code,
    enhanced,
    class: class_,
    reason: reason.id,
    retry,
    retryBecause: because,
    contradictsDigit: contradicts,
    whoActs: reason.whoActs,
    title: decided.title,
    meaning: decided.meaning,
    action: decided.rule?.action || reason.action,
    provider: decided.rule?.provider.name,
    decidedBy: decided.decidedBy,
    inferred: code === undefined && reply.outcome !== undefined,
    confirmed: decided.confirmed,
    layers: layers.length === 0 ? [NOTHING] : layers,
    sources: layers.flatMap(({ sources }) => sources),
  };
}

/** The title of a reason, such as `No such mailbox`. */
export function reasonTitle(reason: ReasonId): string {
  return reasonRow(reason).title;
}

function reasonRow(id: ReasonId): Reason {
  return reasons.get(id) ?? (reasons.get('unknown') as Reason);
}

const NOTHING: Layer = {
  decidedBy: 'none',
  title: 'Not an SMTP reply that we know',
  meaning: 'There is no reply code here, and no words that the catalogue knows.',
  sources: [],
  reason: 'unknown',
  confirmed: true,
};

/** The first digit: of the reply code, else of the enhanced code, else what the outcome says. */
function classOf(
  code: number | undefined,
  enhanced: string | undefined,
  outcome: string | undefined,
): ReplyClass | undefined {
  const digit = code === undefined ? Number(enhanced?.charAt(0)) : Math.floor(code / 100);
  return CLASSES[digit] ?? OUTCOME_CLASSES[outcome ?? ''];
}

const CLASSES: readonly (ReplyClass | undefined)[] = [
  undefined,
  undefined,
  'success',
  'intermediate',
  'temporary',
  'permanent',
];

const OUTCOME_CLASSES: Readonly<Record<string, ReplyClass>> = {
  failed: 'permanent',
  delayed: 'temporary',
  delivered: 'success',
  relayed: 'success',
  expanded: 'success',
};

function layersOf(
  text: string,
  code: number | undefined,
  enhanced: string | undefined,
  class_: ReplyClass | undefined,
  reply: ReplyInPlace,
): Layer[] {
  const words = text.slice(wordsStart(text)).replace(IN_REPLY_TO, '').toLowerCase();
  const failed = class_ !== 'success' && class_ !== 'intermediate';
  const known: KnownOfReply = { code, enhanced, relay: reply.relay, command: reply.command };
  const ownRule = findOwnRule(words, known);
  const rule = findProviderRule(words, known);
  const enhancedRow = enhancedRowOf(enhanced);
  const codeRow = code === undefined ? undefined : meaningAfter(code, reply.command);
  const phrase = failed ? findPhrase(words, enhancedRow?.reason, codeRow?.reason) : undefined;
  const text_ = phrase && textLayer(reasonAfter(phrase.reason, reply.command));
  const own = rule && ruleLayer(rule, 'provider');
  return [
    ownRule && ruleLayer(ownRule, 'own'),
    ...(rule !== undefined && isVague(rule) && phrase !== undefined && phrase.weight > 0
      ? [text_, own]
      : [own, text_]),
    enhancedRow && enhancedLayer(enhancedRow, class_),
    codeRow && codeLayer(codeRow),
    class_ && (code !== undefined || enhanced !== undefined) ? digitLayer(class_) : undefined,
  ].filter((layer) => layer !== undefined);
}

/** A product's rule that names no cause says less than a text that does. */
function isVague({ reason, provider }: ProviderRule): boolean {
  return reason === 'policy' && provider.kind === 'product';
}

/** What is unknown after MAIL is the sender, not the recipient. */
function reasonAfter(reason: ReasonId, command: string | undefined): ReasonId {
  return command?.toUpperCase().startsWith('MAIL') && ABOUT_RECIPIENT.has(reason) ? 'bad-sender' : reason;
}

const ABOUT_RECIPIENT = new Set<ReasonId>(['user-unknown', 'domain-unknown', 'bad-recipient']);

/** Postfix's own words after a quoted reply. */
const IN_REPLY_TO = /\(in reply to [^)]{0,80}\)?/;

/** The general text that points most clearly to a reason; a reason that the codes name too has the better of it. */
function findPhrase(words: string, byEnhanced?: ReasonId, byCode?: ReasonId): Phrase | undefined {
  let [best, bestScore]: [Phrase | undefined, number] = [
    undefined,
    byEnhanced === undefined ? -Infinity : WEAK_SCORE,
  ];
  phraseIndex().forEachMatch(words, (phrase, length) => {
    const agrees = (phrase.reason === byEnhanced ? 8 : 0) + (phrase.reason === byCode ? 3 : 0);
    const score = phrase.weight + length + agrees;
    if (score > bestScore) {
      [best, bestScore] = [phrase, score];
    }
  });
  return best;
}

/** A text below this says less than an enhanced code. */
const WEAK_SCORE = -6;

function enhancedRowOf(enhanced: string | undefined): EnhancedCodeRow | undefined {
  const row = enhanced === undefined ? undefined : enhancedCodes.get(`X${enhanced.slice(1)}`);
  return row?.reason === undefined ? undefined : row;
}

/** What a code means after a command; its first meaning where the command is not known. */
function meaningAfter(code: number, command: string | undefined): CodeMeaning | undefined {
  const meanings = replyCodes.get(code)?.meanings;
  const verb = command?.toUpperCase();
  const fitting = meanings?.find(({ commands }) =>
    commands?.some((name) => verb?.startsWith(name.toUpperCase())),
  );
  return fitting ?? meanings?.[0];
}

function ruleLayer(rule: ProviderRule, decidedBy: 'own' | 'provider'): Layer {
  const { title } = reasonRow(rule.reason);
  return {
    decidedBy,
    title,
    meaning: rule.meaning,
    sources: [
      {
        title: rule.url === undefined ? rule.source : `${rule.provider.name}: ${hostOf(rule.url)}`,
        url: rule.url,
      },
    ],
    reason: rule.reason,
    confirmed: rule.confirmed !== false,
    rule,
  };
}

function hostOf(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/\/.*$/, '');
}

function textLayer(reason: ReasonId): Layer {
  const { title, meaning } = reasonRow(reason);
  return { decidedBy: 'text', title, meaning, sources: [], reason, confirmed: true };
}

function enhancedLayer(row: EnhancedCodeRow, class_: ReplyClass | undefined): Layer {
  const reason = reasonRow(row.reason ?? 'unknown');
  const failed = class_ === 'temporary' || class_ === 'permanent';
  return {
    decidedBy: 'enhanced',
    title: failed && reason.id !== 'unknown' ? reason.title : row.title,
    meaning: `${row.code.replace('X.', 'x.')}: ${row.title}.`,
    sources: [{ title: `${row.source} (enhanced status codes)`, url: row.url }],
    reason: failed ? reason.id : class_ === 'success' ? 'accepted' : reason.id,
    confirmed: true,
  };
}

function codeLayer({ title, meaning, reason, source, url, confirmed }: CodeMeaning): Layer {
  const sources = [{ title: source, url }];
  return { decidedBy: 'code', title, meaning, sources, reason, confirmed: confirmed !== false };
}

function digitLayer(class_: ReplyClass): Layer {
  const { title, meaning, reason } = DIGITS[class_];
  const sources = [{ title: 'RFC 5321 s4.2.1', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1' }];
  return { decidedBy: 'digit', title, meaning, sources, reason, confirmed: true };
}

const DIGITS = {
  success: { title: 'Success', meaning: 'The command was carried out.', reason: 'accepted' },
  intermediate: { title: 'More is expected', meaning: 'The server waits for more.', reason: 'in-progress' },
  temporary: {
    title: 'Temporary failure',
    meaning: 'Refused for now; the same may be accepted later.',
    reason: 'unknown',
  },
  permanent: {
    title: 'Permanent failure',
    meaning: 'Refused for good; the same will be refused again.',
    reason: 'unknown',
  },
} as const;

interface Verdict {
  readonly retry: Retry;
  readonly because: string;
  readonly contradicts: boolean;
}

/** Whether trying again helps: the rule's own word, else the reason's, read together with the first digit. */
function verdict(
  reason: Reason,
  ruled: Retry | undefined,
  class_: ReplyClass | undefined,
  text: string,
): Verdict {
  const temporary = class_ === 'temporary';
  if (temporary && SAYS_NEVER.test(text)) {
    return {
      retry: 'no',
      because: 'The code says temporary, but the text says that retrying will not succeed.',
      contradicts: true,
    };
  }
  let retry = ruled ?? reason.retry;
  let because = reason.retryBecause;
  if (retry === 'unknown' && class_ !== undefined) {
    retry = temporary ? 'later' : reason.id === 'policy' ? 'unknown' : 'no';
    because = temporary ? 'The reason is not given; the code says that it may pass.' : because;
  } else if (temporary && retry === 'no' && ruled === undefined && !reason.lasting) {
    retry = 'later';
    because = 'The text names a lasting cause, but the server says that it may pass.';
  }
  const contradicts = temporary
    ? retry === 'no' || retry === 'after-repair'
    : class_ === 'permanent' && (retry === 'yes' || retry === 'later');
  const digit = temporary ? 'The code says temporary, but: ' : 'The code says permanent, but: ';
  return { retry, because: contradicts ? digit + because : because, contradicts };
}

const SAYS_NEVER = /permanently deferred|will not succeed|do not retry|don't retry|not try again/i;
