import { readReply, readReplyCode, type SmtpReply, type Speaker } from '../smtp/reply';

/**
 * The replies in a recipient status of Exchange, one for each recipient, and the replies they quote:
 * `250 2.1.5 Recipient OK;250 2.1.5 Recipient OK`, `550 5.1.1 RESOLVER.ADR.RecipNotFound; not found`,
 * `[{LED=550 5.1.1 No such user};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.1};{LRT=11/23/2026 3:39:02 PM}]`,
 * `451 4.4.0 Primary target IP address responded with: "421 4.3.2 Try later." Attempted failover …`.
 */
export function readStatus(line: string, start: number, end: number, speaker: Speaker): SmtpReply[] {
  const replies: SmtpReply[] = [];
  const last = line.indexOf('LED=', start);
  if (last < 0 || last >= end) {
    readList(line, start, end, speaker, replies);
    return replies;
  }
  // `LED`: last error detail.
  for (let at = last; at >= 0 && at < end && replies.length < MOST; at = line.indexOf('LED=', at + 4)) {
    const close = line.indexOf('};', at);
    addReply(line, at + 4, close < 0 || close > end ? end : close, speaker, replies);
  }
  return replies;
}

/** `250 2.1.5 Recipient OK;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found`. */
function readList(line: string, start: number, end: number, speaker: Speaker, into: SmtpReply[]): void {
  let at = start;
  while (at < end && into.length < MOST) {
    const next = nextOfList(line, at, end);
    addReply(line, at, next < 0 ? end : next, speaker, into);
    at = next < 0 ? end : next + 1;
  }
}

/** The semicolon before the next reply; the one in `NotFound; not found` has a blank behind it. */
function nextOfList(line: string, from: number, end: number): number {
  let at = line.indexOf(';', from);
  while (at >= 0 && at < end) {
    if (readReplyCode(line, at + 1) > 0) {
      return at;
    }
    at = line.indexOf(';', at + 1);
  }
  return -1;
}

function addReply(whole: string, start: number, end: number, speaker: Speaker, into: SmtpReply[]): void {
  // Cut off, lest each reply of a long list be looked for things to its very end.
  const line = whole.slice(0, end);
  const quoted = quotedAt(line, start);
  // Whoever quotes another's reply is Exchange itself.
  const outer = readReply(line, start, quoted > 0 && speaker === 'remote' ? 'server' : speaker);
  if (outer === undefined) {
    return;
  }
  into.push(outer);
  const queued = line.indexOf(' -> ', start);
  const innerAt = quoted > 0 ? quoted : queued > 0 ? queued + 4 : -1;
  const inner = innerAt < 0 ? undefined : readReply(line, innerAt, 'remote', quoteEnd(line, innerAt));
  if (inner !== undefined) {
    into.push(inner);
  }
}

/** Where a reply that another one quotes begins, or -1. */
function quotedAt(line: string, start: number): number {
  for (const phrase of QUOTING) {
    const at = line.indexOf(phrase, start);
    if (at >= 0) {
      const inner = at + phrase.length;
      // A column's own quotes are doubled inside it.
      return line.charCodeAt(inner) === QUOTE ? inner + 1 : inner;
    }
  }
  return -1;
}

function quoteEnd(line: string, start: number): number {
  const ends = ['"', '] ['].map((mark) => line.indexOf(mark, start)).filter((at) => at >= 0);
  const close = Math.min(line.length, ...ends);
  return line.charCodeAt(close - 1) === 0x5d ? close - 1 : close;
}

const QUOTING = ['responded with: "', 'primary target IP address: "', 'error was: "', '[Message='];
const QUOTE = 0x22;
/** More recipients than any one row has. */
const MOST = 1000;
