import { element } from './dom';

export type Cell = Node | string;

/** A table whose rows are named by their first cell; `isWithin` tells which belong to the one above. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  isWithin: readonly boolean[] = [],
): HTMLTableElement {
  const body = rows.map(([first = '', ...others], index) =>
    element(
      'tr',
      isWithin[index] ? { class: 'within' } : {},
      element('th', { scope: 'row' }, first),
      ...others.map((cell) => element('td', {}, cell)),
    ),
  );
  const columns = head.map((title) => element('th', { scope: 'col' }, title));
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...columns)),
    element('tbody', {}, ...body),
  );
}

/** A long table shows its first rows until asked for all, by a button that says `all`. */
export function folded(table: HTMLTableElement, all: string): HTMLElement {
  if (table.rows.length - 1 <= FIRST_ROWS) {
    return table;
  }
  table.classList.add('folded');
  const button = element('button', { class: 'more' }, all);
  button.addEventListener('click', () => {
    table.classList.remove('folded');
    // The button goes; the keys are to stay at the rows that it showed.
    const first = table.tBodies[0]?.rows[FIRST_ROWS]?.querySelector('button');
    button.remove();
    first?.focus();
  });
  return element('div', {}, table, button);
}

/** As many as report.css shows. */
const FIRST_ROWS = 12;
