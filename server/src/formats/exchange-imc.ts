import { isDigit } from '../smtp/reply';
import { readSaid } from './dialogue';
import { always, type LogFormat, LogLine, span } from './format';

/**
 * The Internet Mail Connector (Service) of Exchange 5.5: `4/2/01 11:44:31 AM : >>> 250 OK`.
 * `>>>` is what this server sent, `<<<` what it received; `IO: |` repeats what came over the wire.
 */
export const exchangeImc: LogFormat = {
  id: 'exchange-imc',
  title: 'Microsoft Exchange 5.5 Internet Mail Service protocol log',
  reference: 'https://learn.microsoft.com/previous-versions/exchange-server/exchange-55/',
  recognises: (line, start) => timeEnd(line, start) > 0,
  open: always(readImc),
};

function readImc(line: string, start: number): LogLine | undefined {
  const end = timeEnd(line, start);
  if (end < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = span(start, end);
  const markAt = end + 3;
  if (line.startsWith('>>> ', markAt)) {
    readSaid(line, markAt + 4, line.length, 'server', logLine);
  } else if (line.startsWith('<<< ', markAt) && !line.startsWith('IO: |', markAt + 4)) {
    readSaid(line, markAt + 4, line.length, 'remote', logLine);
  }
  return logLine;
}

/** Where `4/2/01 11:44:31 AM` ends that ` : ` follows, or -1; other countries write `02.04.01 11:44:31`. */
function timeEnd(line: string, start: number): number {
  if (!isDigit(line.charCodeAt(start))) {
    return -1;
  }
  const colon = line.indexOf(' : ', start);
  return colon > 0 && colon < start + 24 && TIME.test(line.slice(start, colon)) ? colon : -1;
}

const TIME = /^\d{1,4}([/.-])\d{1,2}\1\d{1,4} \d{1,2}[:.]\d\d[:.]\d\d(?: [AP]M)?$/;
