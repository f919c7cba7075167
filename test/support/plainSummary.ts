import type { LogReader } from '../../server/src/formats/registry';
import { explainLine } from '../../server/src/log/explanation';
import { isHandOver } from '../../server/src/log/handover';
import { outcomesOf } from '../../server/src/log/recipients';
import { severityOf } from '../../server/src/log/severity';
import { emptySummary, type Summary } from '../../server/src/log/summary';
import type { Tally } from '../../server/src/log/tally';
import { LONGEST_READ } from '../../server/src/log/textLines';
import { hourOf } from '../../server/src/log/time';
import type { Span } from '../../server/src/span';

/** A log's summary and failures in the plainest, slowest way: the oracle of whatever is quicker. */
export function plainSummary(
  lines: readonly string[],
  reader: LogReader,
): { summary: Comparable; failures: [number, string][] } {
  const summary = emptySummary();
  const { ended, refused } = summary.recipients;
  const waiting = new Set<string>();
  const failed = new Set<string>();
  const failures: [number, string][] = [];
  summary.lines = lines.length;
  summary.shortened = lines.filter(({ length }) => length >= LONGEST_READ).length;
  for (const [index, line] of lines.entries()) {
    const read = reader.read(line);
    if (read === undefined) {
      continue;
    }
    const text = (span: Span | undefined) => (span === undefined ? '' : line.slice(span.start, span.end));
    addOne(summary.formats, read.format);
    if (read.time !== undefined) {
      summary.firstTime ??= text(read.time);
      summary.lastTime = text(read.time);
    }
    for (const { code } of read.replies) {
      summary.replies[(Number(String(code)[0]) - 2) as 0]++;
    }
    const severity = severityOf(read, line);
    const ofSeverity = severity === 'permanent' ? 'failed' : 'delayed';
    const outcome = read.outcome ?? (severity === undefined ? undefined : ofSeverity);
    if (outcome === undefined || read.isRepeated || isHandOver(line, read)) {
      continue;
    }
    const address = text(read.recipient);
    const lower = address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const isNamed = read.queueId !== undefined && read.recipient !== undefined;
    const recipient = isNamed ? `${text(read.queueId)} ${lower}` : `${index}`;
    const isRefused = read.outcome === undefined || read.isRefusal;
    if (isRefused) {
      refused[severity ?? 'permanent']++;
    } else if (outcome === 'delayed') {
      waiting.add(recipient);
    } else {
      ended[outcome] += outcome === 'failed' && failed.has(recipient) ? 0 : 1;
      waiting.delete(recipient);
      if (outcome === 'failed') {
        failed.add(recipient);
      }
    }
    const names = {
      hours: hourOf(line, read.time),
      domains: address.includes('@') ? nameOf(address.slice(address.lastIndexOf('@') + 1)) : '',
      relays: isRefused ? '' : nameOf(text(read.relay)),
    };
    summary.outcomes[outcome]++;
    addOne(summary.hours, names.hours);
    addOne(summary.domains, names.domains);
    addOne(summary.relays, names.relays);
    if (severity !== undefined) {
      summary.failures[severity]++;
      addOne(summary.reasons, explainLine(line, read).reason);
      addOne(summary.failedHours, names.hours);
      addOne(summary.failedDomains, names.domains);
      addOne(summary.failedRelays, names.relays);
      failures.push([index + 1, line]);
    }
  }
  return {
    summary: { ...summary, recipients: { ...ended, delayed: waiting.size, refused } },
    failures,
  };
}

type Comparable = ReturnType<typeof comparable>;

/** A summary without what only serves to go on with it. */
export function comparable(summary: Summary) {
  return {
    ...summary,
    recipients: { ...outcomesOf(summary.recipients), refused: summary.recipients.refused },
  };
}

function nameOf(text: string): string {
  return text.slice(0, 256).toLowerCase();
}

function addOne({ counts }: Tally, name: string): void {
  if (name !== '') {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
