import type { LogLine, Outcome } from '../formats/format';
import type { SmtpReply } from '../smtp/reply';

/** Whether a failure is final, as far as this line tells: the server gave up, or the other side said 5yz. */
export type Severity = 'temporary' | 'permanent';

/** The severity of the failure that the line records; `undefined` where nothing was refused, put off or failed. */
export function severityOf(read: LogLine, line: string): Severity | undefined {
  if (read.isRepeated) {
    return undefined;
  }
  switch (read.outcome) {
    case 'failed':
      return 'permanent';
    case 'delayed':
      return (mainReply(read)?.code ?? 0) >= 500 ? 'permanent' : 'temporary';
    case undefined: {
      const reply = mainReply(read);
      if (reply === undefined || reply.code < 400 || goesOn(line, reply)) {
        return undefined;
      }
      return reply.code >= 500 ? 'permanent' : 'temporary';
    }
    default:
      return undefined;
  }
}

/** What the line says became of the message; the class of a refusal where only a reply tells. */
export function outcomeOf(read: LogLine, severity: Severity | undefined): Outcome | undefined {
  return read.isRepeated
    ? undefined
    : (read.outcome ?? (severity && (severity === 'permanent' ? 'failed' : 'delayed')));
}

/** Whether a client's command was refused: then there is no delivery that could be put off or fail. */
export function isRefusal(read: Pick<LogLine, 'outcome' | 'isRefusal'>): boolean {
  return read.outcome === undefined || read.isRefusal;
}

/**
 * The reply that tells what happened: a refusal quoted in another reply outweighs it. Some programs give the code alone
 * first, `got code "550", with message "550 5.1.1 No such user"`: the same code with words says more.
 */
export function mainReply(read: LogLine): SmtpReply | undefined {
  const { replies } = read;
  if (replies.length < 2) {
    return replies[0];
  }
  const refusal = replies.findIndex(({ code }) => code >= 400);
  const [first, next] = refusal < 0 ? replies : replies.slice(refusal);
  return first !== undefined && isBare(first) && next?.code === first.code ? next : first;
}

function isBare({ start, end }: SmtpReply): boolean {
  return end - start === CODE_LENGTH;
}

const CODE_LENGTH = 3;

/**
 * Whether the reply's last line is still to come in a later line of the log: `550-` first, `550 ` to end it.
 * Several lines may have been joined in one: `550-5.1.1 No such 550 5.1.1 user`.
 */
function goesOn(line: string, { start, end, code }: SmtpReply): boolean {
  if (line.charCodeAt(start + 3) !== 0x2d) {
    return false;
  }
  for (let last = line.lastIndexOf(String(code), end); last > start; ) {
    if (isLastLine(line, last)) {
      return false;
    }
    last = line.lastIndexOf(String(code), last - 1);
  }
  return true;
}

/**
 * Whether a code begins the last line of a reply, and does not end `https://example.net/550`. Lines may be joined by a
 * blank, by `\n` written out, or as qmail does it: `550-5.7.1_not_wanted/550_5.7.1_at_all`.
 */
function isLastLine(line: string, at: number): boolean {
  const joint = line.slice(Math.max(0, at - 2), at);
  return line.charAt(at + 3) === '_'
    ? /[_/]$/.test(joint)
    : /[\s+]/.test(line.charAt(at + 3)) && JOINT.test(joint);
}

/** Nothing that a word, a path or a number goes on from. */
const JOINT = /(?:[^\w./=-]|\\n)$/;
