import type { LogLine } from '../formats/format';
import { readWrapper } from '../formats/wrappers';
import type { Span } from '../span';
import { Aliases, type RedactedKind } from './aliases';
import { type Columns, cellsOf, columnsOf } from './redactColumns';
import { redactWords } from './redactWords';

/** How many of a kind were replaced: different ones, and places. */
export interface Replaced {
  readonly kind: RedactedKind;
  readonly names: number;
  readonly places: number;
}

/** A stretch of a line whose fate is decided: what stands there afterwards. */
interface Decided extends Span {
  readonly text: string;
}

/**
 * Replaces whatever could tell who wrote to whom, line by line, and keeps what a diagnosis needs: codes, words, times,
 * sizes, the domains of known providers. `to=<bob@mx.example.net>` becomes `to=<user1@host1.domain1.example>`, and the
 * same address becomes the same in every line that one redactor is given.
 */
export class Redactor {
  readonly aliases = new Aliases();
  #columns: Columns | undefined;

  /** Learns from a log's first lines which columns hold names. */
  readColumns(line: string): void {
    this.#columns = columnsOf(line) ?? this.#columns;
  }

  /** `read`: what the line says, where a format can read it. Never throws; work is bounded by the line's length. */
  line(line: string, read?: LogLine | undefined): string {
    let redacted = '';
    let done = 0;
    for (const { start, end, text } of this.#decided(line, read)) {
      if (start >= done) {
        redacted += redactWords(line, done, start, this.aliases) + text;
        done = end;
      }
    }
    return redacted + redactWords(line, done, line.length, this.aliases);
  }

  get replaced(): readonly Replaced[] {
    const names = new Map<RedactedKind, number>();
    for (const { kind } of this.aliases.all()) {
      names.set(kind, (names.get(kind) ?? 0) + 1);
    }
    return [...this.aliases.times].map(([kind, places]) => ({ kind, names: names.get(kind) ?? 0, places }));
  }

  /** In the order of the line. */
  #decided(line: string, read: LogLine | undefined): readonly Decided[] {
    const decided: Decided[] = [];
    const host = syslogHost(line);
    const add = (span: Span | undefined, alias: (text: string) => string) => {
      if (span !== undefined && span.end > span.start) {
        decided.push({ ...span, text: alias(line.slice(span.start, span.end)) });
      }
    };
    add(host, (name) => this.#name(name));
    this.readColumns(line);
    for (const { span, kind } of cellsOf(line, this.#columns)) {
      add(span, (text) =>
        kind === 'subject'
          ? this.aliases.other('subject', text)
          : /^[\w.-]+$/.test(text) && !/^[-\d.]+$/.test(text)
            ? this.aliases[kind](text)
            : redactWords(text, 0, text.length, this.aliases),
      );
    }
    for (const { 0: found, 1: quoted, 2: plain, index } of line.matchAll(DISPLAY_NAME)) {
      const name = quoted ?? plain ?? '';
      const start = index + found.indexOf(name);
      add({ start, end: start + name.length }, (text) => this.aliases.user(text));
    }
    if (read !== undefined) {
      add(read.time, (time) => time);
      add(read.status, (status) => status);
      add(read.delay, (delay) => delay);
      add(read.queueId, (id) => this.#queueId(id));
      add(read.sender, (address) => this.#address(address));
      add(read.recipient, (address) => this.#address(address));
      add(read.relay, (relay) => this.#name(relay));
      for (const { start, code, enhanced } of read.replies) {
        const at = enhanced === undefined ? -1 : line.indexOf(enhanced, start + 3);
        const end = at < 0 || at > start + 6 ? start + 3 : at + (enhanced?.length ?? 0);
        add({ start, end: line.startsWith(String(code), start) ? end : start }, (codes) => codes);
      }
    }
    return decided.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  #queueId(id: string): string {
    // A session's running number, a program's name: nobody's, or found by its own signs.
    return /^[\w-]{5,64}$/.test(id) && /\d/.test(id)
      ? this.aliases.id(id)
      : redactWords(id, 0, id.length, this.aliases);
  }

  #address(address: string): string {
    const at = address.lastIndexOf('@');
    if (at > 0) {
      return this.aliases.address(address.slice(0, at), this.#name(address.slice(at + 1)));
    }
    return /^[\w.+=&'~/ -]+$/.test(address)
      ? this.aliases.user(address)
      : redactWords(address, 0, address.length, this.aliases);
  }

  /** A host's name or address; whatever else a log has in that place (`private/dovecot-lmtp`) is read as words. */
  #name(name: string): string {
    const isName = /^(?!-)[\w.-]*[a-z][\w.-]*$/i.test(name) || name > '\u007f';
    return isName && !/[\s/:[\]]/.test(name) && name.length <= 255
      ? this.aliases.host(name)
      : redactWords(name, 0, name.length, this.aliases);
  }
}

/** `"Alice Smith" <alice@example.com>`, `From: Alice Smith <alice@example.com>`. */
const DISPLAY_NAME =
  /(?:"([^"\\<>]{1,80})"|\b(?:From|To|Cc|Sender|Reply-To): ([^"<>:;,@]{1,80}?)) <(?=[^<>\s@]{1,64}@)/g;

/** The host that syslog names between the time and the program: `mx01` of `Nov 23 15:39:02 mx01 postfix/smtp[7]:`. */
function syslogHost(line: string): Span | undefined {
  const wrapper = readWrapper(line);
  if (wrapper === undefined || wrapper.timeEnd === 0 || wrapper.program === '') {
    return undefined;
  }
  const program = line.indexOf(wrapper.program, wrapper.timeEnd);
  let end = program;
  while (end > wrapper.timeEnd && line.charCodeAt(end - 1) === BLANK) {
    end--;
  }
  const start = line.lastIndexOf(' ', end - 1) + 1;
  return start >= wrapper.timeEnd && end > start && /^[\w.-]+$/.test(line.slice(start, end)) && end < program
    ? { start, end }
    : undefined;
}

const BLANK = 0x20;
