import { isDigit, readReply } from '../smtp/reply';
import { Columns, findHeader } from './columns';
import { readCommand } from './dialogue';
import { type FileHead, type LineReader, type LogFormat, LogLine, type ReadLine, span } from './format';

/**
 * MailEnable: `SMTP-Activity-261123.log`, parted by tabs, and the W3C form `ex261123.log`. A command and the first line
 * of its answer make a row; `SMTP-IN` is a client's session with this server, `SMTP-OU` ours with another.
 * `11/23/26 15:39:02⇥SMTP-IN⇥4147BA0C331340D5.MAI⇥1320⇥192.0.2.9⇥RCPT⇥RCPT TO:<a@example.com>⇥550 Not local⇥67⇥34⇥⇥`
 */
export const mailenable: LogFormat = {
  id: 'mailenable',
  title: 'MailEnable',
  reference: 'https://www.mailenable.com/documentation/10.0/Standard/Log_Files.html',
  recognises: (line, start) =>
    isActivity(line, start) || line.startsWith('#Software: MailEnable SMTP', start),
  open: openMailenable,
};

function openMailenable(head: FileHead): LineReader {
  const header = findHeader(head, ' ', ['agent', 'csuriquery']);
  const readActivity = activityReader();
  const readW3c: ReadLine = header === undefined ? () => undefined : w3cReader(header);
  return {
    key: header === undefined ? '' : JSON.stringify([...header]),
    read: (line, start, program) =>
      isActivity(line, start) ? readActivity(line, start, program) : readW3c(line, start, program),
  };
}

/** Columns: 0 time, 1 direction, 2 message file, 3 socket, 4 address, 5 verb, 6 command, 7 reply, 8 and 9 bytes. */
function activityReader(): ReadLine {
  const columns = new Columns('\t', 8);
  return (line, start) => {
    columns.read(line, start);
    const logLine = new LogLine();
    logLine.time = columns.span(0);
    logLine.queueId = columns.span(2);
    logLine.relay = columns.span(4);
    readCommand(line, columns.start(6), columns.end(6), logLine);
    logLine.command ??= columns.span(5);
    addReply(line, columns.start(7), columns.end(7), isOutgoing(line, columns.start(1)), logLine);
    return logLine;
  };
}

/** Blanks inside a column are written `+`; the answer stands in the query: `235+Authenticated`. */
function w3cReader(numbers: ReadonlyMap<string, number>): ReadLine {
  const columns = new Columns(' ', 20);
  const number = (name: string): number => numbers.get(name) ?? -1;
  const [date, time, client] = [number('date'), number('time'), number('cip')];
  const [agent, method] = [number('agent'), number('csmethod')];
  const [stem, query] = [number('csuristem'), number('csuriquery')];
  return (line, start) => {
    columns.read(line, start);
    if (!line.startsWith('SMTP-', columns.start(agent))) {
      return undefined;
    }
    const logLine = new LogLine();
    logLine.time = span(columns.start(date), columns.end(time));
    logLine.relay = columns.span(client);
    readCommand(line, columns.start(stem), columns.end(stem), logLine);
    logLine.command ??= columns.span(method);
    addReply(line, columns.start(query), columns.end(query), isOutgoing(line, columns.start(agent)), logLine);
    return logLine;
  };
}

function addReply(line: string, start: number, end: number, outgoing: boolean, into: LogLine): void {
  const reply = end > start ? readReply(line, start, outgoing ? 'remote' : 'server', end) : undefined;
  if (reply !== undefined) {
    into.replies = [reply];
  }
}

function isOutgoing(line: string, directionAt: number): boolean {
  return line.startsWith('SMTP-OU', directionAt);
}

/** `11/23/26 15:39:02⇥SMTP-IN⇥`; the year may have four digits. */
function isActivity(line: string, start: number): boolean {
  if (!isDigit(line.charCodeAt(start)) || line.charCodeAt(start + 2) !== 0x2f) {
    return false;
  }
  const tab = line.indexOf('\t', start);
  return tab > 0 && tab <= start + 22 && line.startsWith('SMTP-', tab + 1);
}
