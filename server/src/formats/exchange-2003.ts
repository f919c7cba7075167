import { isDigit } from '../smtp/reply';
import { Columns } from './columns';
import { always, type LogFormat, LogLine, type Outcome, type ReadLine, span } from './format';

/**
 * Exchange 2000 and 2003: what happened to messages (`\\SERVER\SERVER.log\20261123.log`), columns parted by tabs.
 * Events have numbers of their own; there are no replies.
 * `2026-11-23⇥15:39:02 GMT⇥192.0.2.9⇥mail.example.net⇥-⇥MX1⇥192.0.2.1⇥bob@example.com⇥1019⇥id@example.net⇥0⇥0⇥4281⇥1⇥…`
 */
export const exchange2003: LogFormat = {
  id: 'exchange-2003',
  title: 'Microsoft Exchange 2000 and 2003 message tracking log',
  reference: 'https://learn.microsoft.com/troubleshoot/exchange/mailflow/message-tracking-event-ids',
  recognises: isTrackingLine,
  open: always(rowReader()),
};

/** Columns 3 client's name, 4 partner's name, 7 recipient, 8 event, 9 message id, 19 sender. */
function rowReader(): ReadLine {
  const columns = new Columns('\t', 20);
  return (line, start) => {
    if (!isTrackingLine(line, start)) {
      return undefined;
    }
    columns.read(line, start);
    const logLine = new LogLine();
    logLine.time = span(columns.start(0), columns.end(1));
    logLine.relay = given(line, columns, 4) ?? given(line, columns, 3);
    logLine.recipient = given(line, columns, 7);
    logLine.outcome = OUTCOMES.get(line.slice(columns.start(8), columns.end(8)));
    logLine.queueId = given(line, columns, 9);
    logLine.sender = given(line, columns, 19);
    return logLine;
  };
}

/** A dash stands for nothing. */
function given(line: string, columns: Columns, column: number): LogLine['relay'] {
  const found = columns.span(column);
  return found !== undefined && found.end === found.start + 1 && line[found.start] === '-'
    ? undefined
    : found;
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['1021', 'failed'], // bad mail
  ['1022', 'failed'], // advanced queue failed
  ['1023', 'delivered'], // delivered locally
  ['1026', 'failed'], // the queue refused it
  ['1028', 'delivered'], // the store delivered it
  ['1029', 'relayed'], // handed to a gateway
  ['1030', 'failed'], // non-delivery report for all recipients
  ['1031', 'relayed'], // outbound transfer ended
]);

/** `2026-11-3⇥5:39:02 GMT⇥`: neither month, day nor hour is padded. */
function isTrackingLine(line: string, start: number): boolean {
  if (!isDigit(line.charCodeAt(start)) || line.charCodeAt(start + 4) !== 0x2d) {
    return false;
  }
  const tab = line.indexOf('\t', start);
  return tab > 0 && tab <= start + 10 && line.startsWith(' GMT\t', line.indexOf(' ', tab));
}
