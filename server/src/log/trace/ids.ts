import type { LogLine } from '../../formats/format';
import type { Span } from '../../span';
import { textOf } from '../explanation';
import { eximConnection } from './exim-connection';
import { type Notice, noticeOf } from './notices';

/**
 * The ids that a line of a log ties together, as keys: what kind of id it is, then the id as it stands in the line.
 * `q:4F1A2B3C4D` is a queue id, `m:1@example.com` a message id, `d:251` one of qmail's deliveries.
 */
export interface LineIds {
  /** The id that the line is about. */
  readonly own: string | undefined;
  readonly linked: readonly string[];
  readonly messageId: string | undefined;
  /** A connection's id, `s:7818378b78e6ff50`: it may have carried several messages, and ties none to another. */
  readonly session: string | undefined;
  /** Ties a failure to the notification of its sender where neither names the other. */
  readonly notice: Notice | undefined;
}

export function idsOf(line: string, read: LogLine): LineIds {
  const messageId = read.messageId === undefined ? '' : line.slice(read.messageId.start, read.messageId.end);
  const ids = {
    own: read.queueId === undefined ? undefined : queueKey(line, read.queueId, read.format),
    linked: [
      ...read.links.map((link) => `q:${line.slice(link.start, link.end)}`),
      ...acceptedAs(line, read).map((id) => `q:${id}`),
    ],
    messageId: isTelling(messageId) ? `m:${messageId}` : undefined,
    session: read.format === 'exim' ? eximConnection(line, read) : undefined,
    notice: noticeOf(line, read),
  };
  return SESSIONS.has(read.format) ? withSession(ids, line, read) : ids;
}

/** Formats whose lines name a connection beside the message, or instead of it. */
const SESSIONS = new Set(['opensmtpd', 'dovecot']);

function withSession(ids: LineIds, line: string, read: LogLine): LineIds {
  const [session] = read.links;
  if (session !== undefined) {
    return { ...ids, linked: ids.linked.slice(1), session: `s:${line.slice(session.start, session.end)}` };
  }
  const id = textOf(line, read.queueId);
  // OpenSMTPD's messages have ids of 8 digits, its connections of 16.
  return id === undefined || id.length < SESSION_ID ? ids : { ...ids, own: undefined, session: `s:${id}` };
}

const SESSION_ID = 12;

/** qmail numbers messages and deliveries apart: `delivery 251: …` and `msg 251` have nothing to do with each other. */
function queueKey(line: string, { start, end }: Span, format: string): string {
  const isDelivery = format === 'qmail' && line.startsWith('delivery ', start - 9);
  return `${isDelivery ? 'd' : 'q'}:${line.slice(start, end)}`;
}

/** Empty ids and those of a few letters are what broken software writes into every mail. */
function isTelling(messageId: string): boolean {
  return messageId.length >= SHORTEST_MESSAGE_ID && messageId.length <= LONGEST_MESSAGE_ID;
}

const SHORTEST_MESSAGE_ID = 5;
const LONGEST_MESSAGE_ID = 998;

/**
 * The ids under which the next server took the message, which its own log may tell more of: `queued as 4F1A2B3C4E`,
 * `forwarded as 4F1A2B3C4E`, `250 OK id=1rBxyz-0001Ab-2C`, `Sent (5ANEd2wX000917 Message accepted for delivery)`.
 */
export function acceptedAs(line: string, read: LogLine): string[] {
  if (read.outcome !== 'relayed' && read.outcome !== 'delivered' && read.replies.length === 0) {
    return [];
  }
  const tail = line.slice(-LONGEST_TAIL);
  return ACCEPTED.flatMap((shape) => shape.exec(tail)?.[1] ?? []);
}

const LONGEST_TAIL = 600;
const ACCEPTED = [
  /\b(?:queued|forwarded) as ([0-9A-Za-z-]{6,32})\b/i,
  /\bOK id=([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})(?![0-9A-Za-z-])/,
  /[ (:]([0-9A-Za-z]{8,18}) Message accepted for delivery/,
  // amavis' own number, in what it answers: 250 2.6.0 Ok, id=22838-08, from MTA
  /\bid=(\d{1,10}-\d{1,6}(?:-\d{1,6})?), from MTA/,
] as const;
