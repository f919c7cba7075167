import type { LogLine } from '../formats/format';

/**
 * Whether a delivery only went through a door of the site's own: to a content filter, from a submission program to its
 * daemon, or on to where an alias leads, which queues the message again under a new id. The delivery is still to come.
 *
 *     4F1A2B3C4F: to=<bob@example.net>, relay=127.0.0.1[127.0.0.1]:10024, … status=sent (250 2.0.0 Ok: queued as 4F1A2B3C50)
 *     4F1A2B3C4F: to=<all@example.org>, relay=local, … status=sent (forwarded as 4F1A2B3C50)
 */
export function isHandOver(line: string, read: LogLine): boolean {
  const { outcome, relay, recipient } = read;
  if (outcome !== 'delivered' && outcome !== 'relayed') {
    return false;
  }
  if (relay === undefined) {
    return FORWARDED.test(line.slice(-LONGEST_NAME));
  }
  const host = line.slice(relay.start, relay.start + LONGEST_NAME);
  const from = Math.min(relay.start, recipient?.end ?? relay.start);
  return LOOPBACK.test(host) && QUEUED.test(line.slice(from, from + REACH));
}

const LOOPBACK = /^\[?(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?:IPv6:)?::1|localhost)(?![\w-]|\.(?!localdomain))/i;

/** What Postfix, Sendmail, OpenSMTPD and Exim answer to a message that they put in their queue. */
const QUEUED = /: queued as |Message accepted for delivery|\bOK id=/i;

const FORWARDED = /\(forwarded as [0-9A-Za-z]{6,20}\)$/;

const LONGEST_NAME = 40;
/** How far behind the relay the reply may end. */
const REACH = 1000;
