import { GLANCE, type Glance, standsAt } from './format';
import { hasQueueId, queueIdEnd, skipBlanks } from './postfix-queue-id';

/**
 * Whether a line of Postfix is one of the many that tell of no delivery and no refusal: `connect from …`,
 * `4F1A2B3C4D: removed`. `readBody` of postfix.ts says the same of each first letter, at length.
 */
export function glanceAtPostfix(text: string, start: number, end: number): Glance {
  const at = skipBlanks(text, start);
  const idEnd = queueIdEnd(text, at);
  const rest = idEnd < 0 ? at : idEnd + 2;
  if (rest + LONGEST_LOOK > end) {
    return rest + REMOVED.length <= end && standsAt(text, REMOVED, rest) ? GLANCE.quiet : GLANCE.unclear;
  }
  const otherwise = idEnd >= 0 && hasQueueId(text, at) ? GLANCE.quiet : GLANCE.nothing;
  switch (text.charCodeAt(rest)) {
    case 0x74: // to=<
      return text.charCodeAt(rest + 3) === LESS ? GLANCE.unclear : otherwise;
    case 0x66: // from=< or filter:
      return text.charCodeAt(rest + 5) === LESS ? glanceAtQueued(text, rest, end) : GLANCE.unclear;
    case 0x63: // client= or connect from
      return text.charCodeAt(rest + 6) === EQUALS ? GLANCE.quiet : otherwise;
    case 0x64: // disconnect from or discard:
      return standsAt(text, 'disconnect ', rest) ? otherwise : GLANCE.unclear;
    case 0x6d: // message-id= or milter-reject:
      return text.charCodeAt(rest + 10) === EQUALS ? GLANCE.quiet : GLANCE.unclear;
    case 0x72: // removed or reject:
      return standsAt(text, REMOVED, rest) ? GLANCE.quiet : GLANCE.unclear;
    case 0x3e: // > mx.example.net[192.0.2.1]: 250 Ok
    case 0x3c:
    case 0x53: // SASL authentication failed; server mx.example.net[192.0.2.1] said:
    case 0x68: // hold: or host mx.example.net[192.0.2.1] said:
    case 0x70: // proxy-reject: or postmaster non-delivery notification:
    case 0x73: // sender non-delivery notification:
    case 0x75: // uid=1000 from=<alice>
    case 0x77: // warn: or warning: unknown[192.0.2.1]: SASL LOGIN authentication failed:
      return GLANCE.unclear;
    default:
      return otherwise;
  }
}

/** `from=<a@example.com>, size=1234, nrcpt=1 (queue active)`; `, status=expired` is a failure. */
function glanceAtQueued(text: string, rest: number, end: number): Glance {
  const close = text.indexOf('>', rest);
  return close > 0 && close + STATUS.length < end && !standsAt(text, STATUS, close + 1)
    ? GLANCE.quiet
    : GLANCE.unclear;
}

/** So many units behind the queue id may be looked at. */
const LONGEST_LOOK = 11;
const STATUS = ', status=';
const REMOVED = 'removed';
const LESS = 0x3c;
const EQUALS = 0x3d;
