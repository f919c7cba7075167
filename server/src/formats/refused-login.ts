import { LogLine, span } from './format';

/**
 * A client could not log in to send mail. That is a failure whether or not the reply is in the log; it counts where the
 * server says so, not where a back end says why. Logins to fetch mail are none of it.
 */
export function refusedLogin(line: string, wordsAt: number, into = new LogLine()): LogLine {
  const words = line.slice(wordsAt, wordsAt + LONGEST_WORDS);
  into.outcome = NOT_ASKED.some((part) => words.includes(part)) ? 'delayed' : 'failed';
  into.words = span(wordsAt, line.length);
  into.isRefusal = true;
  return into;
}

/** The password was not looked at: the client was told to come back. */
const NOT_ASKED = ['Connection lost to authentication server', 'emporary authentication failure'];
const LONGEST_WORDS = 300;
