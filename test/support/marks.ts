import type { LogLine } from '../../server/src/formats/format';
import { headOf, openLog } from '../../server/src/formats/registry';
import type { Span } from '../../server/src/span';

/**
 * A sample is a log in which each line that says something is followed by lines of marks:
 *
 *     2026-11-23 15:39:02 1rBxyz-0001Ab-2C ** bob@example.net …: 550 5.1.1 User unknown
 *     | exim failed
 *     |                   ^^^^^^^^^^^^^^^^ queueId
 *     |                                                          ^^^ 550 5.1.1 remote
 *
 * A mark stands under what it names. The first mark line tells the format and, where the line has one, the outcome.
 */
export const MARK = '|';

/** The lines of a sample without its marks. */
export function linesOfSample(sample: string): string[] {
  return sample
    .split('\n')
    .filter((line, index, all) => !line.startsWith(MARK) && index < all.length - (all.at(-1) === '' ? 1 : 0));
}

/** The sample with the marks that the reader sets today. `name` is the file's name as the formats see it. */
export function markSample(sample: string, name: string): string {
  const lines = linesOfSample(sample);
  const reader = openLog(headOf(lines.join('\n'), name));
  return lines.map((line) => [line, ...marksOf(line, reader.read(line))].join('\n') + '\n').join('');
}

function marksOf(line: string, read: LogLine | undefined): string[] {
  if (read === undefined) {
    return [];
  }
  const marks = [
    MARK +
      [
        ' ' + read.format,
        read.outcome,
        isInferred(read) ? 'inferred' : undefined,
        read.isRepeated ? 'repeated' : undefined,
        read.life,
      ]
        .filter(Boolean)
        .join(' '),
  ];
  for (const field of FIELDS) {
    const span = read[field];
    if (span !== undefined) {
      marks.push(mark(span, field));
    }
  }
  for (const link of read.links) {
    marks.push(mark(link, 'links'));
  }
  for (const { start, code, enhanced, speaker, end } of read.replies) {
    marks.push(
      mark(
        { start, end: start + 3 },
        [code, enhanced, speaker, `to ${line.slice(Math.max(start, end - 12), end)}`]
          .filter((part) => part !== undefined)
          .join(' '),
      ),
    );
  }
  return marks;
}

const FIELDS = [
  'time',
  'queueId',
  'sender',
  'recipient',
  'relay',
  'command',
  'delay',
  'status',
  'words',
  'messageId',
] as const;

/** The mark line's own first column is taken, so a span that begins there loses one `^`; an empty span is a `!`. */
function mark({ start, end }: Span, what: string): string {
  const width = Math.max(end - start, 1);
  const drawn = start === end ? '!' : '^'.repeat(width);
  return start === 0 ? `${MARK}${drawn.slice(1)} ${what}` : `${MARK}${' '.repeat(start - 1)}${drawn} ${what}`;
}

function isInferred({ outcome, replies }: LogLine): boolean {
  return (outcome === 'failed' || outcome === 'delayed') && replies.length === 0;
}
