import { isDigit } from '../smtp/reply';
import { Columns, lineFrom } from './columns';
import { readMarked } from './dialogue';
import { always, between, type LogFormat, LogLine, type ReadLine, span } from './format';

/**
 * MDaemon: `MDaemon-2026-11-23-SMTP-(in).log`, `…-SMTP-(out).log`, `…-all.log`, its statistics as CSV, and the
 * sessions that its letters quote. Level and session number came with later versions:
 * `Mon 2026-11-23 15:39:02.123: 03: [514116] --> 550 5.1.1 <a@example.com>, Recipient unknown`
 * `-->` is what MDaemon sent, `<--` what it received, whichever side it is.
 */
export const mdaemon: LogFormat = {
  id: 'mdaemon',
  title: 'MDaemon',
  reference: 'https://help.mdaemon.com/mdaemon/en/logging_log_mode.html',
  recognises: (line, start) => timeEnd(line, start) > 0 || isStatistics(line, start),
  open: always(readMdaemon()),
};

function readMdaemon(): ReadLine {
  const readStatistics = statisticsReader();
  return (line, start, program) => {
    const end = timeEnd(line, start);
    return end > 0 ? readTimed(line, end) : readStatistics(line, start, program);
  };
}

function readTimed(line: string, timeStop: number): LogLine {
  const logLine = new LogLine();
  logLine.time = span(timeStop - (line.charCodeAt(timeStop - 4) === DOT ? 27 : 23), timeStop);
  let at = timeStop + 2;
  // `03: `
  if (isDigit(line.charCodeAt(at)) && line.charCodeAt(at + 2) === COLON) {
    at += 4;
  }
  // `[514116:2] `
  if (line.charCodeAt(at) === BRACKET) {
    const close = line.indexOf('] ', at);
    if (close > 0 && close - at < 24) {
      logLine.queueId = span(at + 1, close);
      at = close + 2;
    }
  }
  if (!readMarked(line, at, '--> ', '<-- ', logLine)) {
    readRemark(line, at, logLine);
  }
  return logLine;
}

/** `*  From: a@example.com`, `Attempting SMTP connection to [192.0.2.7:25]`, `*  Winsock Error 10060 …`. */
function readRemark(line: string, at: number, into: LogLine): void {
  if (line.startsWith('*  From: ', at)) {
    into.sender = span(at + 9, line.length);
  } else if (line.startsWith('*  To: ', at)) {
    into.recipient = span(at + 7, line.length);
  } else if (line.startsWith('Accepting SMTP connection from [', at)) {
    into.relay = between(line, '[', ':', at);
  } else if (line.startsWith('Attempting SMTP connection to [', at)) {
    into.relay = hostOf(between(line, '[', ']', at), line);
  } else if (DELAYING.some((words) => line.startsWith(words, at))) {
    into.outcome = 'delayed';
    into.words = span(at, line.length);
  } else if (FAILING.some((words) => line.includes(words))) {
    into.outcome = 'failed';
    into.words = span(at, line.length);
  }
}

/** Without `:25`. */
function hostOf(found: LogLine['relay'], line: string): LogLine['relay'] {
  const colon = found === undefined ? -1 : line.lastIndexOf(':', found.end);
  return found !== undefined && colon > found.start ? span(found.start, colon) : found;
}

const DELAYING = ['*  Winsock Error ', '*  Socket error ', '*  Could not connect', 'Unable to connect'];
const FAILING = ['now considered undeliverable', 'reports domain name unknown', 'will be returned to sender'];

/** `"start","end",SMTPI,9443,"from","to","","","192.0.2.9",…`: a session; there are no replies. */
function statisticsReader(): ReadLine {
  const columns = new Columns(',', 9);
  return (line, start) => {
    return isStatistics(line, start)
      ? lineFrom(columns.read(line, start), { time: 0, queueId: 3, sender: 4, recipient: 5, relay: 8 })
      : undefined;
  };
}

function isStatistics(line: string, start: number): boolean {
  return (
    line.charCodeAt(start) === 0x22 &&
    /^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",[A-Z]+,\d+,/.test(
      line.slice(start, start + 80),
    )
  );
}

/** Where `Mon 2026-11-23 15:39:02.123` ends that `: ` follows, or -1; letters indent it. */
function timeEnd(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20 && at < start + 8) {
    at++;
  }
  if (
    line.charCodeAt(at + 3) !== 0x20 ||
    line.charCodeAt(at + 8) !== 0x2d ||
    line.charCodeAt(at + 17) !== COLON ||
    line.charCodeAt(at + 20) !== COLON ||
    !isDigit(line.charCodeAt(at + 4))
  ) {
    return -1;
  }
  const end = line.charCodeAt(at + 23) === DOT ? at + 27 : at + 23;
  return line.charCodeAt(end) === COLON && line.charCodeAt(end + 1) === 0x20 ? end : -1;
}

const [DOT, COLON, BRACKET] = [0x2e, 0x3a, 0x5b];
