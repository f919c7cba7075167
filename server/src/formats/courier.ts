import { readReply } from '../smtp/reply';
import { always, between, type LogFormat, LogLine, span } from './format';

/**
 * Courier, through syslog: `courieresmtpd: error,relay=::ffff:192.0.2.7,from=<a@example.com>,to=<b@example.net>: 550 User unknown.`
 * and `courieresmtp: id=0038C081.4D026173.000051A4,from=<…>,addr=<b@example.net>: 250 OK`.
 */
export const courier: LogFormat = {
  id: 'courier',
  title: 'Courier',
  reference: 'https://www.courier-mta.org/courier.html',
  programs: ['courieresmtpd', 'courieresmtp', 'courierd', 'courierlocal', 'couriermlm'],
  open: always(readCourier),
};

function readCourier(line: string, start: number, program: string): LogLine | undefined {
  const speaker = program === 'courieresmtpd' ? 'server' : 'remote';
  const logLine = new LogLine();
  logLine.queueId = between(line, 'id=', ',', start);
  logLine.sender = between(line, 'from=<', '>', start);
  logLine.recipient = between(line, 'to=<', '>', start) ?? between(line, 'addr=<', '>', start);
  logLine.relay = between(line, 'relay=::ffff:', ',', start) ?? between(line, 'relay=', ',', start);
  const replyAt = replyStart(line, start);
  const reply = replyAt < 0 ? undefined : readReply(line, replyAt, speaker, replyEnd(line, replyAt));
  if (reply !== undefined) {
    logLine.replies = [reply];
  } else {
    readResult(line, start, logLine);
  }
  return logLine.queueId || logLine.outcome || reply ? logLine : undefined;
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
    into.outcome = line.startsWith('delivered', successAt + 10) ? 'relayed' : 'delivered';
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
