import type { LogLine } from '../formats/format';

/**
 * Whether a delivery only went through a door of the site's own: to a content filter, or from a submission program to
 * its daemon, which queues the message again under a new id. The same recipient's delivery is then still to come.
 *
 *     4F1A2B3C4F: to=<bob@example.net>, relay=127.0.0.1[127.0.0.1]:10024, … status=sent (250 2.0.0 Ok: queued as 4F1A2B3C50)
 */
export function isHandOver(line: string, read: LogLine): boolean {
  const { outcome, relay, recipient } = read;
  if ((outcome !== 'delivered' && outcome !== 'relayed') || relay === undefined) {
    return false;
  }
  const from = Math.min(relay.start, recipient?.end ?? relay.start);
  return (
    LOOPBACK.test(line.slice(relay.start, relay.start + LONGEST_NAME)) &&
    QUEUED.test(line.slice(from, from + REACH))
  );
}

const LOOPBACK = /^\[?(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?:IPv6:)?::1|localhost)(?![\w-]|\.(?!localdomain))/i;

/** What Postfix, Sendmail, OpenSMTPD and Exim answer to a message that they put in their queue. */
const QUEUED = /: queued as |Message accepted for delivery|\bOK id=/i;

const LONGEST_NAME = 32;
/** How far behind the relay the reply may end. */
const REACH = 1000;
