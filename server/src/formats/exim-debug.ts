import { readReply, type Speaker } from '../smtp/reply';
import { isReplyText, readCommand } from './dialogue';
import { LogLine, standsAt } from './format';

/**
 * Debug output (option -d) shows the dialogue: `<<` marks what was received, `>>` what was sent. The lines of a reply
 * that follow the first bear no mark and are indented to its text:
 *
 *     SMTP<< 250-mx.example.net
 *            250 HELP
 *
 * The lines of the main log stand between, without their time, indented by two.
 */
export function readDebugLine(
  line: string,
  start: number,
  readMain: (line: string, at: number, isMessage: boolean) => LogLine | undefined,
): LogLine | undefined {
  const at = textAt(line, start);
  if (standsAt(line, 'SMTP', at)) {
    const textAt = line.indexOf(' ', at + 4) + 1;
    const second = line.charCodeAt(textAt - 2);
    return textAt === 0 || !isMark(line, at)
      ? undefined
      : readSaid(line, textAt, second === LESS ? 'remote' : 'server');
  }
  const indent = indentBefore(line, at);
  if (indent >= LEAST_INDENT && isReplyText(line, at)) {
    return readSaid(line, at, indent <= OUR_INDENT ? 'server' : 'remote');
  }
  const isLogged = at > start && indent >= 2 && (isFlag(line, at) || standsAt(line, 'H=', at));
  // A retry record repeats the error: `     errno=-44 more_errno=65,A H=… SMTP error from …`.
  return isLogged || standsAt(line, 'errno=', at) ? readMain(line, at, true) : undefined;
}

/** `  SMTP<< 250 OK`, also behind `15:39:02  4711 ` (time and process id, as options of -d have it). */
export function isDebugLine(line: string, start: number): boolean {
  const at = textAt(line, start);
  return standsAt(line, 'SMTP', at) && isMark(line, at);
}

/** `SMTP<<`, `SMTP>>`, `SMTP|>` (more commands follow at once), `SMTP+>` (the last, with QUIT), `SMTP(close)>>`. */
function isMark(line: string, at: number): boolean {
  const first = line.charCodeAt(at + 4);
  const second = line.charCodeAt(at + 5);
  return (
    (first === LESS && second === LESS) ||
    (second === MORE && (first === MORE || first === 0x7c || first === 0x2b)) ||
    standsAt(line, '(close)', at + 4) ||
    standsAt(line, '(shutdown)', at + 4) ||
    standsAt(line, '(closed)', at + 4)
  );
}

function readSaid(line: string, at: number, speaker: Speaker): LogLine | undefined {
  const logLine = new LogLine();
  const reply = isReplyText(line, at) ? readReply(line, at, speaker) : undefined;
  if (reply !== undefined) {
    logLine.replies = [reply];
    return logLine;
  }
  readCommand(line, at, line.length, logLine);
  return logLine.command === undefined ? undefined : logLine;
}

/** Behind the time, the process id and the indent. */
function textAt(line: string, start: number): number {
  HEAD.lastIndex = start;
  return HEAD.test(line) ? HEAD.lastIndex : start;
}

const HEAD = /(?:\d\d:\d\d:\d\d(?:\.\d{1,6})? )?(?: {0,6}\d{1,10} )? {0,20}/y;

function indentBefore(line: string, at: number): number {
  let indent = 0;
  while (line.charCodeAt(at - 1 - indent) === BLANK) {
    indent++;
  }
  return indent;
}

/** `** `, `== `, `=> `, `-> ` */
function isFlag(line: string, at: number): boolean {
  const first = line.charCodeAt(at);
  const second = line.charCodeAt(at + 1);
  return (
    line.charCodeAt(at + 2) === BLANK &&
    (((first === 0x2a || first === 0x3d) && second === first) ||
      (second === MORE && (first === 0x3d || first === 0x2d || first === MORE)))
  );
}

/** Under `SMTP>> ` of the server, which is not indented itself; under a client's `  SMTP<< ` there are nine or more. */
const OUR_INDENT = 8;
const LEAST_INDENT = 7;
const BLANK = 0x20;
const LESS = 0x3c;
const MORE = 0x3e;
