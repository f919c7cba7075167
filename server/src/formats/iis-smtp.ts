import { isDigit, readReply } from '../smtp/reply';
import { Columns, columnNumbers, findHeader } from './columns';
import { readArgument } from './dialogue';
import { type FileHead, type LineReader, type LogFormat, LogLine, type ReadLine, span } from './format';

/**
 * The SMTP service of IIS, which is also that of Exchange 2000 and 2003, in its three layouts.
 * W3C (`ex261123.log`), where a row is a command and our reply code, or what the other side answered:
 * `2026-11-23 15:39:02 192.0.2.9 mail SMTPSVC1 MX1 192.0.2.1 0 RCPT - +TO:<a@example.com> 250 0 29 27 0 SMTP - - - -`
 * `2026-11-23 15:39:02 192.0.2.7 OutboundConnectionResponse SMTPSVC1 MX1 - 25 - - 550+5.1.1+Unknown 0 0 20 0 16 SMTP`
 * IIS (`in261123.log`): `192.0.2.9, mail, 11/23/26, 15:39:02, SMTPSVC1, MX1, 192.0.2.1, 90, 42, 0, 250, 0, RCPT, -, …,`
 * NCSA (`nc261123.log`): `192.0.2.9 - mail [23/Nov/2026:15:39:02 -0800] "RCPT -?+TO:<a@example.com> SMTP" 250 48`
 */
export const iisSmtp: LogFormat = {
  id: 'iis-smtp',
  title: 'IIS SMTP service, Exchange 2000 and 2003',
  reference: 'https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms525807(v=vs.90)',
  recognises: isIisLine,
  open: openIis,
};

const DEFAULT_HEADER =
  '#Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query ' +
  'sc-status sc-win32-status sc-bytes cs-bytes time-taken cs-version';

function openIis(head: FileHead): LineReader {
  const header = findHeader(head, ' ', ['csmethod', 'cip']);
  const readW3c = w3cReader(header ?? columnNumbers(DEFAULT_HEADER, ' '));
  const readIis = iisReader();
  return {
    key: header === undefined ? '' : JSON.stringify([...header]),
    read: (line, start, program) => {
      if (line.charCodeAt(start) === HASH) {
        return undefined;
      }
      const second = line.indexOf(' ', start);
      if (line.charCodeAt(second - 1) === COMMA) {
        return readIis(line, start, program);
      }
      const bracket = line.indexOf(' [', second);
      return bracket > 0 && isNcsaTime(line, bracket + 2)
        ? readNcsa(line, start, bracket)
        : (readW3c(line, start, program) ?? readShort(line, start));
    },
  };
}

function w3cReader(numbers: ReadonlyMap<string, number>): ReadLine {
  const columns = new Columns(' ', 40);
  const number = (name: string): number => numbers.get(name) ?? -1;
  const [date, time, client, user] = [number('date'), number('time'), number('cip'), number('csusername')];
  const [site, method] = [number('ssitename'), number('csmethod')];
  const [stem, query, status] = [number('csuristem'), number('csuriquery'), number('scstatus')];
  return (line, start) => {
    columns.read(line, start);
    const verb = line.slice(columns.start(method), columns.end(method));
    const ofSmtp =
      columns.span(site) === undefined ? isVerb(verb) : line.startsWith('SMTPSVC', columns.start(site));
    if (!ofSmtp) {
      return undefined;
    }
    const logLine = new LogLine();
    const timeAt = date + 1 === time ? columns.start(date) : columns.start(time);
    logLine.time = columns.span(time) && span(timeAt, columns.end(time));
    logLine.relay = columns.span(client);
    const queryAt = Math.max(columns.start(query), columns.start(stem));
    const outbound = line.startsWith('OutboundConnection', columns.start(user));
    if (verb === '-' && (outbound || columns.span(user) === undefined)) {
      addReply(line, queryAt, columns.end(query), 'remote', logLine);
    } else {
      readVerb(line, columns.start(method), columns.end(method), queryAt, columns.end(query), logLine);
      if (!outbound && verb !== 'QUIT') {
        addReply(line, columns.start(status), columns.end(status), 'server', logLine);
      }
    }
    return logLine;
  };
}

/** Columns 0 address, 1 user, 2 date, 3 time, 4 service, 10 reply code, 12 verb, 13 target, 14 parameters. */
function iisReader(): ReadLine {
  const columns = new Columns(',', 15);
  return (line, start) => {
    columns.read(line, start);
    if (columns.count < 13 || !line.startsWith('SMTPSVC', columns.start(4))) {
      return undefined;
    }
    const logLine = new LogLine();
    logLine.time = span(columns.start(2), columns.end(3));
    logLine.relay = columns.span(0);
    const end = line.endsWith(',') ? line.length - 1 : line.length;
    const verb = line.slice(columns.start(12), columns.end(12));
    if (verb === '-') {
      // The reply's own commas are not quoted.
      addReply(line, columns.start(14), end, 'remote', logLine);
      return logLine;
    }
    readVerb(line, columns.start(12), columns.end(12), columns.start(14), end, logLine);
    if (!verb.startsWith('QUIT')) {
      addReply(line, columns.start(10), columns.end(10), 'server', logLine);
    }
    return logLine;
  };
}

