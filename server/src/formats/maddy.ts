import { readEnhancedCode, readReply, type Speaker } from '../smtp/reply';
import { isReplyText, readCommand } from './dialogue';
import { always, type LogFormat, LogLine, span, standsAt } from './format';
import { numberField, stringField } from './json';
import { refusedLogin } from './refused-login';

/**
 * Maddy: `queue: delivery attempt failed<TAB>{"msg_id":"2f6f32e9","rcpt":"b@example.net","reason":"…","smtp_code":550,
 * "smtp_enchcode":"5.1.1","smtp_msg":"no such user"}`, and with io_debug the dialogue, `smtp: 250-Hello [192.0.2.7]`.
 */
export const maddy: LogFormat = {
  id: 'maddy',
  title: 'Maddy',
  reference: 'https://maddy.email/reference/global-config/',
  programs: ['maddy'],
  recognises: (line, start) => {
    const at = moduleStart(line, start);
    return MADDY_LINE.test(line.slice(at, at + 120));
  },
  open: always(readMaddy),
};

const MADDY_LINE =
  /^(?:\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT[\d:.]{8,18}Z? )?(?:\[debug\] )?(?:smtp|submission|lmtp|queue|target\.[a-z]{2,20}|remote|msgpipeline|imapsql|check\.[a-z_]{2,20})(?:\/[\w.]{1,40})?: (?:[^{]{1,80}[\t ]\{"|[2-5]\d\d[ -]|(?:EHLO|HELO|LHLO|MAIL FROM:|RCPT TO:))/;

/** Behind a time the module looks like syslog's tag: `2026-11-23T15:39:02.550Z smtp: RCPT error`. */
function moduleStart(line: string, start: number): number {
  const word =
    start < 3 || line.charCodeAt(start - 2) !== COLON ? start : line.lastIndexOf(' ', start - 3) + 1;
  return word > 0 && MODULE.test(line.slice(word, start)) ? word : start;
}

const MODULE =
  /^(?:smtp|submission|lmtp|queue|target\.[a-z]{2,20}|remote|msgpipeline|imapsql|check\.[a-z_]{2,20})(?:\/[\w.]{1,40})?: $/;

function readMaddy(line: string, from: number): LogLine | undefined {
  const start = moduleStart(line, from);
  TIME.lastIndex = start;
  const timeEnd = TIME.test(line) ? TIME.lastIndex : start;
  const at = standsAt(line, '[debug] ', timeEnd) ? timeEnd + 8 : timeEnd;
  const logLine = readText(line, at);
  if (logLine !== undefined && timeEnd > start) {
    logLine.time = span(start, timeEnd - 1);
  }
  return logLine;
}

const TIME = /(?:\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,18}Z?) /y;

function readText(line: string, at: number): LogLine | undefined {
  const textAt = line.indexOf(': ', at) + 2;
  const fields = line.indexOf('{"', at);
  if (fields > 0 && (line.charCodeAt(fields - 1) === TAB || line.charCodeAt(fields - 1) === BLANK)) {
    return readFields(line, at, textAt, fields);
  }
  return textAt < 2 || textAt > at + LONGEST_MODULE || !isEndpoint(line, at)
    ? undefined
    : readSaid(line, textAt);
}

const LONGEST_MODULE = 60;

/** The modules that talk to clients. */
function isEndpoint(line: string, at: number): boolean {
  return standsAt(line, 'smtp', at) || standsAt(line, 'submission', at) || standsAt(line, 'lmtp', at);
}

/** With io_debug the lines of both sides, without a mark. */
function readSaid(line: string, at: number): LogLine | undefined {
  const logLine = new LogLine();
  const reply = isReplyText(line, at) ? readReply(line, at, 'server') : undefined;
  if (reply !== undefined) {
    logLine.replies = [reply];
    return logLine;
  }
  readCommand(line, at, line.length, logLine);
  return logLine.command && logLine;
}

function readFields(line: string, at: number, textAt: number, fields: number): LogLine | undefined {
  const logLine = new LogLine();
  const id = stringField(line, 'msg_id', fields);
  const dash = id === undefined ? -1 : line.indexOf('-', id.start);
  // `3b24958c-6a0a81a2` counts the attempts of message `3b24958c`.
  logLine.queueId = id !== undefined && dash > 0 && dash < id.end ? span(id.start, dash) : id;
  logLine.sender = stringField(line, 'sender', fields);
  logLine.recipient = stringField(line, 'rcpt', fields);
  logLine.relay = stringField(line, 'remote_server', fields) ?? stringField(line, 'src_host', fields);
  const code = numberField(line, 'smtp_code', fields);
  const isCheck = standsAt(line, 'msgpipeline', at) || standsAt(line, 'check.', at);
  const speaker: Speaker = isEndpoint(line, at) || isCheck ? 'server' : 'remote';
  const reply = code && readReply(line, code.start, speaker, code.end);
  if (reply !== undefined) {
    const enhanced = stringField(line, 'smtp_enchcode', fields);
    const text = stringField(line, 'smtp_msg', fields);
    logLine.replies = [
      {
        ...reply,
        enhanced: enhanced && readEnhancedCode(line, enhanced.start),
        end: Math.max(reply.end, text?.end ?? 0),
      },
    ];
    // What a check found is not said to anyone unless an action follows.
    logLine.outcome = isCheck ? 'relayed' : undefined;
  } else if (isEndpoint(line, at) && standsAt(line, 'authentication failed', textAt)) {
    refusedLogin(line, textAt, logLine);
  } else {
    readResult(line, textAt, fields, logLine);
  }
  return logLine.queueId || logLine.isRefusal || reply ? logLine : undefined;
}

/** `queue: not delivered, permanent error`, `queue: will retry`, `queue: delivered`. */
function readResult(line: string, at: number, fields: number, into: LogLine): void {
  if (standsAt(line, 'delivered', at)) {
    into.outcome = 'relayed';
  } else if (standsAt(line, 'not delivered', at) || standsAt(line, 'will retry', at)) {
    into.outcome = standsAt(line, 'will retry', at) ? 'delayed' : 'failed';
    into.words = stringField(line, 'reason', fields) ?? span(at, fields - 1);
  }
}

const TAB = 0x09;
const BLANK = 0x20;
const COLON = 0x3a;
