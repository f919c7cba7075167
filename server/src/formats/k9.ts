import { type ClientMarks, readClientLine } from './client-dialogue';
import { always, type LogFormat } from './format';

/**
 * K-9 Mail and Thunderbird for Android, from logcat:
 * `11-23 15:39:02.135  9975 13041 V SmtpTransport: SMTP <<< 250 Ok`
 */
export const k9: LogFormat = {
  id: 'k9',
  title: 'K-9 Mail, Thunderbird for Android',
  reference: 'https://docs.k9mail.app/en/latest/debugging/',
  programs: ['SmtpTransport', 'k9', 'K9', 'k9mail'],
  recognises: (line, start) => /\bSMTP (?:<<<|>>>) /.test(line.slice(start, start + 120)),
  open: always((line, start) => readClientLine(line, start, MARKS)),
};

const MARKS: ClientMarks = { received: ['SMTP <<< '], sent: ['SMTP >>> '] };
