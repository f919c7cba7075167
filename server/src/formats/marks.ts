import { isBlank, isQuote } from './code-scan';

/** Behind a syslog tag the tag itself may be the mark, other wrappers are no part of the line. */
export function markFrom(start: number, program: string): number {
  return program === '' ? start : 0;
}

/**
 * The word that stands before the place `at`: `<<<`, `S:`, `tag[0]:` or `''` at the beginning of a line. A quote
 * between them is added to it (`reply:"` for `reply: b'250 …'`). So that two lines of one kind have one mark, digits
 * are written `0` and what stands in brackets is left out unless it consists of letters, such as `[rx]`.
 */
export function markBefore(line: string, at: number, from: number): string {
  let end = at;
  let quote = '';
  if (end > from && isQuote(line.charCodeAt(end - 1))) {
    quote = '"';
    end -= line.charCodeAt(end - 2) === LETTER_B && end - 2 >= from ? 2 : 1;
  }
  while (end > from && isBlank(line.charCodeAt(end - 1))) {
    end--;
  }
  let start = end;
  while (start > from && end - start < LONGEST_MARK && !isBlank(line.charCodeAt(start - 1))) {
    start--;
  }
  return start === end ? quote : normalMark(line.slice(start, end)) + quote;
}

function normalMark(word: string): string {
  let mark = knownMarks.get(word);
  if (mark === undefined) {
    mark = withoutNumbers(word);
    if (knownMarks.size >= MOST_MARKS) {
      knownMarks.clear();
    }
    // The detour makes a copy: a mere slice would keep the whole log in memory.
    knownMarks.set(` ${word}`.slice(1), mark);
  }
  return mark;
}

const MOST_MARKS = 500;
const knownMarks = new Map<string, string>();

function withoutNumbers(word: string): string {
  // Perl's `Net::SMTP=GLOB(0x55d0c8a2b1e8)<<<`.
  const arrow = PERL.exec(word)?.[1];
  if (arrow !== undefined) {
    return arrow;
  }
  return word
    .replace(/[[({](?![A-Za-z]{1,8}[\])}])[^\])}]*[\])}]/g, '[]')
    .replace(/\d+/g, '0')
    .toLowerCase();
}

const PERL = /GLOB\([0-9a-z]{1,18}\)(<<<|>>>)$/;

/** Marks come from strangers' files: a size, a port or an address before three digits is none. */
export function mayBeMark(mark: string): boolean {
  return (
    mark === '' ||
    (/^[^@="'(]*[:>\])|~*─-]$/.test(mark) &&
      !/(?:size|port|time|bytes|delay|length|count|code|status|said):$/.test(mark))
  );
}

interface MarkPair {
  readonly received: readonly string[];
  readonly sent: readonly string[];
  /** `S:` and `C:` say which side speaks but not which side writes the log. */
  readonly namesSides?: true;
}

/** Marks that come in pairs; a mark of the pair is known even if the head shows only the other. */
export const PAIRS: readonly MarkPair[] = [
  {
    received: ['s', 's:', 'server:', 's:"', 'server:"'],
    sent: ['c', 'c:', 'client:', 'c:"', 'client:"'],
    namesSides: true,
  },
  { received: ['<<<', '<<<"'], sent: ['>>>', '>>>"'] },
  { received: ['<<', '<<"'], sent: ['>>', '>>"'] },
  { received: ['<--', '<--"', '<---'], sent: ['-->', '-->"', '--->'] },
  // swaks: errors are starred, what goes through TLS has tildes.
  { received: ['<-', '<**', '<~', '<~*'], sent: ['->', '**>', '~>', '*~>'] },
  { received: ['<-"'], sent: ['->"'], namesSides: true },
  { received: ['<=', '<="'], sent: ['=>', '=>"'] },
  { received: ['<', '<"'], sent: ['>', '>"'] },
  { received: ['[rx]', '<rx>', '(rx)', 'rx:'], sent: ['[tx]', '<tx>', '(tx)', 'tx:'] },
  {
    received: ['received:', 'rcvd:', 'recv:', 'received:"', 'rcvd:"', 'recv:"'],
    sent: ['sent:', 'send:', 'sending:', 'sent:"', 'send:"'],
  },
  { received: ['read:', 'read'], sent: ['write:', 'wrote:', 'write', 'wrote'] },
  // PHPMailer's level of the connection.
  { received: ['inbound:', 'inbound:"'], sent: ['outbound:', 'outbound:"'] },
  { received: ['in:', 'i:'], sent: ['out:', 'o:'] },
  { received: ['smtp<', 'esmtp<', '0<'], sent: ['smtp>', 'esmtp>', '0>'] },
  { received: ['reply:"', 'reply:'], sent: ['command:', 'command:"'] },
];
export const PAIRED = new Set(PAIRS.flatMap(({ received, sent }) => [...received, ...sent]));

const LETTER_B = 0x62;
const LONGEST_MARK = 27;
