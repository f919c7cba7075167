import { readReply } from '../smtp/reply';
import { isReplyText } from './dialogue';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * Courier, through syslog: `courieresmtpd: error,relay=::ffff:192.0.2.7,from=<a@example.com>,to=<b@example.net>: 550 User unknown.`
 * and `courieresmtp: id=0038C081.4D026173.000051A4,from=<…>,addr=<b@example.net>: 250 OK`.
 */
export const courier: LogFormat = {
  id: 'courier',
  title: 'Courier',
  reference: 'https://www.courier-mta.org/courier.html',
  programs: ['courieresmtpd', 'courieresmtp', 'courierd', 'courierlocal', 'couriermlm', 'courierdsn'],
  open: always(readCourier),
};

function readCourier(line: string, start: number, program: string): LogLine | undefined {
  const speaker = program === 'courieresmtp' ? 'remote' : 'server';
  const logLine = new LogLine();
  logLine.queueId = between(line, 'id=', ',', start) ?? lastField(line, ',id=', start);
  logLine.sender = between(line, 'from=<', '>', start);
  logLine.recipient = between(line, 'to=<', '>', start) ?? between(line, 'addr=<', '>', start);
  logLine.relay = between(line, 'relay=::ffff:', ',', start) ?? between(line, 'relay=', ',', start);
  const replyAt = replyStart(line, start);
  const reply =
    replyAt < 0 || !isReplyText(line, replyAt)
      ? undefined
      : readReply(line, replyAt, speaker, replyEnd(line, replyAt));
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else {
    readResult(line, start, logLine);
  }
  return logLine.queueId || logLine.outcome || reply ? logLine : undefined;
}

/** A field that ends the line: `newmsg,id=0038C081.4D026173.000051A4`. */
function lastField(line: string, name: string, start: number): LogLine['queueId'] {
  const at = line.indexOf(name, start);
  return at < 0 ? undefined : span(at + name.length, line.length);
}

/** After `msg="`, or after the `>: ` or `,…: ` that ends the fields. */
function replyStart(line: string, start: number): number {
  const quoted = line.indexOf(',msg="', start);
  if (quoted >= 0) {
    return quoted + 6;
  }
  const plain = line.indexOf('>: ', start);
  return plain < 0 ? -1 : plain + 3;
}

function replyEnd(line: string, at: number): number {
  const quote = line.charCodeAt(at - 1) === 0x22 ? line.indexOf('"', at) : -1;
  return quote < 0 ? line.length : quote;
}

/** The line after a delivery's reply: `…,size=329,success: delivered: mx.example.net [192.0.2.1]`, `…,status: deferred`. */
function readResult(line: string, start: number, into: LogLine): void {
  const successAt = line.indexOf(',success: ', start);
  if (successAt >= 0) {
    const isRelayed = line.startsWith('delivered: ', successAt + 10);
    into.outcome = isRelayed ? 'relayed' : 'delivered';
    const nameAt = successAt + 21;
    const nameEnd = line.indexOf(' [', nameAt);
    into.relay = isRelayed && nameEnd > nameAt ? span(nameAt, nameEnd) : undefined;
    return;
  }
  const statusAt = line.indexOf(',status: ', start);
  if (statusAt >= 0) {
    into.outcome = line.startsWith('deferred', statusAt + 9)
      ? 'delayed'
      : line.startsWith('success', statusAt + 9)
        ? 'relayed'
        : 'failed';
    into.words = span(statusAt + 9, line.length);
  }
}
