import { Columns, columnNumbers, findHeader } from './columns';
import { isIsoTime } from './exchange-protocol';
import { readStatus } from './exchange-status';
import { type FileHead, type LineReader, type LogFormat, LogLine } from './format';

/**
 * Exchange 2007 to today: connections to other servers (`CONNECTLOG2026112315-1.LOG`).
 * `2026-11-23T15:39:02.021Z,08D6FB8F5C7BA6A5,SMTP,example.net,-,Messages: 0 Bytes: 0 (Retry : 421 4.3.2 Try later)`
 */
export const exchangeConnectivity: LogFormat = {
  id: 'exchange-connectivity',
  title: 'Microsoft Exchange connectivity log',
  reference: 'https://learn.microsoft.com/exchange/mail-flow/transport-logs/connectivity-logging',
  recognises: isConnectivityLine,
  open: openConnectivity,
};

const DEFAULT_HEADER = 'date-time,session,source,Destination,direction,description';

function openConnectivity(head: FileHead): LineReader {
  const header = findHeader(head, ',', ['session', 'direction', 'description']);
  const numbers = header ?? columnNumbers(DEFAULT_HEADER, ',');
  return { key: header === undefined ? '' : JSON.stringify([...header]), read: rowReader(numbers) };
}

function rowReader(numbers: ReadonlyMap<string, number>): LineReader['read'] {
  const columns = new Columns(',', 16);
  const number = (name: string): number => numbers.get(name) ?? -1;
  const [time, session, direction] = [number('datetime'), number('session'), number('direction')];
  const [destination, description] = [number('destination'), number('description')];
  return (line, start) => {
    columns.read(line, start);
    if (!isIsoTime(line, start) || columns.end(direction) - columns.start(direction) !== 1) {
      return undefined;
    }
    const logLine = new LogLine();
    logLine.time = columns.span(time);
    logLine.queueId = columns.span(session);
    logLine.relay = columns.span(destination);
    readDescription(line, columns.start(description), columns.end(description), logLine);
    return logLine;
  };
}

function readDescription(line: string, start: number, end: number, into: LogLine): void {
  for (const phrase of QUOTING) {
    const at = line.indexOf(phrase, start);
    if (at >= 0 && at < end) {
      const close = line.charCodeAt(end - 1) === 0x29 ? end - 1 : end;
      into.replies = readStatus(line, at + phrase.length, close, 'remote');
      break;
    }
  }
  if (into.replies.length === 0 && FAILED.some((words) => line.startsWith(words, start))) {
    into.outcome = 'delayed';
    into.words = { start, end };
  }
}

const QUOTING = ['(Retry : ', '(Retry: ', '(Fail : ', '(Unreachable : ', 'response: ', 'responded with: "'];
const FAILED = [
  'Failed connection to ',
  'Failed to connect',
  'DNS server returned',
  'The DNS query',
  'Retry: ',
];

function isConnectivityLine(line: string, start: number): boolean {
  return isIsoTime(line, start)
    ? CONNECTIVITY.test(line.slice(start + 20, start + 400))
    : line.startsWith('#Log-type: Transport Connectivity Log', start);
}

/** After the time: session, source, destination, and one of `+ > - *`. */
const CONNECTIVITY = /^(?:\d{3}Z)?,?[0-9A-F]{16},[A-Za-z]+,(?:"[^"]*"|[^,]*),[-+>*],/;
