/**
 * An SMTP command or phase under one name, however a log spells it: `RCPT TO:<bob@example.net>` is `RCPT`, `.` and
 * `END-OF-MESSAGE` are `END OF DATA`, `banner` is `CONNECT`.
 */
export function commandName(command: string | undefined): string | undefined {
  const spelled = command?.slice(0, LONGEST).trim().toUpperCase();
  if (!spelled) {
    return undefined;
  }
  if (spelled.startsWith('.') || (spelled.includes('END') && /DATA|MESSAGE/.test(spelled))) {
    return END_OF_DATA;
  }
  const word = /^[A-Z]+/.exec(spelled)?.[0];
  return word === undefined ? undefined : (OTHER_NAMES[word] ?? word);
}

export const END_OF_DATA = 'END OF DATA';

/** No command's name is longer. UTF-16 units. */
const LONGEST = 24;

const OTHER_NAMES: Readonly<Record<string, string>> = {
  BANNER: 'CONNECT',
  CONNECTION: 'CONNECT',
  GREETING: 'CONNECT',
  INITIAL: 'CONNECT',
  LHLO: 'EHLO',
};
