import { isDigit } from '../smtp/reply';
import { readSaid } from './dialogue';
import { always, type LogFormat, LogLine, span } from './format';

/**
 * FirstClass Internet Services (`smtp-20261123.log`): `[11/23/2026 3:39:02 PM] Server-27: Snd: 550 no such user`.
 * `Server` is a client's session with this server, `Client` ours with another; `Snd` is what FirstClass sent.
 */
export const firstclass: LogFormat = {
  id: 'firstclass',
  title: 'FirstClass Internet Services',
  reference: 'https://www.opentext.com/products/firstclass',
  recognises: (line, start) => line.charCodeAt(start) === 0x5b && LINE.test(line.slice(start, start + 80)),
  open: always(readFirstclass),
};

const LINE = /^\[([^\]]{8,40})\] ((Client|Server)-\w+): (Snd|Rcv|ID|Sub): /;

function readFirstclass(line: string, start: number): LogLine | undefined {
  const match = LINE.exec(line.slice(start, start + 80));
  if (match === null) {
    return undefined;
  }
  const [all, time = '', session = '', role, what] = match;
  const sessionAt = start + time.length + 3;
  const at = start + all.length;
  const logLine = new LogLine();
  logLine.time = span(start + 1, start + 1 + time.length);
  logLine.queueId = span(sessionAt, sessionAt + session.length);
  const answers = (role === 'Server') === (what === 'Snd');
  if ((what === 'Snd' || what === 'Rcv') && (answers || !isDigit(line.charCodeAt(at)))) {
    readSaid(line, at, line.length, role === 'Server' ? 'server' : 'remote', logLine);
  }
  return logLine;
}
