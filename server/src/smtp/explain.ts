import { type ReasonId, type Retry, replyCodes, type Source, type WhoActs } from './catalogue';
import { commandName } from './command';
import { type DecidedBy, type Layer, layersOf, NOTHING, reasonRow } from './layers';
import { readEnhancedCode, readReply } from './reply';
import { plainReplyText, wordsOf } from './replyText';
import { classOf, type ReplyClass, verdict } from './verdict';

export type { ReasonId, Retry, Source, WhoActs } from './catalogue';
export type { DecidedBy, Layer } from './layers';
export { plainReplyText } from './replyText';
export type { ReplyClass } from './verdict';

/** A reply, or a failure without one, and where it stands. */
export interface ReplyInPlace {
  /** The reply as the log has it, `550 5.1.1 No such user`; a code alone; or the server's own words. */
  readonly text: string;
  /** Where they are known apart from the text. */
  readonly code?: number | undefined;
  readonly enhanced?: string | undefined;
  /** The host that said it. */
  readonly relay?: string | undefined;
  /** The mail server program that said it, such as `Postfix`, where the log tells. */
  readonly product?: string | undefined;
  /** The SMTP command it answered, such as `RCPT TO` or `end of DATA`. */
  readonly command?: string | undefined;
  /** What the log says became of the message, where no code tells the class. */
  readonly outcome?: string | undefined;
}

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

/** What a reply means: the narrowest layer that knows it decides. Never throws, whatever the text. */
export function explain(reply: ReplyInPlace): Explanation {
  const text = plainReplyText(reply.text);
  const read = readReply(text, 0, 'unknown');
  const code = reply.code ?? read?.code ?? foreignCode(text);
  const enhanced = reply.enhanced ?? read?.enhanced ?? readEnhancedCode(text, 0);
  const class_ = classOf(code, enhanced, reply.outcome);
  const layers = layersOf(
    wordsOf(text, code),
    { code, enhanced, relay: reply.relay, product: reply.product, command: commandName(reply.command) },
    class_,
  );
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

/** A number that is no SMTP reply, but that people look up like one: `605` of a mail service. */
function foreignCode(text: string): number | undefined {
  const number = /^[016-9]\d\d(?=\s|$)/.exec(text);
  return number && replyCodes.has(Number(number[0])) ? Number(number[0]) : undefined;
}

/** The title of a reason, such as `No such mailbox`. */
export function reasonTitle(reason: ReasonId): string {
  return reasonRow(reason).title;
}
