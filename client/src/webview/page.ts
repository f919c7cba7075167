import {
  clockText,
  type ReportData,
  type ReportRow,
  type ReportTable,
  type Selection,
} from '../../../server/src/lsp/protocol';
import { element, filled } from './dom';
import type { ReportTexts } from './messages';
import { type Cell, folded, tableOf } from './tables';

/** What a page needs beside the numbers. */
export interface PageOptions {
  readonly texts: ReportTexts;
  readonly locale: string;
  /** Draws a chart; the element that holds it. */
  readonly draw: (chart: 'timeline' | 'reasons' | 'delays', description: string) => HTMLElement;
  /** Leads to lines; a page that stands for itself leads nowhere. */
  readonly lead?: ((selection: Selection, title: string) => void) | undefined;
}

/** The report as elements: every word of the log is text in them, and nothing else. */
export function reportPage(data: ReportData, options: PageOptions): HTMLElement {
  const page = new Page(data, options);
  return element('main', {}, ...page.sections());
}

class Page {
  readonly #data: ReportData;
  readonly #options: PageOptions;
  readonly #texts: ReportTexts;

  constructor(data: ReportData, options: PageOptions) {
    this.#data = data;
    this.#options = options;
    this.#texts = options.texts;
  }

  sections(): HTMLElement[] {
    const { reasons, domains, relays, senders } = this.#data;
    const texts = this.#texts;
    return [
      this.#head(),
      ...this.#onsets(),
      ...this.#timeline(),
      ...this.#reasons(reasons),
      ...this.#table(texts.domains, domains),
      ...this.#table(texts.relays, relays),
      ...this.#table(texts.senders, senders),
      ...this.#delays(),
      this.#outcomes(),
    ];
  }

