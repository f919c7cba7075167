import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * The letters of TFS Secure Messaging Server, of TenFour, about mail that it could not send, within two lines of `#`:
 * `###### Created by TFS ####`, `Sending failed while communicating with: <mx.example.net>`, the recipient's address in a
 * line of its own, `SMTP error: 550 No such user`, `Message was sent from: alice@example.com`.
 */
export const tfs: LogFormat = {
  id: 'tfs',
  title: 'TFS Secure Messaging Server',
  reference: 'https://github.com/Perl/perl5/issues/7593',
  recognises: (line, start) => PARTS.some(([words]) => line.startsWith(words, start)),
  open: always(readTfs),
};

function readTfs(line: string, start: number): LogLine | undefined {
  const part = PARTS.find(([words]) => line.startsWith(words, start));
  if (part === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  const [words, read] = part;
  return read(line, start + words.length, logLine) ? logLine : undefined;
}

type ReadPart = (line: string, at: number, into: LogLine) => boolean;

const PARTS: readonly (readonly [words: string, read: ReadPart])[] = [
  ['###### Created by TFS ', () => false],
  ['Sending failed while communicating with: ', readHost],
  ['SMTP error: ', readError],
  ['Message was sent from: ', readSender],
];

function readHost(line: string, at: number, into: LogLine): boolean {
  into.relay = between(line, '<', '>', at) ?? span(at, line.length);
  return at < line.length;
}

function readError(line: string, at: number, into: LogLine): boolean {
  const reply = isReplyText(line, at) ? readReply(line, at, 'remote') : undefined;
  if (reply === undefined) {
    into.words = span(at, line.length);
  } else {
    into.replies = [reply];
  }
  // The letter comes when nothing more is tried.
  into.outcome = 'failed';
  return at < line.length;
}

function readSender(line: string, at: number, into: LogLine): boolean {
  into.sender = between(line, '<', '>', at) ?? span(at, line.length);
  return at < line.length;
}
