import { readReply, readReplyCode, type Speaker } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * Haraka, in its three outputs:
 * `[PROTOCOL] [4384CC9C-A6A5-4301-8DC4-E6897F7B4E0E.1] [core] S: 250 sender <a@example.com> OK`,
 * `level=PROTOCOL uuid=4384… source=core message="S: 354 go ahead"`, and the same as JSON.
 */
export const haraka: LogFormat = {
  id: 'haraka',
  title: 'Haraka',
  reference: 'https://haraka.github.io/core/Logging/',
  programs: ['haraka'],
  recognises: (line, start) => HARAKA_LINE.test(line.slice(start, start + 120)),
  open: always(readHaraka),
};

const LEVELS = '(?:DATA|PROTOCOL|DEBUG|INFO|NOTICE|WARN|ERROR|CRIT|ALERT|EMERG)';
const HARAKA_LINE = new RegExp(
  `^(?:[\\dTZ:.-]{19,24} )?(?:\\[${LEVELS}\\] \\[[-0-9A-F.]{1,60}\\] \\[|level=${LEVELS} uuid=|\\{"level":"${LEVELS}","uuid":)`,
);

function readHaraka(line: string, start: number): LogLine | undefined {
  const logLine = new LogLine();
  logLine.queueId = readId(line, start);
  const outbound =
    line.includes('[outbound]', start) ||
    line.includes('"outbound"', start) ||
    line.includes('=outbound', start);
  const replyAt = dialogueReply(line, start) ?? quotedReply(line, start);
  const end = replyAt === undefined ? -1 : replyEnd(line, replyAt);
  const speaker: Speaker = outbound ? 'remote' : 'server';
  const reply = replyAt === undefined ? undefined : readReply(line, replyAt, speaker, end);
  if (reply !== undefined) {
    logLine.replies = [reply];
  }
  if (outbound) {
    readDelivery(line, start, logLine);
  }
  return logLine.queueId || reply ? logLine : undefined;
}

/** `[4384CC9C-A6A5-4301-8DC4-E6897F7B4E0E.1]`: `.1` counts transactions; the same message without it. */
function readId(line: string, start: number): LogLine['queueId'] {
  ID.lastIndex = start;
  const found = ID.exec(line);
  const id = found?.[1];
  return found === null || id === undefined || id === '-'
    ? undefined
    : span(ID.lastIndex - id.length, ID.lastIndex);
}

const ID =
  /(?:[\dTZ:.-]{19,24} )?(?:\[[A-Z]{4,9}\] \[|level=[A-Z]{4,9} uuid=|\{"level":"[A-Z]{4,9}","uuid":")([-0-9A-Fa-f]{1,40})/y;

/** After `S: `, where the message begins. */
function dialogueReply(line: string, start: number): number | undefined {
  for (const mark of ['] S: ', '"S: ']) {
    const at = line.indexOf(mark, start);
    if (at >= 0 && readReplyCode(line, at + mark.length) > 0) {
      return at + mark.length;
    }
  }
  return undefined;
}

/** `… rejected: 521 no`, `bouncing mail: 521 no`, `response="250 Ok"`. */
function quotedReply(line: string, start: number): number | undefined {
  for (const mark of [' rejected: ', 'bouncing mail: ', 'response="', 'response="\\"', 'Upstream error: ']) {
    const at = line.indexOf(mark, start);
    if (at >= 0 && readReplyCode(line, at + mark.length) > 0) {
      return at + mark.length;
    }
  }
  return undefined;
}

/** A message in quotes ends at the quote. */
function replyEnd(line: string, at: number): number {
  const quoted = line.charCodeAt(at - 1) === 0x22 || line.charCodeAt(at - 4) === 0x22;
  const close = quoted ? line.indexOf('"', at) : -1;
  return close < 0 ? line.length : close;
}

function readDelivery(line: string, start: number, into: LogLine): void {
  if (line.includes('] delivered file=', start) || line.includes('delivered file=', start)) {
    into.outcome = 'relayed';
    into.relay = between(line, ' host=', ' ', start);
  } else if (line.includes('bouncing mail: ', start)) {
    into.outcome = 'failed';
  } else if (line.includes('Temp failing ', start)) {
    into.outcome = 'delayed';
    into.words = span(line.indexOf('Temp failing ', start), line.length);
  }
}
