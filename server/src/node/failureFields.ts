import { failureSpan } from '../features/failureRange';
import type { LogLine } from '../formats/format';
import { explainLine, textOf } from '../log/explanation';
import { mainReply, outcomeOf, severityOf } from '../log/severity';

/** The fields of a failure that scripts rely on, from the column on, as the inside of a JSON object. */
export function failureFields(line: string, read: LogLine): string {
  const severity = severityOf(read, line) ?? 'temporary';
  const explanation = explainLine(line, read);
  const reply = mainReply(read);
  return JSON.stringify({
    column: failureSpan(line, read).start + 1,
    outcome: outcomeOf(read, severity),
    permanent: severity === 'permanent',
    code: reply?.code ?? null,
    enhanced: reply?.enhanced ?? textOf(line, read.status) ?? null,
    reason: explanation.reason,
    retry: explanation.retry,
    queueId: textOf(line, read.queueId) ?? null,
    sender: textOf(line, read.sender) ?? null,
    recipient: textOf(line, read.recipient) ?? null,
    relay: textOf(line, read.relay) ?? null,
    provider: explanation.provider ?? null,
    inferred: reply === undefined,
  }).slice(1, -1);
}
