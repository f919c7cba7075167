import { readMarked } from './dialogue';
import { always, type LogFormat, LogLine, span, standsAt } from './format';

/**
 * Postal's SMTP server, in which `=>` is what it answers:
 * `[smtp.6:7988] [2026-11-23T15:39:02.700] DEBUG -- : [NUPVSG] => 250-My capabilities are`
 */
export const postal: LogFormat = {
  id: 'postal',
  title: 'Postal',
  reference: 'https://docs.postalserver.io/',
  recognises: (line, start) => standsAt(line, '[smtp', start) && sessionAt(line, start) > 0,
  open: always(readPostal),
};

/** Where the session's name begins, `NUPVSG`; -1 without one. */
function sessionAt(line: string, start: number): number {
  const at = line.indexOf(' -- : [', start);
  return at > 0 && at < start + 80 ? at + 7 : -1;
}

function readPostal(line: string, start: number): LogLine | undefined {
  const at = standsAt(line, '[smtp', start) ? sessionAt(line, start) : -1;
  const close = at < 0 ? -1 : line.indexOf(']', at);
  if (close < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.queueId = span(at, close);
  const open = line.indexOf('] [', start);
  const end = open < 0 ? -1 : line.indexOf(']', open + 3);
  logLine.time = end > 0 && end < at ? span(open + 3, end) : undefined;
  let mark = close + 1;
  while (line.charCodeAt(mark) === 0x20) {
    mark++;
  }
  readMarked(line, mark, '=> ', '<= ', logLine);
  return logLine;
}
