/**
 * Older bounces tell of the failure in words alone: no reply, no fields. The lines that tell it are found in the head of
 * the message, by what each program writes before them:
 *
 *     because:
 *
 *       User bob (bob@example.net) not listed in Domino Directory
 */
export function wordsOfFailure(lines: readonly string[]): readonly string[] {
  const own = lines.filter((line) => OWN.test(line)).map((line) => line.trim());
  const found =
    own.length > 0
      ? own
      : lines.flatMap((line, index) => (INTRODUCTION.test(line) ? introduced(lines, index + 1) : []));
  return found.length > 0 ? [...new Set(found)] : subjectOf(lines);
}

/** IMail and Haraka say all in one line. */
const OWN =
  /^(?:Failure Reason|Invalid final delivery userid|Unknown (?:user|host)|User mailbox exceeds allowed size|undeliverable to|delivery failed \d{1,4} attempts): ?\S/i;

/** Domino, Notes, Google; then those of Exchange 5.5, Outlook, qmail, Exim and Yahoo, who name each recipient first. */
const INTRODUCTION =
  /^(?:because:|-{2,12} *Failure Reasons? *-{2,12}|The response was:)\s{0,9}$|did not reach the following recipient|following recipient\(s\) could not be reached|wasn't able to deliver your message|following address(?:\(es\)|es) failed:|nable to deliver (?:your )?message to the following/i;

/** The line below each recipient, or where none is named the first line that says anything. */
function introduced(lines: readonly string[], from: number): string[] {
  const part = lines.slice(from, from + LONGEST_PART);
  const end = part.findIndex((line) => END.test(line));
  const said = part.slice(0, end < 0 ? part.length : end).map((line) => line.trim());
  const text = said.filter((line) => line !== '');
  const below = text.filter((line, index) => RECIPIENT.test(text[index - 1] ?? '') && !RECIPIENT.test(line));
  return below.length > 0 ? below : text.filter((line) => !RECIPIENT.test(line)).slice(0, 1);
}

/** `<bob@example.net>:`, `bob@example.net on Mon, 23 Nov 2026 15:39:02 +0100` */
const RECIPIENT = /^['<"]?[^\s@<>]{1,320}@[^\s@<>]{1,320}?['>"]?:?(?: on .{6,60})?$/;
/** The bounced message follows, or the next part. */
const END = /^-{2,}|original message|copy of (?:the|your) message/i;
const LONGEST_PART = 40;

/** `Subject: Undeliverable: hello`, where the body is cut off or says it in a way that is not known. */
function subjectOf(lines: readonly string[]): readonly string[] {
  const blank = lines.findIndex((line, index) => line === '' && index > 0);
  const header = lines.slice(0, blank < 0 ? lines.length : blank);
  const isMessage = header.filter((line) => HEADER.test(line)).length > 1;
  return isMessage
    ? header
        .filter((line) => SUBJECT.test(line))
        .map((line) => line.trim())
        .slice(0, 1)
    : [];
}

const HEADER = /^(?:Received|Date|From|To|Message-ID|MIME-Version|Return-Path|Content-Type):/i;
const SUBJECT =
  /^Subject: {0,4}(?:\S{1,10}: )?(?:undeliver|non.?deliver|delivery (?:failure|failed|status notification \(failure\))|returned mail|failure notice)/i;