  #head(): HTMLElement {
    const { name, headline, lines, formats, problems } = this.#data;
    const { recipients, refused } = this.#data;
    const texts = this.#texts;
    const tile = (label: string, count: number, kind: string, selection: Selection) =>
      element(
        'div',
        { class: `tile ${kind}` },
        element('dt', {}, label),
        element('dd', {}, this.#count(count, selection, label)),
      );
    return element(
      'header',
      {},
      element('h1', {}, name),
      element('p', { class: 'headline' }, headline),
      element('p', { class: 'quiet' }, filled(texts.lines, this.#number(lines), formats.join(', ') || '–')),
      ...problems.map((problem) => element('p', { class: 'problem', role: 'alert' }, problem)),
      element(
        'dl',
        { class: 'tiles', 'aria-label': texts.recipients },
        tile(texts.delivered, recipients.delivered, 'delivered', { severity: 'none' }),
        tile(texts.waiting, recipients.waiting, 'temporary', lastOf('delayed')),
        tile(texts.failed, recipients.failed, 'permanent', lastOf('failed')),
        tile(texts.refused, refused.permanent + refused.temporary, 'refused', { isRefusal: true }),
      ),
    );
  }

  #onsets(): HTMLElement[] {
    const { onsets } = this.#data;
    return onsets.length === 0
      ? []
      : [
          this.#section(
            this.#texts.sinceWhen,
            element(
              'ul',
              { class: 'onsets' },
              ...onsets.map(({ title, sentence, selection }) =>
                element('li', {}, this.#leading(sentence, selection, title, sentence)),
              ),
            ),
          ),
        ];
  }

  #timeline(): HTMLElement[] {
    const { timeline } = this.#data;
    const texts = this.#texts;
    if (timeline === null) {
      return [this.#section(texts.overTime, element('p', {}, texts.noTimes))];
    }
    const { start, width, delivered, temporary, permanent } = timeline;
    const failures = permanent.map((count, index) => count + (temporary[index] ?? 0));
    const most = failures.indexOf(Math.max(...failures));
    const text = filled(
      texts.timelineText,
      this.#number(failures[most] ?? 0),
      clockText(start + most * width),
    );
    const rows = delivered
      .map((count, index) => ({ count, index, failures: failures[index] ?? 0 }))
      .filter(({ count, failures }) => count + failures > 0)
      .map(({ count, index }) => {
        const [from, to] = [start + index * width, start + (index + 1) * width];
        const title = clockText(from);
        const cell = (times: number, severity: Selection['severity']) =>
          this.#count(times, { severity, from, to }, title);
        return [
          title,
          cell(count, 'none'),
          cell(temporary[index] ?? 0, 'temporary'),
          cell(permanent[index] ?? 0, 'permanent'),
        ];
      });
    const head = [texts.from, texts.delivered, texts.temporary, texts.permanent];
    return [this.#section(texts.overTime, this.#options.draw('timeline', text), this.#numbers(head, rows))];
  }

  #reasons(table: ReportTable): HTMLElement[] {
    const [first] = table.rows;
    const texts = this.#texts;
    if (first === undefined) {
      return [this.#section(texts.reasons, element('p', {}, texts.noFailures))];
    }
    const text = filled(texts.reasonsText, this.#number(first.attempts), first.name);
    return [this.#section(texts.reasons, this.#options.draw('reasons', text), this.#groups(table))];
  }

  #table(title: string, table: ReportTable): HTMLElement[] {
    return table.rows.length === 0 ? [] : [this.#section(title, this.#groups(table))];
  }

  #groups({ rows, others }: ReportTable): HTMLElement {
    const texts = this.#texts;
    const head = [
      texts.name,
      texts.permanent,
      texts.temporary,
      texts.attempts,
      texts.firstFailure,
      texts.lastFailure,
    ];
    const cells = rows.flatMap((row) => [
      this.#cells(row),
      ...(row.within ?? [])
        .slice(0, MOST_WITHIN)
        .map((each) => this.#cells(each, `${row.name}, ${each.name}`)),
    ]);
    const isWithin = rows.flatMap((row) => [
      false,
      ...(row.within ?? []).slice(0, MOST_WITHIN).map(() => true),
    ]);
    const rest =
      others.attempts === 0
        ? []
        : [
            [
              texts.others,
              ...[others.permanent, others.temporary, others.attempts].map((n) => this.#number(n)),
              '',
              '',
            ],
          ];
    const table = tableOf(head, [...cells, ...rest], isWithin);
    const all = filled(texts.showAll, this.#number(cells.length + rest.length));
    return this.#options.lead === undefined ? table : folded(table, all);
  }

  #cells(row: ReportRow, title = row.name): Cell[] {
    const { permanent, temporary, attempts, first, last, selection } = row;
    return [
      row.name === '' ? this.#texts.nullSender : row.name,
      this.#count(permanent, { ...selection, severity: 'permanent' }, title),
      this.#count(temporary, { ...selection, severity: 'temporary' }, title),
      this.#count(attempts, selection, title),
      clockText(first),
      clockText(last),
    ];
  }

  #delays(): HTMLElement[] {
    const texts = this.#texts;
    const delays = this.#data.delays;
    if (delays.every(({ count }) => count === 0)) {
      return [];
    }
    const rows = delays.map(({ title, count, selection }) => [title, this.#count(count, selection, title)]);
    return [
      this.#section(
        texts.delays,
        this.#options.draw('delays', texts.delaysText),
        this.#numbers([texts.delay, texts.deliveries], rows),
      ),
    ];
  }

  #outcomes(): HTMLElement {
    const texts = this.#texts;
    const rows = this.#data.outcomes.map(({ name, attempts, selection }) => [
      name,
      this.#count(attempts, selection, name),
    ]);
    return this.#section(texts.outcomes, tableOf([texts.outcome, texts.attempts], rows));
  }

  #section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
    return element('section', {}, element('h2', {}, title), ...children);
  }

  /** The numbers of a chart, for whoever cannot see or click it. */
  #numbers(head: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement {
    return element('details', {}, element('summary', {}, this.#texts.numbers), tableOf(head, rows));
  }

  #count(count: number, selection: Selection, title: string): Cell {
    const text = this.#number(count);
    return count === 0
      ? text
      : this.#leading(text, selection, `${title}: ${text}`, filled(this.#texts.showLines, title, text));
  }

  /** `name`: of the document with the lines. */
  #leading(text: string, selection: Selection, name: string, label = name): Cell {
    const { lead } = this.#options;
    if (lead === undefined) {
      return text;
    }
    const button = element('button', { class: 'lead', 'aria-label': label, title: label }, text);
    button.addEventListener('click', () => lead(selection, name));
    return button;
  }

  #number(count: number): string {
    return count.toLocaleString(this.#options.locale);
  }
}

function lastOf(outcome: 'delayed' | 'failed'): Selection {
  return { outcome, isRefusal: false, isLast: true };
}

/** Providers of a reason. */
const MOST_WITHIN = 5;
