import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogReader } from '../server/src/formats/registry';
import { LogDocument } from '../server/src/log/document';
import { hashOf, ROW } from '../server/src/log/rows';
import { mainReply, severityOf } from '../server/src/log/severity';
import { LONGEST_READ } from '../server/src/log/textLines';
import { damagedLogs } from './support/damagedLogs';

test('mutated open logs are indexed as the plain way reads them', () => {
  for (const bytes of damagedLogs()) {
    assertIndex(bytes);
  }
});

/** Every row of an open log, whether its blocks are ASCII and mostly known by their shapes or not. */
function assertIndex(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  for (const same of [text, text.replaceAll(/[^\0-\x7f]/g, '?')]) {
    const { blocks, reader } = new LogDocument('file:///any.log', 'smtp-log', 1, same);
    const starts = blocks.map((_, at) => blocks.slice(0, at).reduce((sum, { breaks }) => sum + breaks, 0));
    const found = blocks.flatMap(({ line, queueId, code, kind }, at) =>
      [...line].map((number, row) => [number + (starts[at] as number), queueId[row], code[row], kind[row]]),
    );
    assert.deepEqual(found, plainRows(same, reader));
  }
}

function plainRows(text: string, reader: LogReader): number[][] {
  return text.split(/\r\n|\n|\r/).flatMap((whole, number) => {
    const line = whole.slice(0, LONGEST_READ);
    const read = reader.read(line);
    const reply = read && mainReply(read);
    if (read === undefined || (reply === undefined && read.outcome === undefined)) {
      return [];
    }
    const { queueId } = read;
    const id = queueId === undefined ? 0 : hashOf(line.slice(queueId.start, queueId.end));
    return [[number, id, reply?.code ?? 0, ROW[severityOf(read, line) ?? 'success']]];
  });
}
