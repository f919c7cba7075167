import type { LogLine } from '../../formats/format';

/** All recipients of a line, of which a format marks the first; `original` is the address that led to it. */
export interface LineRecipient {
  readonly address: string;
  readonly original: string | undefined;
}

export function recipientsOf(line: string, read: LogLine): LineRecipient[] {
  const { recipient } = read;
  if (recipient === undefined) {
    return read.format === 'exim' && read.life === 'begins' ? arrivalRecipients(line) : [];
  }
  if (read.format === 'exim' && read.life === 'begins') {
    return arrivalRecipients(line);
  }
  const addresses = [line.slice(recipient.start, recipient.end)];
  const original = originalOf(line, read);
  for (let at = recipient.end; addresses.length < MOST_RECIPIENTS; ) {
    const next = separatorAt(line, at, read.format);
    NAME.lastIndex = next === undefined ? 0 : at + next.length;
    const name = next === undefined ? null : NAME.exec(line);
    if (name === null) {
      break;
    }
    addresses.push(name[0]);
    at = NAME.lastIndex;
  }
  return addresses.filter((address) => address !== '').map((address) => ({ address, original }));
}

/** `<a@example.net>,<b@example.net>` of Sendmail and amavis, `a@example.net;b@example.net` of Exchange. */
function separatorAt(line: string, at: number, format: string): string | undefined {
  const possible = format === 'exchange-tracking' ? [';'] : LISTING.has(format) ? ['>,<', ','] : [];
  return possible.find((separator) => line.startsWith(separator, at));
}

const LISTING = new Set(['sendmail', 'amavis', 'fortimail']);
const NAME = /[^\s<>,;"]{1,320}/y;
/** In one line; a list with more of them is split by every server. */
const MOST_RECIPIENTS = 1000;

/** Behind ` for `, where the log selector `received_recipients` is on. */
function arrivalRecipients(line: string): LineRecipient[] {
  const at = line.lastIndexOf(' for ');
  return at < 0
    ? []
    : line
        .slice(at + 5)
        .split(' ', MOST_RECIPIENTS)
        .filter((address) => address !== '')
        .map((address) => ({ address, original: undefined }));
}

/**
 * `orig_to=<sales@example.com>` of Postfix, `bob@example.net <sales@example.com> R=…` of Exim, `rcpt=<sales@example.com>`
 * of OpenSMTPD, `rcpt=<->` where there was none.
 */
function originalOf(line: string, { recipient, format }: LogLine): string | undefined {
  const end = recipient?.end ?? 0;
  if (format === 'postfix') {
    return between(line, '>, orig_to=<', '>', end);
  }
  if (format === 'opensmtpd') {
    const original = between(line, '> rcpt=<', '>', end) ?? between(line, '>, rcpt=<', '>', end);
    return original === '-' ? undefined : original;
  }
  return format === 'exim' ? between(line, ' <', '>', end) : undefined;
}

function between(line: string, before: string, after: string, at: number): string | undefined {
  const start = at + before.length;
  const end = line.startsWith(before, at) ? line.indexOf(after, start) : -1;
  return end < 0 ? undefined : line.slice(start, end);
}
