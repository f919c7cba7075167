import {
  type CodeMeaning,
  type EnhancedCodeRow,
  enhancedCodes,
  type Phrase,
  type ProviderRule,
  type Reason,
  type ReasonId,
  reasons,
  replyCodes,
  type Source,
} from './catalogue';
import { commandName } from './command';
import { findGeneralText, type GeneralText, type SaidByCodes } from './generalText';
import { findOwnRule, findProviderRule, type KnownOfReply } from './providers';
import { withoutAddresses } from './replyText';
import type { ReplyClass } from './verdict';

/** The layers of the catalogue, from the narrowest to the widest. */
export type DecidedBy = 'own' | 'provider' | 'text' | 'enhanced' | 'code' | 'digit' | 'none';

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

/** What each layer says of a reply whose words are given in lower case, the deciding one first. */
export function layersOf(words: string, known: KnownOfReply, class_: ReplyClass | undefined): Layer[] {
  const { code, enhanced, command } = known;
  const failed = class_ !== 'success' && class_ !== 'intermediate';
  const ownRule = findOwnRule(words, known);
  const said = withoutAddresses(words);
  const rule = findProviderRule(said, known);
  const enhancedRow = enhancedRowOf(enhanced);
  const codeRow = meaningOf(known);
  const byCodes = { class_, byEnhanced: enhancedRow?.reason, byCode: codeRow?.reason };
  const found = failed ? findGeneralText(said, byCodes) : undefined;
  const textFirst =
    rule && found && known.product === undefined && isVague(rule) && isClearer(found.phrase, rule);
  const providers = rule && ruleLayer(rule);
  const text = found && textLayer(found, byCodes, command);
  const layers: Layer[] = [];
  for (const layer of [
    ownRule && ruleLayer(ownRule),
    textFirst ? text : providers,
    textFirst ? providers : text,
    enhancedRow && (failed ? failureLayer(enhancedRow) : enhancedLayer(enhancedRow)),
    codeRow && codeLayer(codeRow),
    class_ && (code !== undefined || enhanced !== undefined) ? DIGITS[class_] : undefined,
  ]) {
    if (layer !== undefined) {
      layers.push(layer);
    }
  }
  return layers;
}

/** A product's rule that names no cause, or only what followed from it, says less than a text that does. */
function isVague({ reason, provider }: ProviderRule): boolean {
  return provider.kind === 'product' && (reason === 'policy' || reason === 'protocol-error');
}

function isClearer(phrase: Phrase, rule: ProviderRule): boolean {
  return phrase.weight > 0 && phrase.reason !== rule.reason;
}

/**
 * A reason as the command narrows it: what is unknown after MAIL is the sender, not the recipient; at the greeting the
 * server knows nothing of a client but its address.
 */
function reasonAfter(reason: ReasonId, command: string | undefined): ReasonId {
  if (command === 'MAIL' && ABOUT_RECIPIENT.has(reason)) {
    return 'bad-sender';
  }
  return reason === 'policy' && AT_GREETING.has(command) ? 'ip-blocked' : reason;
}

const ABOUT_RECIPIENT: ReadonlySet<ReasonId> = new Set(['user-unknown', 'domain-unknown', 'bad-recipient']);
const AT_GREETING: ReadonlySet<string | undefined> = new Set(['CONNECT', 'EHLO', 'HELO']);

/** The answer to a text that no layer knows. */
export const NOTHING: Layer = {
  decidedBy: 'none',
  title: 'Not an SMTP reply that we know',
  meaning: 'There is no reply code here, and no words that the catalogue knows.',
  sources: [],
  reason: 'unknown',
  confirmed: true,
};

export function reasonRow(id: ReasonId): Reason {
  return reasons.get(id) ?? (reasons.get('unknown') as Reason);
}

function enhancedRowOf(enhanced: string | undefined): EnhancedCodeRow | undefined {
  const row = enhanced === undefined ? undefined : enhancedCodes.get(`X${enhanced.slice(1)}`);
  return row?.reason === undefined ? undefined : row;
}

