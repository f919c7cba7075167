import { textOf } from '../log/explanation';
import { emptyReport } from '../log/report/report';
import { severityOf } from '../log/severity';
import { addText, emptySummary } from '../log/summary';
import { forEachLine } from '../log/textLines';
import type { FollowedFile } from './follow';
import { FollowedLog, type NewLines } from './followedLog';
import { headerLines } from './headerLines';
import type { LargeLog } from './largeLog';
import { RecentLines } from './recentLines';
import type { FoundFailure } from './scan';
import { reporting } from './scanJob';
import type { PickedLine } from './smallLog';
import { textOf as textOfBytes } from './wholeLines';

/** What came to one of the logs since it was looked at before. */
export interface LogGrowth {
  readonly path: string;
  /** The lines of the first and the last new failure in the file that has the name now. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly isNewFile: boolean;
}

interface Followed {
  readonly log: FollowedLog;
  readonly path: string;
  /** An index of the reading's files. */
  file: number;
  /** Of the line that comes next a beginning was read, which already records a failure, or does not yet. */
  half: 'failed' | 'harmless' | undefined;
}

/** Goes on where a reading ended: what is appended to its logs goes into its numbers and its small log. */
export class FollowedReading {
  readonly #reading: LargeLog;
  readonly #followed: Followed[] = [];
  readonly #recent = new RecentLines();
  readonly #wholeMessages: boolean;
  readonly #hasReport: boolean;

  constructor(
    reading: LargeLog,
    { wholeMessages, hasReport }: { readonly wholeMessages: boolean; readonly hasReport: boolean },
  ) {
    this.#reading = reading;
    this.#wholeMessages = wholeMessages && reading.holdsWholeMessages;
    this.#hasReport = hasReport;
  }

  /** Takes a log that has been read to its `start`. */
  async follow(file: FollowedFile, format: string | undefined): Promise<void> {
    const index = this.#reading.files.findIndex(({ path }) => path === file.path);
    const lines = this.#reading.files[index]?.lines ?? 0;
    const log = await FollowedLog.from(file, lines, format);
    const one: Followed = { log, path: file.path, file: index, half: undefined };
    this.#followed.push(one);
    if (this.#wholeMessages) {
      this.#remember(one, textOfBytes(await file.before(REMEMBERED_BYTES)));
    }
    const text = file.unfinished.toString();
    if (text !== '') {
      const { permanent, temporary } = this.#take(one, { ...log.place, text });
      one.half = permanent + temporary > 0 ? 'failed' : 'harmless';
    }
  }

  /** Reads what is new. Only logs that it did something with are named. */
  async look(): Promise<readonly LogGrowth[]> {
    const grown: LogGrowth[] = [];
    for (const one of this.#followed) {
      const growth = await this.#lookAt(one);
      if (growth !== undefined) {
        grown.push(growth);
      }
    }
    return grown;
  }

  async close(): Promise<void> {
    await Promise.all(this.#followed.map(({ log }) => log.close()));
  }

  async #lookAt(one: Followed): Promise<LogGrowth | undefined> {
    let first: number | undefined;
    let last: number | undefined;
    let [isNewFile, isChanged] = [false, false];
    for await (const news of one.log.news()) {
      if (news.kind === 'lines') {
        isChanged = true;
        const { places } = this.#take(one, this.#withoutHalf(one, news));
        first ??= places[0];
        last = places.at(-1) ?? last;
      } else if (news.kind !== 'vanished') {
        [isNewFile, isChanged, first, last] = [true, true, undefined, undefined];
        one.file = this.#reading.rotate(one.path, news.oldPath);
        one.half = undefined;
        this.#reading.headers[one.file] = await headerLines(one.path, one.file).catch(() => []);
      }
    }
    const places = one.log.isReplaced ? { first: undefined, last: undefined } : { first, last };
    return isChanged ? { path: one.path, ...places, isNewFile } : undefined;
  }

  /** What remains when a line that was counted half is left out. */
  #withoutHalf(one: Followed, news: NewLines): NewLines {
    const { half } = one;
    one.half = undefined;
    if (half === 'failed') {
      return { ...news, text: news.text.slice(news.text.indexOf('\n') + 1), line: news.line + 1 };
    }
    if (half === 'harmless') {
      this.#reading.uncount(one.file);
    }
    return news;
  }

  /** Messages may fail of which the reading saw the beginning. */
  #remember({ log, file }: Followed, text: string): void {
    const { line: after, reader } = log.place;
    const line = after - forEachLine(text, () => undefined);
    this.#linesOfMessages(file, { text, line, reader });
  }

  #take({ path, file }: Followed, { text, line: before, reader }: Omit<NewLines, 'kind'>) {
    const summary = emptySummary();
    const report = this.#hasReport ? emptyReport() : undefined;
    const failures: FoundFailure[] = [];
    const counting = report === undefined ? reader : reporting(reader, report, Date.now());
    addText(summary, text, counting, (words, number, read) => {
      const isPermanent = severityOf(read, words) === 'permanent';
      const queueId = textOf(words, read.queueId);
      failures.push({ file: path, line: before + number + 1, text: words, isPermanent, queueId });
    });
    const places = failures.map(({ line }) => line - 1);
    const picked = this.#wholeMessages
      ? this.#linesOfMessages(file, { text, line: before, reader })
      : undefined;
    const bytes = Buffer.byteLength(text);
    this.#reading.add({ file: path, summary, report, bytes, failures, leftOut: 0, error: undefined }, picked);
    return { ...summary.failures, places };
  }

  /** The lines of failed messages, those too that came before the failure and not long ago. */
  #linesOfMessages(file: number, { text, line: before, reader }: Omit<NewLines, 'kind'>): PickedLine[] {
    const picked: PickedLine[] = [];
    const failed = new Set<string>();
    forEachLine(text, (words, number) => {
      const read = reader.read(words);
      if (read === undefined) {
        return;
      }
      const line: PickedLine = { file, line: before + number, text: words };
      const id = textOf(words, read.queueId);
      const isFailure = severityOf(read, words) !== undefined;
      if (isFailure || (id !== undefined && (failed.has(id) || this.#reading.isFailed(id)))) {
        picked.push(...(id === undefined ? [] : this.#recent.take(id)), line);
        failed.add(id ?? '');
      } else if (id !== undefined) {
        this.#recent.add(id, line);
      }
    });
    return picked;
  }
}

/** Some seconds of a busy log. */
const REMEMBERED_BYTES = 2 * 1024 * 1024;
