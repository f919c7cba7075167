import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, type LogFormat, LogLine, span, standsAt } from './format';
import { syslogTimeEnd } from './syslog-time';

/**
 * DragonFly Mail Agent. Its syslog tag holds the queue id where others have the process id:
 * `Nov 23 15:39:02 mx dma[31e6c4f.802c3e0]: remote delivery deferred: mx.example.net [192.0.2.1] failed after RCPT TO: 450 later`
 */
export const dma: LogFormat = {
  id: 'dma',
  title: 'DragonFly Mail Agent',
  reference: 'https://github.com/corecode/dma',
  programs: ['dma'],
  recognises: (line, start) => tagAt(line, start) >= 0,
  open: always(readDma),
};

/** Where `dma[` stands behind time and host, or -1. */
function tagAt(line: string, start: number): number {
  const timeEnd = syslogTimeEnd(line, start);
  const hostEnd = timeEnd < 0 ? -1 : line.indexOf(' ', timeEnd + 1);
  return hostEnd > 0 && standsAt(line, 'dma[', hostEnd + 1) ? hostEnd + 1 : -1;
}

function readDma(line: string, start: number, program: string): LogLine | undefined {
  // A queue id that ends in a digit looks like a process id to the syslog head.
  const isTagged = program === 'dma';
  const tag = isTagged ? line.lastIndexOf('dma[', start) : tagAt(line, start);
  const close = tag < 0 ? -1 : line.indexOf(']: ', tag);
  if (close < 0) {
    return undefined;
  }
  const logLine = new LogLine();
  logLine.time = isTagged ? undefined : span(start, syslogTimeEnd(line, start));
  logLine.queueId = span(tag + 4, close);
  readText(line, close + 3, logLine);
  return logLine;
}

function readText(line: string, at: number, into: LogLine): void {
  const hostAt = standsAt(line, 'remote delivery deferred: ', at)
    ? at + 26
    : standsAt(line, 'remote delivery to ', at)
      ? at + 19
      : standsAt(line, 'connect to ', at)
        ? at + 11
        : -1;
  if (hostAt > 0) {
    const hostEnd = line.indexOf(' [', hostAt);
    into.relay = hostEnd > hostAt ? span(hostAt, hostEnd) : undefined;
    into.outcome = hostAt === at + 26 ? 'delayed' : hostAt === at + 19 ? 'failed' : undefined;
    readAnswer(line, hostAt, into);
  } else if (line.endsWith('delivery successful')) {
    into.outcome = 'relayed';
  }
}

/** `failed after RCPT TO: 450 4.2.0 later` */
function readAnswer(line: string, from: number, into: LogLine): void {
  const after = line.indexOf(' failed after ', from);
  const colon = after < 0 ? -1 : line.indexOf(': ', after);
  const reply = colon < 0 || !isReplyText(line, colon + 2) ? undefined : readReply(line, colon + 2, 'remote');
  if (reply !== undefined) {
    into.replies = [reply];
    into.command = span(after + 14, colon);
  } else if (into.outcome !== undefined) {
    into.words = span(from, line.length);
  }
}
