import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { failureGroups } from '../../server/src/features/failureGroups';
import { documentReport } from '../../server/src/features/report/documentReport';
import { reportData } from '../../server/src/features/report/reportData';
import { LogDocument } from '../../server/src/log/document';
import { queueIdsOf } from '../../server/src/log/queueIds';
import { attemptsOf } from '../../server/src/log/report/blockAttempts';
import { interleave, ms, quantile, table } from './measure';
import { writePostfixLog } from './postfixLog';

const MEGABYTES = 50;

/** An open log of 50 MB beside the stock text document, in one run. */
export default async function run(): Promise<string> {
  const lines: string[] = [];
  writePostfixLog(MEGABYTES * 1024 * 1024, (line) => lines.push(line));
  const text = flat(`${lines.join('\n')}\n`);
  const rows = [...measureIndex(text), ...measureEdits(text, lines.length), ...(await measureHover(text))];
  return table(
    [`Open log of ${MEGABYTES} MB, ${lines.length} lines`, 'SMTP Lens', 'stock TextDocument', 'ratio'],
    rows,
  );
}

/** A string in one piece, as it comes out of a JSON message. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function measureIndex(text: string): string[][] {
  const open = () => new LogDocument('file:///mail.log', 'smtp-log', 1, text);
  const stock = () => TextDocument.create('file:///mail.log', 'smtp-log', 1, text).lineCount;
  const opened = interleave(7, { own: () => open().lineCount, stock });
  const index = interleave(7, {
    own: () => open().blocks.reduce((sum, { failures }) => sum + failures, 0),
    stock,
  });
  const document = open();
  const { blocks, reader } = document;
  const bytes = blocks
    .flatMap((block) => {
      const { line, hash } = queueIdsOf(block, reader);
      const { rows, senders } = attemptsOf(document, block, Date.now());
      return [block.line, block.queueId, block.code, block.kind, line, hash, rows, senders];
    })
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [
    compared('line table, all that opening waits for', opened),
    compared('line table and every reply; line table', index),
    ['index memory', `${((100 * bytes) / text.length).toFixed(1)} % of the text`, '', ''],
    ...measureCounts(document),
  ];
}

/** What the first answers of the view and the report take once their rows were read between requests. */
function measureCounts(document: LogDocument): string[][] {
  const view = {
    filter: {},
    groupBy: 'reason',
    order: 'severity',
    path: [],
    offset: 0,
    limit: 1000,
  } as const;
  let version = document.version;
  const found = interleave(5, {
    view: () => {
      // Of a version that was not asked for before.
      document.update([], ++version);
      failureGroups(document, view, Date.now());
    },
    report: () => reportData(documentReport(document, Date.now())),
  });
  return [
    ['view of failures, first answer', ms(found.view), '', ''],
    ['report', ms(found.report), '', ''],
  ];
}

function measureEdits(text: string, lineCount: number): string[][] {
  const own = new LogDocument('file:///mail.log', 'smtp-log', 1, text);
  const stock = TextDocument.create('file:///mail.log', 'smtp-log', 1, text);
  let version = 2;
  const both = (changes: () => { range: object; text: string }[]) => ({
    own: () => own.update(changes() as never, version++),
    stock: () => {
      TextDocument.update(stock, changes() as never, version++);
      stock.lineCount;
    },
  });
  const at = (line: number, character = 0) => ({ start: { line, character }, end: { line, character } });
  const middle = Math.floor(lineCount / 2);
  const key = () => [{ range: at(middle, 20), text: 'x' }];
  const append = () => [{ range: at(own.lineCount + 1), text: `${text.slice(0, 160)}\n` }];
  const many = () => Array.from({ length: 100 }, (_, index) => ({ range: at(index * 100, 5), text: 'x' }));
  return [
    compared('keystroke in the middle', interleave(9, both(key))),
    compared('line appended', interleave(9, both(append))),
    compared('100 edits in one notification', interleave(3, both(many))),
  ];
}

function compared(what: string, { own, stock }: { own: number; stock: number }): string[] {
  return [what, ms(own), ms(stock), `${(own / stock).toFixed(3)}`];
}

async function measureHover(text: string): Promise<string[][]> {
  const server = spawn(process.execPath, [path.resolve('dist/cli.js'), 'serve', '--stdio']);
  const client = connect(server);
  await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const uri = 'file:///mail.log';
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'smtp-log', version: 1, text },
  });
  await client.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  const times: number[] = [];
  let line = -1;
  for (let count = 0; count < 2000; count++) {
    const found = await client.sendRequest<{ line: number; character: number }>('workspace/executeCommand', {
      command: 'smtpLens.nextFailure',
      arguments: [{ uri, line }],
    });
    line = found.line;
    const start = performance.now();
    await client.sendRequest('textDocument/hover', { textDocument: { uri }, position: found });
    times.push(performance.now() - start);
  }
  server.kill();
  return [
    ['hover over stdio, p50 / p99', `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.99))}`, '', ''],
  ];
}

function connect(server: ChildProcess): ProtocolConnection {
  if (server.stdin === null || server.stdout === null) {
    throw new Error('the language server has no pipes');
  }
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  return client;
}
