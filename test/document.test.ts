import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';
import { LogDocument } from '../server/src/log/document';
import { queueIdsOf } from '../server/src/log/queueIds';
import { hashOf, ROW } from '../server/src/log/rows';
import { mainReply, severityOf } from '../server/src/log/severity';
import { randomFrom } from './support/random';

const LINES = [
  'Nov 23 15:39:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO command))',
  'Nov 23 15:39:02 mx postfix/qmgr[1]: 4F1A2B3C4D: removed',
  'S: 450 4.2.0 later',
  'nothing to see 550',
  'Grüße, 世界 😀',
  '',
];
const BREAKS = ['\n', '\n', '\n', '\r\n', '\r', '\n\r', ''];

test('a document behaves as the stock one through random edits, and its index equals a fresh reading', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
    const lines = (count: number) => Array.from({ length: count }, () => pick(LINES) + pick(BREAKS)).join('');
    const content = lines(random(3) === 0 ? random(2000) : random(20));
    let stock = TextDocument.create('file:///mail.log', 'smtp-log', 1, content);
    const own = new LogDocument('file:///mail.log', 'smtp-log', 1, content);
    for (let version = 2; version < 30; version++) {
      const place = (): Position => ({ line: random(stock.lineCount + 2), character: random(300) });
      const [a, b] = [place(), random(3) === 0 ? place() : undefined];
      const [start, end] = [a, b ?? { line: a.line, character: a.character + random(3) }].sort(
        (one, other) => stock.offsetAt(one) - stock.offsetAt(other),
      ) as [Position, Position];
      const inserted = random(4) === 0 ? lines(random(40)) : pick(['', 'x', '\n', '\r', '55', '0 5.1.1 ']);
      const changes = random(25) === 0 ? [{ text: inserted }] : [{ range: { start, end }, text: inserted }];
      // Made afresh: the stock document's line table goes wrong after edits beyond its last line.
      const text = TextDocument.update(stock, changes, version).getText();
      stock = TextDocument.create(stock.uri, stock.languageId, version, text);
      own.update(changes, version);
      compare(own, stock, random);
    }
  }
});

function compare(own: LogDocument, stock: TextDocument, random: (below: number) => number): void {
  assert.equal(own.getText(), stock.getText());
  assert.equal(own.lineCount, stock.lineCount);
  assert.equal(own.version, stock.version);
  for (let probe = 0; probe < 5; probe++) {
    const offset = random(stock.getText().length + 3) - 1;
    assert.deepEqual(own.positionAt(offset), stock.positionAt(offset));
    const position = { line: random(stock.lineCount + 2) - 1, character: random(250) - 1 };
    assert.equal(own.offsetAt(position), stock.offsetAt(position), JSON.stringify(position));
    const end = { line: position.line + random(3), character: random(90) };
    assert.equal(own.getText({ start: position, end }), stock.getText({ start: position, end }));
    const line = Math.max(position.line, 0);
    assert.equal(
      own.lineText(line),
      stock.getText({ start: { line, character: 0 }, end: { line, character: 1e6 } }),
    );
  }
  const reread = new LogDocument(stock.uri, stock.languageId, 1, stock.getText());
  assert.deepEqual(rowsOf(own), rowsOf(reread));
}

test('the rows of a document are its lines with a reply or an outcome, its ids those of all lines', () => {
  const random = randomFrom(7);
  const log = Array.from({ length: 1500 }, () => `${LINES[random(LINES.length)]}\n`).join('');
  const document = new LogDocument('file:///mail.log', 'smtp-log', 1, log);
  const rows: number[][] = [];
  const ids: number[][] = [];
  for (let line = 0; line < document.lineCount; line++) {
    const text = document.lineText(line);
    const read = document.readLine(line);
    const id = read?.queueId && hashOf(text, read.queueId.start, read.queueId.end);
    if (read !== undefined && (read.replies.length > 0 || read.outcome !== undefined)) {
      rows.push([line, id ?? 0, mainReply(read)?.code ?? 0, ROW[severityOf(read, text) ?? 'success']]);
    }
    if (id !== undefined) {
      ids.push([line, id]);
    }
  }
  assert.deepEqual(rowsOf(document), rows);
  let first = 0;
  const found = document.blocks.flatMap((block) => {
    const { line, hash } = queueIdsOf(block, document.reader);
    const placed = Array.from(line, (at, index) => [first + at, hash[index] ?? 0]);
    first += block.breaks;
    return placed;
  });
  assert.deepEqual(found, ids);
});

/** Every row with its line in the document, however the blocks are cut. */
function rowsOf(document: LogDocument): number[][] {
  const rows: number[][] = [];
  let first = 0;
  for (const { breaks, line, queueId, code, kind } of document.blocks) {
    for (const [row, at] of line.entries()) {
      rows.push([first + at, queueId[row] ?? 0, code[row] ?? 0, kind[row] ?? 0]);
    }
    first += breaks;
  }
  return rows;
}
