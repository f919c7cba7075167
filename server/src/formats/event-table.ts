import { Columns, columnName, findHeader } from './columns';
import { Event, type EventFields, eventReader, type MemberKind } from './event-json';
import type { FileHead, LineReader, LogFormat, LogLine } from './format';

/** Events that people export as comma separated values too. */
export interface TableFields extends EventFields {
  /** By the name of the column, in lower case and without punctuation. */
  readonly columns: Readonly<Record<string, MemberKind>>;
  /** The columns without which a header is not this service's. */
  readonly required: readonly string[];
}

/** Reads the rows of a table where the head of the file has its header, else events written as JSON. */
export function eventReaderWithTable(fields: TableFields): LogFormat['open'] {
  const openJson = eventReader(fields);
  return (head) => openTable(head, fields) ?? openJson(head);
}

function openTable(head: FileHead, fields: TableFields): LineReader | undefined {
  const header = findHeader(head, ',', fields.required);
  if (header === undefined) {
    return undefined;
  }
  const kinds = [...header].flatMap(([name, column]) => {
    const kind = fields.columns[name];
    return kind === undefined ? [] : [{ column, kind }];
  });
  const first = fields.required[0] ?? '';
  return { key: JSON.stringify([...header]), read: rowReader(kinds, fields, header.get(first) ?? -1, first) };
}

function rowReader(
  kinds: readonly { readonly column: number; readonly kind: MemberKind }[],
  { outcomes, speaker = () => 'remote' }: EventFields,
  named: number,
  name: string,
): LineReader['read'] {
  const columns = new Columns(',', Math.max(named, ...kinds.map(({ column }) => column)) + 1);
  const outcomeOf = new Map(Object.entries(outcomes));
  const nothingInside = (): LogLine | undefined => undefined;
  return (line, start) => {
    columns.read(line, start);
    // The header itself, or a remark.
    if (
      line.charCodeAt(start) === HASH ||
      columnName(line.slice(columns.start(named), columns.end(named))) === name
    ) {
      return undefined;
    }
    const event = new Event(line, speaker(line), outcomeOf, nothingInside);
    for (const { column, kind } of kinds) {
      const value = columns.span(column);
      if (value !== undefined) {
        event.add(kind, value.start, value.end);
      }
    }
    return event.end();
  };
}

const HASH = 0x23;
