import { enhancedCodeEnd, isDigit, readReply } from '../smtp/reply';
import { Columns, findHeader } from './columns';
import { isReplyText, readMarked } from './dialogue';
import {
  type FileHead,
  type LineReader,
  type LogFormat,
  LogLine,
  type Outcome,
  type ReadLine,
  span,
} from './format';

/**
 * PowerMTA. Accounting and diagnostic files (`acct-*.csv`, `diag-*.csv`) have the columns that the operator chose, named
 * by the first row: `b,2026-11-23 15:39:02+0100,…,5.1.1 (bad destination mailbox address),smtp;550 5.1.1 Unknown,…`.
 * `pmta.log` may hold sessions: `2026-11-23 15:39:02 > RCPT TO:<b@example.net>`, `2026-11-23 15:39:02 < 550 Unknown`.
 */
export const powermta: LogFormat = {
  id: 'powermta',
  title: 'PowerMTA',
  reference: 'https://support.sparkpost.com/docs/pmta/pmta-accounting',
  recognises: (line, start) => ROW.test(line.slice(start, start + 40)) || isSession(line, start),
  open: openPowermta,
};

/** A header, or a row: its type, then a time in seconds or as a date. */
const ROW = /^(?:\uFEFF?"?type"?,"?time|"?[a-z]{1,2}"?,"?(?:\d{10}[,"]|\d{4}-\d\d-\d\d[ T]\d\d:))/;

function openPowermta(head: FileHead): LineReader {
  const header = findHeader(head, ',', ['type', 'rcpt']);
  const readRow = rowReader(header ?? new Map([['type', 0]]));
  return {
    key: header === undefined ? '' : JSON.stringify([...header]),
    read: (line, start, program) => {
      const mark = markAt(line, start);
      return mark < 0 ? readRow(line, start, program) : readSession(line, start, mark);
    },
  };
}

function rowReader(numbers: ReadonlyMap<string, number>): ReadLine {
  const columns = new Columns(',', 60);
  const number = (name: string): number => numbers.get(name) ?? -1;
  const at = {
    type: number('type'),
    time: number('timelogged'),
    sender: number('orig'),
    recipient: number('rcpt'),
    action: number('dsnaction'),
    status: number('dsnstatus'),
    diagnostic: number('dsndiag'),
    relay: number('dsnmta'),
    category: number('bouncecat'),
    envelope: number('envid'),
    job: number('jobid'),
  };
  return (line, start) => {
    if (!ROW.test(line.slice(start, start + 40)) || !line.includes('@', start)) {
      return undefined;
    }
    columns.read(line, start);
    const logLine = new LogLine();
    const action = line.slice(columns.start(at.action), columns.end(at.action));
    const type = line.slice(columns.start(at.type), columns.end(at.type));
    logLine.outcome = ACTIONS.get(action) ?? TYPES.get(type);
    logLine.time = columns.span(at.time) ?? columns.span(1);
    logLine.sender = columns.span(at.sender);
    logLine.recipient = columns.span(at.recipient);
    logLine.queueId = columns.span(at.envelope) ?? columns.span(at.job);
    logLine.relay = hostOf(line, columns.start(at.relay), columns.end(at.relay));
    const codeEnd = at.status < 0 ? -1 : enhancedCodeEnd(line, columns.start(at.status));
    if (at.recipient < 0) {
      readBare(line, columns, logLine);
    }
    logLine.status = codeEnd < 0 ? undefined : span(columns.start(at.status), codeEnd);
    readDiagnostic(
      line,
      columns,
      at.diagnostic < 0 ? diagnosticColumn(line, columns) : at.diagnostic,
      at.status,
      logLine,
    );
    if (logLine.outcome === 'failed' && logLine.replies.length === 0) {
      logLine.words ??= columns.span(at.category < 0 ? categoryColumn(line, columns) : at.category);
    }
    return logLine;
  };
}

/** A file without header: the first address is the sender's, the next one the recipient's. */
function readBare(line: string, columns: Columns, into: LogLine): void {
  for (let column = 1; column < columns.count && into.recipient === undefined; column++) {
    const at = line.indexOf('@', columns.start(column));
    if (at > 0 && at < columns.end(column)) {
      into.recipient = into.sender === undefined ? undefined : columns.span(column);
      into.sender ??= columns.span(column);
    }
  }
}

/** A file without header: the column that begins with `smtp;`, or -1. */
function diagnosticColumn(line: string, columns: Columns): number {
  for (let column = 0; column < columns.count; column++) {
    if (line.startsWith('smtp;', columns.start(column))) {
      return column;
    }
  }
  return -1;
}

/** A file without header: the column that holds PowerMTA's own category of the bounce, `policy-related`, or -1. */
function categoryColumn(line: string, columns: Columns): number {
  for (let column = columns.count - 1; column > 0; column--) {
    if (CATEGORY.test(line.slice(columns.start(column), columns.end(column)))) {
      return column;
    }
  }
  return -1;
}

const CATEGORY = /^[a-z]{3,12}(?:-[a-z]{2,12}){1,3}$/;

/** `smtp;550 5.1.1 Unknown`; what PowerMTA itself found stands behind another word, as in `x-pmta;bounce-queue`. */
function readDiagnostic(
  line: string,
  columns: Columns,
  column: number,
  statusColumn: number,
  into: LogLine,
): void {
  const start = columns.start(column);
  const end = columns.end(column);
  let at = line.startsWith('smtp;', start) ? start + 5 : start;
  while (at < end && line.charCodeAt(at) === 0x20) {
    at++;
  }
  const reply =
    end > at && (at > start || isReplyText(line, at)) ? readReply(line, at, 'remote', end) : undefined;
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome === 'failed' || into.outcome === 'delayed') {
    into.words = columns.span(column) ?? columns.span(statusColumn);
  }
}

/** `mx.example.net` of `mx.example.net (192.0.2.7)`. */
function hostOf(line: string, start: number, end: number): LogLine['relay'] {
  const blank = line.indexOf(' ', start);
  const stop = blank < 0 || blank > end ? end : blank;
  return stop === start ? undefined : span(start, stop);
}

const ACTIONS: ReadonlyMap<string, Outcome> = new Map([
  ['failed', 'failed'],
  ['delayed', 'delayed'],
  ['delivered', 'delivered'],
  ['relayed', 'relayed'],
  ['expanded', 'expanded'],
]);
/** Delivered, bounced, transient, queue-wide transient, bounce received later. */
const TYPES: ReadonlyMap<string, Outcome> = new Map([
  ['d', 'relayed'],
  ['b', 'failed'],
  ['rb', 'failed'],
  ['t', 'delayed'],
  ['tq', 'delayed'],
]);

/** `>` is what PowerMTA sent, `<` what it received. */
function readSession(line: string, start: number, mark: number): LogLine {
  const logLine = new LogLine();
  const timeStop = TIME.exec(line.slice(start, start + 40))?.[0].length ?? 0;
  logLine.time = span(start, start + timeStop);
  readMarked(line, mark, '> ', '< ', logLine);
  return logLine;
}

const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d{4}|Z)?/;
const SESSION = /^(?: \S{1,60}){0,3} [<>]{1,3} (?:[2-5]\d\d[ -]|[A-Z]{4,8}\b)/;

/** `> 250 ms` proves nothing: a command or a greeting must stand behind the arrow. */
function isSession(line: string, start: number): boolean {
  const mark = markAt(line, start);
  return mark > 0 && OPENING.test(line.slice(mark, mark + 120));
}

const OPENING = /^[<>] (?:2\d\d[ -].*\bE?SMTP\b|(?:EHLO|HELO|MAIL FROM|RCPT TO|DATA|QUIT|STARTTLS|AUTH)\b)/;

/** Where the last arrow before the text of a session's line stands, or -1. */
function markAt(line: string, start: number): number {
  if (!isDigit(line.charCodeAt(start)) || line.charCodeAt(start + 4) !== 0x2d) {
    return -1;
  }
  const head = line.slice(start, start + 260);
  const time = TIME.exec(head);
  const match = time === null ? null : SESSION.exec(head.slice(time[0].length));
  return time === null || match === null ? -1 : start + head.search(/[<>] (?:[2-5]\d\d[ -]|[A-Z]{4,8}\b)/);
}
