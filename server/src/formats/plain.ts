import { readReply } from '../smtp/reply';
import { type FileHead, type LineReader, type LogFormat, LogLine } from './format';

/**
 * Any line that holds a reply in a place where only a reply can stand: transcripts of SMTP sessions and the logs of
 * servers that have no format of their own. Whoever says the first 220 is the server.
 */
export const plain: LogFormat = {
  id: 'plain',
  title: 'SMTP transcript',
  reference: 'https://www.rfc-editor.org/rfc/rfc5321#appendix-D',
  recognises: (line, start) => /^(?:S: |<<< |<- |< {1,2})?[2-5]\d\d[ -]/.test(line.slice(start, start + 12)),
  open: openPlain,
};

function openPlain(_head: FileHead): LineReader {
  return {
    key: '',
    read: (line, start) => {
      const reply = line.startsWith('S: ', start) ? readReply(line, start + 3, 'remote') : undefined;
      if (reply === undefined) {
        return undefined;
      }
      const logLine = new LogLine();
      logLine.replies = [reply];
      return logLine;
    },
  };
}
