import { isDigit } from '../smtp/reply';
import type { Span } from '../span';
import { Columns, columnNumbers, findHeader } from './columns';
import { readSaid } from './dialogue';
import { type FileHead, type LineReader, type LogFormat, LogLine, span } from './format';

/**
 * Exchange 2007 to today: what receive connectors (`RECV2026112315-1.LOG`) and send connectors (`SEND…`) said and heard.
 * `2026-11-23T15:39:02.270Z,MX1\Default Frontend MX1,08DA4F7C11473A60,9,192.0.2.1:25,192.0.2.9:53722,>,
 *  550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,`
 * The event `>` is what this server sent, `<` what it received, whichever side it is.
 */
export const exchangeProtocol: LogFormat = {
  id: 'exchange-protocol',
  title: 'Microsoft Exchange protocol log',
  reference: 'https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging',
  recognises: isProtocolLine,
  open: openProtocol,
};

/** The columns by default; a header says otherwise. */
const DEFAULT_HEADER =
  'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';
/** What is left of a row where somebody cut off the columns before the event: `>,250 2.1.0 Sender OK`. */
const TAIL_HEADER = 'event,data,context';

function openProtocol(head: FileHead): LineReader {
  const header = findHeader(head, ',', ['sessionid', 'event', 'data']);
  const numbers = header ?? columnNumbers(DEFAULT_HEADER, ',');
  const readRow = rowReader(numbers);
  const readTail = rowReader(columnNumbers(TAIL_HEADER, ','));
  return {
    key: header === undefined ? '' : JSON.stringify([...header]),
    read: (line, start, program) => {
      if (line.charCodeAt(start) === 0x23) {
        return undefined;
      }
      const row = isEvent(line, start, start + 1) ? undefined : readRow(line, start, program);
      const tail = row === undefined ? tailAt(line, start) : -1;
      return tail < 0 ? row : readTail(line, tail, program);
    },
  };
}

/** Where the event of a row begins whose first columns are missing, or -1. */
function tailAt(line: string, start: number): number {
  const found = TAIL.exec(line.slice(start, start + 300));
  return found === null ? -1 : start + found.index + found[0].search(/[^, ]/);
}

/** An event at the start or behind a comma, and what can only be said in a session. */
const TAIL =
  /(?:^|, ?)(?:[<>], ?"?[2-5]\d\d[ -]|[<>],(?:EHLO|HELO|MAIL|RCPT|DATA|BDAT|AUTH|STARTTLS|QUIT|RSET)\b|[*+-],)/;

function rowReader(numbers: ReadonlyMap<string, number>): LineReader['read'] {
  const number = (name: string): number => numbers.get(name) ?? -1;
  const columns = new Columns(',', Math.max(...numbers.values()) + 1);
  const [time, session, remote] = [number('datetime'), number('sessionid'), number('remoteendpoint')];
  const [event, data, context] = [number('event'), number('data'), number('context')];
  return (line, start) => {
    columns.read(line, start);
    if (!isEvent(line, columns.start(event), columns.end(event))) {
      return undefined;
    }
    const logLine = new LogLine();
    logLine.time = columns.span(time);
    logLine.queueId = columns.span(session);
    logLine.relay = addressOf(line, columns.span(remote));
    const sign = line.charCodeAt(columns.start(event));
    if (sign === SENT || sign === RECEIVED) {
      const speaker = sign === SENT ? 'server' : 'remote';
      readSaid(line, columns.start(data), columns.end(data), speaker, logLine);
    } else if (line.startsWith('Failed to connect', columns.start(context))) {
      logLine.outcome = 'delayed';
      logLine.words = columns.span(context);
    }
    return logLine;
  };
}

/** `+` connected, `-` disconnected, `>` sent, `<` received, `*` a remark: one character and a comma. */
function isEvent(line: string, start: number, end: number): boolean {
  const sign = line.charCodeAt(start);
  return (
    end === start + 1 && EVENTS.includes(sign) && (end === line.length || line.charCodeAt(end) === COMMA)
  );
}

/** `192.0.2.9` of `192.0.2.9:53722`, `2001:db8::9` of `[2001:db8::9]:53722`. */
function addressOf(line: string, endpoint: Span | undefined): Span | undefined {
  if (endpoint === undefined) {
    return undefined;
  }
  const colon = line.lastIndexOf(':', endpoint.end - 1);
  const end = colon < endpoint.start ? endpoint.end : colon;
  return line.charCodeAt(endpoint.start) === 0x5b && line.charCodeAt(end - 1) === 0x5d
    ? span(endpoint.start + 1, end - 1)
    : span(endpoint.start, end);
}

function isProtocolLine(line: string, start: number): boolean {
  if (line.startsWith('#', start)) {
    return line.startsWith('#Log-type: SMTP ', start) || /^#Fields:.*,session-id,.*,event,/.test(line);
  }
  if (isIsoTime(line, start)) {
    // Connector, then the session id of 16 hexadecimal digits.
    const session = line.indexOf(',', line.indexOf(',', start) + 1) + 1;
    return session > 0 && /^ ?[0-9A-F]{16}, ?\d+,/.test(line.slice(session, session + 26));
  }
  return SAID.test(line.slice(start, start + 300));
}

const SAID =
  /(?:^|[\dA-F], ?)(?:[<>], ?"?[2-5]\d\d[ -]|[<>],(?:EHLO|HELO|MAIL|RCPT|DATA|BDAT|AUTH|STARTTLS|QUIT|RSET)\b)/;

/** `2026-11-23T15:39:02.270Z,` */
export function isIsoTime(line: string, start: number): boolean {
  return (
    isDigit(line.charCodeAt(start)) &&
    line.charCodeAt(start + 4) === 0x2d &&
    line.charCodeAt(start + 10) === 0x54 &&
    line.charCodeAt(start + 13) === 0x3a &&
    line.startsWith('Z,', start + 19 + (line.charCodeAt(start + 19) === 0x2e ? 4 : 0))
  );
}

const [SENT, RECEIVED, COMMA] = [0x3e, 0x3c, 0x2c];
const EVENTS: readonly number[] = [SENT, RECEIVED, 0x2b, 0x2d, 0x2a];
