import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, type LogFormat, LogLine, type Outcome, span } from './format';
import { logfmtField } from './logfmt';

/**
 * ZoneMTA: `… id=18f2c3d1a2b000a1b2 001.0 DEFERRED[greylist] from=a@example.com to=b@example.net src=198.51.100.1
 *  mx=mx.example.net[192.0.2.1] (450 4.2.0 greylisted)`: the reply stands in the last parentheses.
 */
export const zonemta: LogFormat = {
  id: 'zonemta',
  title: 'ZoneMTA',
  reference: 'https://github.com/zone-eu/zone-mta',
  programs: ['zone-mta', 'zonemta', 'ZoneMTA'],
  recognises: (line, start) => resultAt(line, start) !== undefined,
  open: always(readZonemta),
};

const RESULTS: readonly (readonly [string, Outcome])[] = [
  [' ACCEPTED', 'relayed'],
  [' DEFERRED', 'delayed'],
  [' REJECTED', 'failed'],
];

/** The result and where it stands, in a line that has an id and a recipient as well. */
function resultAt(line: string, start: number): { at: number; outcome: Outcome } | undefined {
  const idAt = line.indexOf('id=', start);
  if (idAt < 0) {
    return undefined;
  }
  for (const [word, outcome] of RESULTS) {
    const at = line.indexOf(word, start);
    const after = line.charCodeAt(at + word.length);
    if (at >= 0 && (after === 0x5b || after === 0x20) && line.indexOf(' to=', at) > 0) {
      return { at, outcome };
    }
  }
  return undefined;
}

function readZonemta(line: string, start: number): LogLine | undefined {
  const result = resultAt(line, start);
  if (result === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.outcome = result.outcome;
  logLine.queueId = logfmtField(line, 'id', start);
  logLine.sender = logfmtField(line, 'from', result.at);
  logLine.recipient = logfmtField(line, 'to', result.at);
  const host = logfmtField(line, 'mx', result.at);
  const bracket = host === undefined ? -1 : line.indexOf('[', host.start);
  logLine.relay =
    host !== undefined && bracket > host.start && bracket < host.end ? span(host.start, bracket) : host;
  readAnswer(line, result.at, logLine);
  return logLine;
}

function readAnswer(line: string, from: number, into: LogLine): void {
  let open = line.indexOf(' (', from);
  while (open >= 0 && !isReplyText(line, open + 2)) {
    open = line.indexOf(' (', open + 2);
  }
  const end = line.charCodeAt(line.length - 1) === 0x29 ? line.length - 1 : line.length;
  const reply = open < 0 ? undefined : readReply(line, open + 2, 'remote', end);
  if (reply !== undefined) {
    into.replies = [reply];
  } else if (into.outcome !== 'relayed') {
    const last = line.lastIndexOf(' (');
    into.words = span(last > from ? last + 2 : from + 1, last > from ? end : line.length);
  }
}
