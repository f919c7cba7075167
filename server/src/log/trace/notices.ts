import type { LogLine } from '../../formats/format';
import { textOf } from '../explanation';

/** A failure of which the sender will be told, or the notification of one. */
export interface Notice {
  /** `n:alice@example.com`: to whom. */
  readonly key: string;
  readonly isDue: boolean;
}

/**
 * OpenSMTPD ties the notifications that it sends to no message: the next one to its sender is that of a failure.
 *
 *     4b3a6c195c1f6010 mta delivery evpid=8f26ea98359eccea from=<alice@example.com> … result="PermFail" stat="550 no"
 *     7818378b78e6ff50 smtp envelope evpid=0db15b3ef1e96502 from=<> to=<alice@example.com>
 */
export function noticeOf(line: string, read: LogLine): Notice | undefined {
  if (read.format !== 'opensmtpd') {
    return undefined;
  }
  const sender = textOf(line, read.sender);
  const recipient = textOf(line, read.recipient);
  if (sender === '' && recipient !== undefined && read.life === 'begins') {
    return { key: `n:${recipient}`, isDue: false };
  }
  return read.outcome === 'failed' && sender !== undefined && sender !== '' && !REMOVED.test(line)
    ? { key: `n:${sender}`, isDue: true }
    : undefined;
}

/** By an administrator, who tells nobody. */
const REMOVED = /\b(?:relay|delivery): Remove for /;
