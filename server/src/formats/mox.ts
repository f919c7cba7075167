import { readEnhancedCode, readReply } from '../smtp/reply';
import { isReplyText, readCommand } from './dialogue';
import { always, type LogFormat, LogLine, standsAt } from './format';
import { logfmtField } from './logfmt';

/**
 * Mox: `l=info m="smtp command result" pkg=smtpserver cmd=rcptto code=550 ecode=5.1.1 cid=18f2`; at level trace the
 * dialogue, in which `LS:` is what it says as a server, `RS:` what another server says to it.
 */
export const mox: LogFormat = {
  id: 'mox',
  title: 'Mox',
  reference: 'https://www.xmox.nl/',
  programs: ['mox'],
  recognises: (line, start) => MOX_LINE.test(line.slice(start, start + 60)),
  open: always(readMox),
};

const MOX_LINE = /^l=(?:trace|tracedata|traceauth|debug|info|warn|error|print|fatal|panic) m=/;

function readMox(line: string, start: number): LogLine | undefined {
  const message = MOX_LINE.test(line.slice(start, start + 60)) ? logfmtField(line, 'm', start) : undefined;
  if (message === undefined) {
    return undefined;
  }
  const logLine = new LogLine();
  const at = message.start;
  const isServer = standsAt(line, 'LS: ', at);
  if (isServer || standsAt(line, 'RS: ', at)) {
    const reply = isReplyText(line, at + 4)
      ? readReply(line, at + 4, isServer ? 'server' : 'remote', withoutBreak(line, message.end))
      : undefined;
    logLine.replies = reply === undefined ? [] : [reply];
  } else if (standsAt(line, 'LC: ', at) || standsAt(line, 'RC: ', at)) {
    readCommand(line, at + 4, message.end, logLine);
  } else {
    readFields(line, message.end, logLine);
  }
  logLine.queueId = logfmtField(line, 'msgid', message.end) ?? logfmtField(line, 'cid', message.end);
  return logLine.queueId || logLine.replies.length > 0 ? logLine : undefined;
}

/** The code and the enhanced code, in older versions without its class, are fields of their own. */
function readFields(line: string, from: number, into: LogLine): void {
  const code = logfmtField(line, 'code', from);
  into.recipient = logfmtField(line, 'recipient', from) ?? logfmtField(line, 'rcptto', from);
  into.sender = logfmtField(line, 'mailfrom', from);
  into.relay = logfmtField(line, 'host', from);
  const isRemote = line.includes('pkg=queue', from) || line.includes('pkg=smtpclient', from);
  const reply = code && readReply(line, code.start, isRemote ? 'remote' : 'server', code.end);
  if (reply === undefined) {
    return;
  }
  const second = logfmtField(line, 'ecode', from) ?? logfmtField(line, 'secode', from);
  const text = second && line.slice(second.start, second.end);
  const enhanced =
    second &&
    (readEnhancedCode(line, second.start) ??
      (/^\d{1,3}\.\d{1,3}$/.test(text ?? '') ? `${line.charAt(reply.start)}.${text}` : undefined));
  into.replies = [{ ...reply, enhanced }];
  into.command = logfmtField(line, 'cmd', from);
}

function withoutBreak(line: string, end: number): number {
  return standsAt(line, '\\r\\n', end - 4) ? end - 4 : end;
}
