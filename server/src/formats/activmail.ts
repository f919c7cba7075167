import { readReply } from '../smtp/reply';
import { Columns, columnNumbers, findHeader } from './columns';
import { type FileHead, type LineReader, type LogFormat, LogLine, type ReadLine } from './format';

/**
 * ActivMail: `"2026/11/23 15:39:02","Query","Error","mx.example.net","id@example.com","b@example.net",
 * "2026/11/23 15:39:01","TO","SMTP","550 not local host","4"`, columns named by `#Fields:`.
 */
export const activmail: LogFormat = {
  id: 'activmail',
  title: 'ActivMail',
  reference: 'https://www.cfdev.com/',
  recognises: (line, start) =>
    ROW.test(line.slice(start, start + 60)) || line.startsWith('#Software: ActivMail', start),
  open: openActivmail,
};

const ROW = /^"\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d","[A-Z][a-z]+","[A-Z][a-z]+",/;
const DEFAULT_HEADER =
  'DateTime,Mode,Status,MailServer,MessageID,To,QueueTime,ErrorType,LastCommand,ErrorMsg,QueryRowNumber';

function openActivmail(head: FileHead): LineReader {
  const header = findHeader(head, ',', ['datetime', 'mailserver', 'errormsg']);
  return {
    key: header === undefined ? '' : JSON.stringify([...header]),
    read: rowReader(header ?? columnNumbers(DEFAULT_HEADER, ',')),
  };
}

function rowReader(numbers: ReadonlyMap<string, number>): ReadLine {
  const columns = new Columns(',', 16);
  const number = (name: string): number => numbers.get(name) ?? -1;
  const [time, status, server] = [number('datetime'), number('status'), number('mailserver')];
  const [id, to, command, message] = [
    number('messageid'),
    number('to'),
    number('lastcommand'),
    number('errormsg'),
  ];
  return (line, start) => {
    if (!ROW.test(line.slice(start, start + 60))) {
      return undefined;
    }
    columns.read(line, start);
    const logLine = new LogLine();
    logLine.time = columns.span(time);
    logLine.queueId = columns.span(id);
    logLine.recipient = columns.span(to);
    logLine.relay = columns.span(server);
    logLine.command = columns.span(command);
    const word = line.slice(columns.start(status), columns.end(status));
    logLine.outcome = word === 'Sent' ? 'relayed' : word === 'Error' ? 'failed' : undefined;
    const reply = readReply(line, columns.start(message), 'remote', columns.end(message));
    if (reply !== undefined) {
      logLine.replies = [reply];
    } else if (logLine.outcome === 'failed') {
      logLine.words = columns.span(message);
    }
    return logLine;
  };
}
