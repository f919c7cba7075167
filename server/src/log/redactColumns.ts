import type { Span } from '../span';

type TellingKind = 'user' | 'host' | 'subject';

/** The columns of a log that hold a name and nothing else, as its `#Fields:` or its first line names them. */
export interface Columns {
  readonly separator: ',' | ' ';
  readonly kinds: ReadonlyMap<number, TellingKind>;
}

/** What a line says of the columns of the lines after it; `undefined` where it says nothing. */
export function columnsOf(line: string): Columns | undefined {
  const fields =
    /^#Fields: ?(.+)$/.exec(line)?.[1] ??
    (/^"?(?:Received|MessageTraceId|Timestamp|date-time)"?,/i.test(line) ? line : undefined);
  if (fields === undefined) {
    return undefined;
  }
  const separator = fields.includes(',') ? ',' : ' ';
  const kinds = new Map<number, TellingKind>();
  for (const [index, name] of fields.trim().split(separator).entries()) {
    const kind = TELLING.get(name.replace(/"/g, '').toLowerCase());
    if (kind !== undefined) {
      kinds.set(index, kind);
    }
  }
  return kinds.size === 0 ? undefined : { separator, kinds };
}

const TELLING: ReadonlyMap<string, TellingKind> = new Map([
  ['cs-username', 'user'],
  ['s-computername', 'host'],
  ['server-hostname', 'host'],
  ['client-hostname', 'host'],
  ['message-subject', 'subject'],
  ['subject', 'subject'],
]);

/** The cells of a line that stand in such columns; quotes keep a separator in a cell. */
export function cellsOf(line: string, columns: Columns | undefined): { span: Span; kind: TellingKind }[] {
  const cells: { span: Span; kind: TellingKind }[] = [];
  if (columns === undefined || line.startsWith('#')) {
    return cells;
  }
  let [start, index, quoted] = [0, 0, false];
  for (let at = 0; at <= line.length; at++) {
    const sign = line.charAt(at);
    quoted = sign === '"' ? !quoted : quoted;
    if (at === line.length || (sign === columns.separator && !quoted)) {
      const kind = columns.kinds.get(index++);
      const isQuoted = line.charAt(start) === '"' && line.charAt(at - 1) === '"' && at > start + 1;
      const span = isQuoted ? { start: start + 1, end: at - 1 } : { start, end: at };
      if (kind !== undefined && !/^(?:-?|OutboundConnection\w+)$/.test(line.slice(span.start, span.end))) {
        cells.push({ span, kind });
      }
      start = at + 1;
    }
  }
  return cells;
}
