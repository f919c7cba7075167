import { readReply } from '../smtp/reply';
import { readMarked } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * IceWarp, before that Merak, sold by others as VisNetic Mail Server (`logs\smtp\20261123.log`):
 * `192.0.2.9 [00000A1C] Mon, 23 Nov 2026 15:39:02 +0100 >>> 550 5.7.1 <a@example.com>... we do not relay`
 * `192.0.2.9       [0A1C] 15:39:02 >>> 550 5.7.1 …` in later versions.
 * `>>>` is what this server sent, `<<<` what it received, whichever side it is.
 */
export const icewarp: LogFormat = {
  id: 'icewarp',
  title: 'IceWarp, Merak, VisNetic Mail Server',
  reference: 'https://docs.icewarp.com/',
  recognises: (line, start) => head(line, start) !== null,
  open: always(readIcewarp),
};

function readIcewarp(line: string, start: number): LogLine | undefined {
  const match = head(line, start);
  if (match === null) {
    return undefined;
  }
  const [all, relay = '', blanks = '', session = '', time = ''] = match;
  const sessionAt = start + relay.length + blanks.length + 1;
  const textAt = start + all.length;
  const timeAt = sessionAt + session.length + 2;
  const logLine = new LogLine();
  logLine.time = span(timeAt, timeAt + time.length);
  logLine.queueId = span(sessionAt, sessionAt + session.length);
  logLine.relay = relay === 'SYSTEM' ? undefined : span(start, start + relay.length);
  if (!readMarked(line, textAt, '>>> ', '<<< ', logLine)) {
    readRemark(line, textAt, logLine);
  }
  return logLine;
}

/** `*** <a@example.com> <b@example.net> 1 348 0 00:00:01 OK ABC123`, or `RSP [192.0.2.7] 550 …`. */
function readRemark(line: string, at: number, into: LogLine): void {
  if (line.startsWith('*** <', at)) {
    into.sender = between(line, '<', '>', at);
    into.recipient = into.sender && between(line, '<', '>', into.sender.end);
  } else if (line.startsWith('RSP [', at)) {
    const close = line.indexOf('] ', at);
    const reply = close < 0 ? undefined : readReply(line, close + 2, 'remote');
    into.replies = reply === undefined ? [] : [reply];
  }
}

function head(line: string, start: number): RegExpExecArray | null {
  const bracket = line.indexOf('[', start);
  return bracket > start && bracket < start + 64 ? HEAD.exec(line.slice(start, start + 140)) : null;
}

const HEAD =
  /^([\w.:-]{3,45})( +)\[([0-9A-F]{4,8})\] ((?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} )?\d\d:\d\d:\d\d(?:[.:]\d{3})?(?: [+-]\d{4})?) (?:Client session )?/;
