import { readReplyCode } from '../smtp/reply';
import { Columns, columnNumbers, findHeader } from './columns';
import { isIsoTime } from './exchange-protocol';
import { readStatus } from './exchange-status';
import { type FileHead, type LineReader, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * Exchange 2007 to today: what happened to messages (`MSGTRK2026112315-1.LOG`, `MSGTRKMD…`), one event a row, and the
 * same rows as `Get-MessageTrackingLog | Export-Csv` writes them.
 * `2026-11-23T15:39:02.327Z,198.51.100.7,MX1,192.0.2.10,mx.example.net,";250 2.6.0 <id> Queued mail for delivery",
 *  Outbound,SMTP,SENDEXTERNAL,8774618205228,<id>,…,b@example.net,250 2.1.5 Recipient OK,136349,1,…`
 */
export const exchangeTracking: LogFormat = {
  id: 'exchange-tracking',
  title: 'Microsoft Exchange message tracking log',
  reference: 'https://learn.microsoft.com/exchange/mail-flow/transport-logs/message-tracking',
  recognises: isTrackingLine,
  open: openTracking,
};

/** Exchange 2007 and 2010 wrote the same columns without `network-message-id`. */
const DEFAULT_HEADER =
  'date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,' +
  'internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,' +
  'recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,' +
  'directionality,tenant-id,original-client-ip,original-server-ip,custom-data';

function openTracking(head: FileHead): LineReader {
  const header =
    findHeader(head, ',', ['eventid', 'source', 'recipientstatus']) ??
    columnNumbers(
      hasNetworkIds(head) ? DEFAULT_HEADER : DEFAULT_HEADER.replace('network-message-id,', ''),
      ',',
    );
  return { key: JSON.stringify([...header]), read: rowReader(header) };
}

/** Whether the twelfth column of a file without header holds a GUID: `2fd37dca-1234-5bfb-175d-08dc1db88f52`. */
function hasNetworkIds(head: FileHead): boolean {
  const columns = new Columns(',', 12);
  const rows = head.lines.filter((line) => isTrackingLine(line, 0));
  return (
    rows.length === 0 ||
    rows.some((row) => {
      const at = columns.read(row, 0).start(11);
      return columns.end(11) - at === 36 && row[at + 8] === '-' && row[at + 23] === '-';
    })
  );
}

function rowReader(numbers: ReadonlyMap<string, number>): LineReader['read'] {
  const columns = new Columns(',', 64);
  const number = (...names: string[]): number =>
    numbers.get(names.find((name) => numbers.has(name)) ?? '') ?? -1;
  const at = {
    time: number('datetime', 'timestamp'),
    client: number('clienthostname'),
    server: number('serverhostname'),
    context: number('sourcecontext'),
    source: number('source'),
    event: number('eventid'),
    id: number('internalmessageid'),
    messageId: number('messageid'),
    networkId: number('networkmessageid'),
    recipients: number('recipientaddress', 'recipients'),
    status: number('recipientstatus'),
    sender: number('senderaddress', 'sender'),
    custom: number('customdata'),
  };
  return (line, start) => {
    columns.read(line, start);
    const event = line.slice(columns.start(at.event), columns.end(at.event));
    if (!EVENT.test(event)) {
      return undefined;
    }
    const logLine = new LogLine();
    logLine.time = columns.span(at.time);
    logLine.queueId = columns.span(at.id);
    logLine.messageId = withoutAngles(line, columns.start(at.messageId), columns.end(at.messageId));
    const networkId = columns.span(at.networkId);
    if (networkId !== undefined) {
      logLine.links = [networkId];
    }
    logLine.life = event === 'RECEIVE' ? 'begins' : undefined;
    logLine.recipient = firstOf(line, columns.start(at.recipients), columns.end(at.recipients));
    logLine.sender = withoutAngles(line, columns.start(at.sender), columns.end(at.sender));
    logLine.relay = columns.span(event.startsWith('SEND') ? at.server : at.client);
    logLine.delay = latency(line, columns.start(at.custom), columns.end(at.custom));
    const viaSmtp = line.slice(columns.start(at.source), columns.end(at.source)) === 'SMTP';
    logLine.outcome = event === 'SEND' && !viaSmtp ? undefined : OUTCOMES.get(event);
    readReplies(line, columns, at, viaSmtp, logLine);
    return logLine;
  };
}

/** The reply stands in the status; what the other side said to the whole message, in the context: `;250 2.6.0 …`. */
function readReplies(
  line: string,
  columns: Columns,
  at: { readonly context: number; readonly status: number },
  viaSmtp: boolean,
  into: LogLine,
): void {
  const speaker = viaSmtp ? 'remote' : 'server';
  let contextAt = columns.start(at.context);
  if (line.charCodeAt(contextAt) === 0x3b) {
    contextAt++;
  }
  const inContext = readReplyCode(line, contextAt) > 0 || line.startsWith('[{', contextAt);
  const ofContext = inContext ? readStatus(line, contextAt, columns.end(at.context), speaker) : [];
  const ofStatus = readStatus(line, columns.start(at.status), columns.end(at.status), speaker);
  into.replies = at.context < at.status ? [...ofContext, ...ofStatus] : [...ofStatus, ...ofContext];
  if (into.replies.length === 0 && (into.outcome === 'failed' || into.outcome === 'delayed')) {
    into.words = columns.span(at.status) ?? columns.span(at.context);
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['FAIL', 'failed'],
  ['BADMAIL', 'failed'],
  ['POISONMESSAGE', 'failed'],
  ['DROP', 'failed'],
  ['DEFER', 'delayed'],
  ['DELIVER', 'delivered'],
  ['DUPLICATEDELIVER', 'delivered'],
  ['PROCESSMEETINGMESSAGE', 'delivered'],
  ['SEND', 'relayed'],
  ['SENDEXTERNAL', 'relayed'],
  ['EXPAND', 'expanded'],
]);
const EVENT = /^[A-Z]{3,40}$/;

function firstOf(line: string, start: number, end: number): LogLine['recipient'] {
  const semicolon = line.indexOf(';', start);
  const stop = semicolon < 0 || semicolon > end ? end : semicolon;
  return stop === start ? undefined : span(start, stop);
}

/** An address or a message id without its `<>`; `<>` is the null sender. */
function withoutAngles(line: string, start: number, end: number): LogLine['sender'] {
  const bare = line.charCodeAt(start) === 0x3c ? 1 : 0;
  return end === start ? undefined : span(start + bare, Math.max(end - bare, start + bare));
}

/** `14.513` of `S:E2ELatency=14.513;…`, in seconds. */
function latency(line: string, start: number, end: number): LogLine['delay'] {
  const name = end > start ? line.indexOf('E2ELatency=', start) : -1;
  if (name < 0 || name >= end) {
    return undefined;
  }
  const semicolon = line.indexOf(';', name);
  return span(name + 11, semicolon < 0 || semicolon > end ? end : semicolon);
}

function isTrackingLine(line: string, start: number): boolean {
  if (isIsoTime(line, start)) {
    return SOURCE_AND_EVENT.test(line);
  }
  return (
    line.startsWith('#Log-type: Message Tracking', start) ||
    /^"?(?:RunspaceId|Timestamp|EventId)"?,/.test(line)
  );
}

const SOURCE_AND_EVENT =
  /,"?(?:ADMIN|AGENT|AGENTINFO|APPROVAL|BOOTLOADER|DNS|DSN|GATEWAY|MAILBOXRULE|MEETINGMESSAGEPROCESSOR|ORAR|PICKUP|POISONMESSAGE|PUBLICFOLDER|QUEUE|REDUNDANCY|RESOLVER|ROUTING|SAFETYNET|SMTP|STOREDRIVER)"?,"?[A-Z]{3,40}"?,/;