/** What a code means beside this enhanced code, or after this command; else what it means in general. */
function meaningOf({ code, enhanced, command }: KnownOfReply): CodeMeaning | undefined {
  const meanings = code === undefined ? undefined : replyCodes.get(code)?.meanings;
  return (
    meanings?.find((meaning) => enhanced !== undefined && meaning.enhanced?.includes(enhanced)) ??
    meanings?.find((meaning) => !meaning.rare && !meaning.enhanced && answers(meaning, command)) ??
    meanings?.[0]
  );
}

function answers({ commands }: CodeMeaning, command: string | undefined): boolean {
  return command !== undefined && commands?.some((name) => commandName(name) === command) === true;
}

/** What a row says is said alike each time: made once for each row. */
function once<Row extends object>(make: (row: Row) => Layer): (row: Row) => Layer {
  const made = new WeakMap<Row, Layer>();
  return (row) => {
    const known = made.get(row);
    if (known !== undefined) {
      return known;
    }
    const layer = make(row);
    made.set(row, layer);
    return layer;
  };
}

const ruleLayer = once<ProviderRule>((rule) => ({
  decidedBy: rule.provider.kind === 'own' ? 'own' : 'provider',
  title: reasonRow(rule.reason).title,
  meaning: rule.meaning,
  sources: [{ title: rule.source, url: rule.url }],
  reason: rule.reason,
  confirmed: rule.confirmed !== false,
  rule,
}));

/** A text of which we know no source is confirmed where the codes say the same. */
function textLayer(
  { phrase, sourced }: GeneralText,
  { byEnhanced, byCode }: SaidByCodes,
  command: string | undefined,
): Layer {
  const { id, title, meaning } = reasonRow(reasonAfter(phrase.reason, command));
  return {
    decidedBy: 'text',
    title,
    meaning,
    sources: sourced?.source === undefined ? [] : [{ title: sourced.source, url: sourced.url }],
    reason: id,
    confirmed: sourced !== undefined || phrase.reason === byEnhanced || phrase.reason === byCode,
  };
}

const enhancedLayer = once<EnhancedCodeRow>((row) => ({
  decidedBy: 'enhanced',
  title: row.title,
  meaning: row.reuse === undefined ? row.meaning : `${row.meaning} ${row.reuse}`,
  sources: [{ title: `${row.source} (enhanced status codes)`, url: row.url }],
  reason: 'accepted',
  confirmed: row.kind !== 'not-registered',
}));

const failureLayer = once<EnhancedCodeRow>((row) => {
  const { id, title } = reasonRow(row.reason ?? 'unknown');
  return { ...enhancedLayer(row), title: id === 'unknown' ? row.title : title, reason: id };
});

const codeLayer = once<CodeMeaning>(({ title, meaning, reason, source, url, confirmed }) => ({
  decidedBy: 'code',
  title,
  meaning,
  sources: [{ title: source, url }],
  reason,
  confirmed: confirmed !== false,
}));

const BY_DIGIT = {
  decidedBy: 'digit',
  sources: [{ title: 'RFC 5321 s4.2.1', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1' }],
  confirmed: true,
} as const;

const DIGITS: Readonly<Record<ReplyClass, Layer>> = {
  success: { ...BY_DIGIT, title: 'Success', meaning: 'The command was carried out.', reason: 'accepted' },
  intermediate: {
    ...BY_DIGIT,
    title: 'More is expected',
    meaning: 'The server waits for more.',
    reason: 'in-progress',
  },
  temporary: {
    ...BY_DIGIT,
    title: 'Temporary failure',
    meaning: 'Refused for now; the same may be accepted later.',
    reason: 'unknown',
  },
  permanent: {
    ...BY_DIGIT,
    title: 'Permanent failure',
    meaning: 'Refused for good; the same will be refused again.',
    reason: 'unknown',
  },
};
