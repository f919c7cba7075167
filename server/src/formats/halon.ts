import { readReplyCode } from '../smtp/reply';
import { quotedReply } from './dialogue';
import { always, type LogFormat, LogLine, type Outcome, type ReadLine, span } from './format';
import { visitMembers } from './json-members';

/**
 * Halon. What is logged its scripts decide: mostly an object for each attempt,
 * `{"action":"BOUNCE","transaction":{"id":"18c545a6-…"},"attempt":{"result":{"code":550,"enhanced":[5,1,1],
 *  "reason":["No such user"]}}}`, where the code stands beside its reason, or text behind a transaction's id:
 * `[18c545a6-ab28-11ea-8ea1-0242ac110002] delivery failed: 550 5.1.1 No such user`.
 */
export const halon: LogFormat = {
  id: 'halon',
  title: 'Halon MTA',
  reference: 'https://docs.halon.io/hsl/postdelivery.html',
  recognises: (line, start) => isAttempt(line, start) || isTransaction(line, start),
  open: always(readHalon),
};

function readHalon(line: string, start: number, program: string): LogLine | undefined {
  return line.charCodeAt(start) === 0x7b ? readAttempt(line, start, program) : readText(line, start);
}

const readAttempt: ReadLine = (line, start) => {
  if (!isAttempt(line, start)) {
    return undefined;
  }
  const logLine = new LogLine();
  let code = -1;
  let end = -1;
  let enhanced = '';
  visitMembers(line, start, (name, parent, from, to) => {
    if (name === 'code' && code < 0) {
      code = from;
      end = to;
    } else if (name === 'enhanced' && from < to && !line.startsWith('null', from)) {
      enhanced += (enhanced === '' ? '' : '.') + line.slice(from, to);
    } else if (name === 'reason' && code >= 0) {
      end = Math.max(end, to);
    } else if (name === 'action') {
      logLine.outcome = OUTCOMES.get(line.slice(from, to));
    } else {
      readMember(name, parent, from, to, logLine);
    }
  });
  const number = code < 0 ? 0 : readReplyCode(line, code);
  if (number > 0) {
    const own = enhanced === '' ? undefined : enhanced;
    logLine.replies = [{ start: code, end, code: number, enhanced: own, speaker: 'remote' }];
  }
  return logLine;
};

function readMember(name: string, parent: string, from: number, to: number, into: LogLine): void {
  if ((name === 'id' && parent === 'transaction') || name === 'transactionid' || name === 'messageid') {
    into.queueId ??= span(from, to);
  } else if (name === 'sender' || name === 'mailfrom') {
    into.sender = span(from, to);
  } else if (name === 'recipient' || name === 'rcptto') {
    into.recipient = span(from, to);
  } else if (name === 'remotemx' || name === 'mx') {
    into.relay = span(from, to);
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['BOUNCE', 'failed'],
  ['DELETE', 'delivered'],
  ['QUEUE', 'delayed'],
]);

function readText(line: string, start: number): LogLine | undefined {
  const match = isTransaction(line, start) ? TRANSACTION.exec(line.slice(start, start + 60)) : null;
  if (match?.[1] === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(start + 1, start + 1 + match[1].length);
  const at = start + match[0].length;
  const refused = line.startsWith('reject', at) || line.startsWith('Reject', at);
  const reply = quotedReply(line, at, line.length, [': ', '"', ' ('], refused ? 'server' : 'remote');
  logLine.replies = reply === undefined ? [] : [reply];
  return logLine;
}

/** `[18c545a6-ab28-11ea-8ea1-0242ac110002] `, with the number of a recipient behind a colon, or without. */
const TRANSACTION = /^\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::\d+)?)\] /;

/** Others begin lines with such an id too: what is said must be of mail. */
function isTransaction(line: string, start: number): boolean {
  return (
    line.charCodeAt(start) === 0x5b &&
    TRANSACTION.test(line.slice(start, start + 60)) &&
    /smtp|deliver|recipient|mail|bounce|spam/i.test(line.slice(start + 38, start + 400))
  );
}

function isAttempt(line: string, start: number): boolean {
  return (
    line.charCodeAt(start) === 0x7b &&
    line.includes('"attempt"', start) &&
    line.includes('"result"', start) &&
    line.includes('"reason"', start) &&
    line.includes('"code"', start)
  );
}
