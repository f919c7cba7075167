import type { LogLine } from '../formats/format';
import type { ReasonId } from '../smtp/explain';
import { explainLine, textOf } from './explanation';
import { mainReply } from './severity';
import { ownCopy } from './tally';

/**
 * The reason of a line's failure, as `explainLine` says it. Servers say few things many times: the answers to the
 * latest questions are kept, keyed by everything that an explanation looks at.
 */
export function reasonOf(line: string, read: LogLine): ReasonId {
  const reply = mainReply(read);
  const said = textOf(line, reply ?? read.words ?? read.status) ?? '';
  const relay = reply?.speaker === 'server' ? '' : (textOf(line, read.relay) ?? '');
  const status = reply?.enhanced === undefined ? (textOf(line, read.status) ?? '') : '';
  const key = `${said}\n${relay}\n${textOf(line, read.command) ?? ''}\n${status}\n${reply?.code ?? ''}${read.outcome ?? ''}`;
  let reason = known.get(key);
  if (reason === undefined) {
    reason = explainLine(line, read, reply).reason;
    if (known.size >= MOST_KNOWN) {
      known.clear();
    }
    known.set(ownCopy(key), reason);
  }
  return reason;
}

const MOST_KNOWN = 5000;
const known = new Map<string, ReasonId>();