/** `192.0.2.9 - mail [23/Nov/2026:15:39:02 -0800] "RCPT -?+TO:<a@example.com> SMTP" 250 48`. */
function readNcsa(line: string, start: number, bracket: number): LogLine | undefined {
  const quote = line.indexOf('] "', bracket);
  const mark = line.indexOf('-?', quote);
  if (quote < 0 || mark < 0 || !isVerb(line.slice(quote + 3, line.indexOf(' ', quote + 3)))) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = span(bracket + 2, quote);
  logLine.relay = span(start, line.indexOf(' ', start));
  // The last word counts bytes, the one before is our reply code; the quote may be missing.
  const bytesAt = line.lastIndexOf(' ', line.trimEnd().length - 1);
  const statusAt = line.lastIndexOf(' ', bytesAt - 1) + 1;
  const textEnd = Math.max(line.lastIndexOf(' ', statusAt - 2), mark + 2);
  if (line.charCodeAt(quote + 3) === DASH) {
    addReply(line, mark + 2, textEnd, 'remote', logLine);
    return logLine;
  }
  readVerb(line, quote + 3, line.indexOf(' ', quote + 3), mark + 2, textEnd, logLine);
  if (!line.startsWith('QUIT', quote + 3) && statusAt > mark) {
    addReply(line, statusAt, bytesAt, 'server', logLine);
  }
  return logLine;
}

/** The default of NT 4, with a verb of two words: `13:17:37 192.0.2.9 MAIL FROM - 250`. */
function readShort(line: string, start: number): LogLine | undefined {
  const match = SHORT.exec(line.slice(start, start + 200));
  if (match === null) {
    return undefined;
  }
  const [, time = '', client = '', verb = '', between = ''] = match;
  const clientAt = start + time.length + 1;
  const verbAt = clientAt + client.length + 1;
  const statusAt = verbAt + verb.length + between.length;
  const logLine = new LogLine();
  logLine.time = span(start, start + time.length);
  logLine.relay = span(clientAt, clientAt + client.length);
  logLine.command = span(verbAt, verbAt + verb.length);
  if (verb !== 'QUIT') {
    addReply(line, statusAt, statusAt + 3, 'server', logLine);
  }
  return logLine;
}

const SHORT = /^(\d\d:\d\d:\d\d) ([\d.]{7,15}|[\da-f:]{3,39}) ([A-Z]{4,8}(?: FROM| TO)?)( \S+ )\d{3}(?: |$)/;

function addReply(
  line: string,
  start: number,
  end: number,
  speaker: 'server' | 'remote',
  into: LogLine,
): void {
  const reply = end > start ? readReply(line, start, speaker, end) : undefined;
  if (reply !== undefined) {
    into.replies = [reply];
  }
}

/** The verb in its column, and the address of `FROM:<a@example.com>` in the column of the arguments. */
function readVerb(
  line: string,
  start: number,
  end: number,
  queryAt: number,
  queryEnd: number,
  into: LogLine,
): void {
  into.command = end <= start || line.charCodeAt(start) === DASH ? undefined : span(start, end);
  if (line.startsWith('MAIL', start) || line.startsWith('RCPT', start)) {
    readArgument(line, queryAt, queryEnd, into);
  }
}

function isVerb(verb: string): boolean {
  return VERBS.has(verb);
}

/** What IIS writes as `xxxx` is a command it did not know. */
const VERBS = new Set(
  '- xxxx EHLO HELO MAIL RCPT DATA BDAT AUTH STARTTLS RSET NOOP QUIT VRFY EXPN HELP ETRN TURN TIMEOUT'.split(
    ' ',
  ),
);

function isIisLine(line: string, start: number): boolean {
  if (line.charCodeAt(start) === HASH) {
    return false;
  }
  const head = line.slice(start, start + 300);
  return (
    / SMTPSVC\d/.test(head) || head.includes(' OutboundConnection') || SHORT.test(head) || LIKELY.test(head)
  );
}

const LIKELY =
  /^(?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d )?[\d.]{7,15} .*(?:[ "](?:EHLO|HELO|MAIL|RCPT|DATA|QUIT|xxxx)(?: FROM| TO)? (?:-\?|-|\+|<)|"- -\?)/;

/** `23/Nov/2026:15:39:02 -0800` */
function isNcsaTime(line: string, at: number): boolean {
  return (
    line.charCodeAt(at + 2) === 0x2f && line.charCodeAt(at + 6) === 0x2f && isDigit(line.charCodeAt(at + 7))
  );
}

const [HASH, COMMA, DASH] = [0x23, 0x2c, 0x2d];
