import { type ClientMarks, matchAt, readClientLine } from './client-dialogue';
import { always, type LogFormat, type LogLine } from './format';

/**
 * Eudora, `eudoralog.txt`: `1234    32:15.30:15 Rcvd: "250 ok\0D\0A"`. In front: the thread, the kind of entry and the
 * time in minutes and seconds.
 */
export const eudora: LogFormat = {
  id: 'eudora',
  title: 'Eudora',
  reference: 'https://kb.iu.edu/d/agkb',
  recognises: (line, start) => matchAt(HEAD, line, start) !== undefined,
  open: always(readEudora),
};

function readEudora(line: string, start: number): LogLine | undefined {
  const head = matchAt(HEAD, line, start);
  return head && readClientLine(line, start, MARKS);
}

const HEAD = /(?:MAIN|\d{1,6}) +\d{1,3}:\d{1,3}[.:]\d\d(?:[.:]\d\d)? /y;
const MARKS: ClientMarks = {
  received: ['Rcvd: "'],
  sent: ['Sent: "'],
  ends: ['\\0D\\0A"', '\\0D\\0A', '\\0A"', '"'],
};
