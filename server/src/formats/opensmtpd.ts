import { readReply, type Speaker } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, type Outcome, span } from './format';

/**
 * OpenSMTPD, old and new, through syslog or on a terminal:
 * `4b3a6c195c1f6010 mta delivery evpid=8f26ea98359eccea from=<a@example.com> to=<b@example.net> rcpt=<-> source="198.51.100.1"
 *  relay="192.0.2.1 (mx.example.net)" delay=0s result="TempFail" stat="421 4.3.0 too busy"`
 */
export const opensmtpd: LogFormat = {
  id: 'opensmtpd',
  title: 'OpenSMTPD',
  reference: 'https://man.openbsd.org/smtpd.8',
  programs: ['smtpd', 'opensmtpd', 'transfer'],
  recognises: (line, start) => SMTPD_LINE.test(line.slice(start, start + 60)),
  open: always(readOpensmtpd),
};

const SMTPD_LINE =
  /^(?:[0-9a-f]{16} (?:smtp|mta) |(?:debug: )?mta: 0x[0-9a-f]{1,16}: |smtp-(?:in|out): |relay: (?:Ok|TempFail|PermFail) for )/;

function readOpensmtpd(line: string, start: number): LogLine | undefined {
  const logLine = new LogLine();
  readIds(line, start, logLine);
  logLine.sender = between(line, 'from=<', '>', start);
  logLine.recipient = between(line, 'to=<', '>', start);
  logLine.relay = between(line, 'relay="', ' ', start) ?? between(line, 'relay=', ' ', start);
  logLine.delay = between(line, 'delay=', 's', start);
  logLine.outcome = outcomeOf(line, start);
  const quoted = quotedReply(line, start);
  if (quoted !== undefined) {
    const reply = readReply(line, quoted.at, quoted.speaker, quoted.end);
    if (reply !== undefined) {
      logLine.replies = [reply];
    } else if (logLine.outcome === 'failed' || logLine.outcome === 'delayed') {
      logLine.words = span(quoted.at, quoted.end);
    }
  }
  const command =
    between(line, 'command="', '"', start) ??
    (line.startsWith('smtp-in: Failed command', start) ? between(line, ': "', '"', start + 20) : undefined);
  logLine.command = command;
  return logLine.queueId || logLine.outcome || logLine.replies.length > 0 ? logLine : undefined;
}

/** The session in front of the line; the envelope id, where a line has one, ties the attempts together. */
function readIds(line: string, start: number, into: LogLine): void {
  const envelope = line.indexOf('evpid=', start);
  if (envelope >= 0) {
    into.queueId = span(envelope + 6, Math.min(line.length, envelope + 22));
    return;
  }
  ID.lastIndex = start;
  if (ID.test(line)) {
    into.queueId = span(ID.lastIndex - 17, ID.lastIndex - 1);
  }
}

const ID = /(?:relay: (?:Ok|TempFail|PermFail) for |smtp-in: Failed command on session )?[0-9a-f]{16}[ :]/y;

function outcomeOf(line: string, start: number): Outcome | undefined {
  for (const [word, outcome] of RESULTS) {
    if (line.includes(`result="${word}"`) || line.startsWith(`relay: ${word}`, start)) {
      return outcome;
    }
  }
  return undefined;
}

const RESULTS: readonly (readonly [string, Outcome])[] = [
  ['Ok', 'relayed'],
  ['TempFail', 'delayed'],
  ['PermFail', 'failed'],
];

interface Quoted {
  readonly at: number;
  readonly end: number;
  readonly speaker: Speaker;
}

/** Where a reply is quoted: `stat="…"`, `stat=…`, `result="…"` of a failed command, `=> …`, `<<< …`. */
function quotedReply(line: string, start: number): Quoted | undefined {
  for (const { mark, close, speaker } of MARKS) {
    const markAt = line.indexOf(mark, start);
    if (markAt >= 0) {
      const at = markAt + mark.length;
      const end = close === '' ? line.length : line.lastIndexOf(close);
      return { at, end: end < at ? line.length : end, speaker };
    }
  }
  return undefined;
}

const MARKS: readonly { mark: string; close: string; speaker: Speaker }[] = [
  { mark: ' stat="', close: '"', speaker: 'remote' },
  { mark: ', stat=', close: '', speaker: 'remote' },
  { mark: ': <<< ', close: '', speaker: 'remote' },
  { mark: ' result="', close: '"', speaker: 'server' },
  { mark: '" => ', close: '', speaker: 'server' },
];
