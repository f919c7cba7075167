import type { LogLine } from '../../formats/format';

/**
 * Exim refuses a recipient before the message has an id. What it took of the same sender in the same connection is the
 * same message: the client's port tells the connection (log selector `incoming_port`), else the process (`pid`).
 *
 *     2026-11-23 15:39:02 [917] H=client.example.com [192.0.2.9]:39181 F=<alice@example.com> rejected RCPT <…
 *     2026-11-23 15:39:02 [917] 1rBxyz-0001Ab-2C <= alice@example.com H=client.example.com [192.0.2.9]:39181 P=esmtp …
 *
 * Answers a key, `s:alice@example.com` and the connection; `undefined` where the line does not name it.
 */
export function eximConnection(line: string, { queueId, relay, sender, life }: LogLine): string | undefined {
  if (relay === undefined || sender === undefined || (queueId !== undefined && life !== 'begins')) {
    return undefined;
  }
  const peer = peerAfter(line, relay.start - 1);
  const process = peer === undefined || PORT.test(peer) ? '' : processBefore(line, relay.start);
  return peer === undefined || process === undefined
    ? undefined
    : `s:${line.slice(sender.start, sender.end)}\n${process}${process === '' ? '' : '\n'}${peer}`;
}

/** `[192.0.2.9]:39181`, `[192.0.2.9]` */
function peerAfter(line: string, at: number): string | undefined {
  PEER.lastIndex = line.indexOf('[', at);
  return PEER.lastIndex < 0 ? undefined : PEER.exec(line)?.[0];
}

const PEER = /\[[0-9a-fA-F:.]{2,45}\](?::\d{1,5}(?!\d))?/y;
const PORT = /\]:\d+$/;

/** The `917` of `[917] `, which stands in the line's first part; syslog has `exim[917]: `. */
function processBefore(line: string, end: number): string | undefined {
  return PROCESS.exec(line.slice(0, Math.min(end, LONGEST_HEAD)))?.[1];
}

const PROCESS = /\[(\d{1,10})\][ :]/;
const LONGEST_HEAD = 200;
