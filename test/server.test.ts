import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  type CodeLens,
  createProtocolConnection,
  type Diagnostic,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InitializeResult,
  type Location,
  type MarkupContent,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { type RedactAnswer, ServerCommand } from '../server/src/lsp/protocol';

const URI = 'file:///var/log/mail.log';
const LOG = `Nov 23 15:38:59 mx01 postfix/smtpd[2201]: NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 554 5.7.1 <sales@example.org>: Relay access denied; from=<a@example.com> to=<sales@example.org> proto=ESMTP helo=<x>
Nov 23 15:39:01 mx01 postfix/qmgr[1443]: 4F1A2B3C4D: from=<alice@example.com>, size=1501, nrcpt=4 (queue active)
Nov 23 15:39:02 mx01 postfix/smtp[2205]: 4F1A2B3C4D: to=<bob@example.net>, relay=mx.example.net[192.0.2.10]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9ABCDEF012)
Nov 23 15:39:02 mx01 postfix/smtp[2205]: 4F1A2B3C4D: to=<no.one@example.net>, relay=mx.example.net[192.0.2.10]:25, delay=1.3, delays=0.1/0/0.6/0.6, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.10] said: 550 5.1.1 No such user (in reply to RCPT TO command))
Nov 23 15:39:03 mx01 postfix/smtp[2206]: 4F1A2B3C4D: to=<carol@example.org>, relay=mx2.example.org[192.0.2.21]:25, delay=2.1, delays=0.1/0/1.5/0.5, dsn=4.2.0, status=deferred (host mx2.example.org[192.0.2.21] said: 450 4.2.0 Greylisted (in reply to RCPT TO command))
Nov 23 15:39:04 mx01 postfix/smtp[2207]: 4F1A2B3C4D: to=<dave@example.edu>, relay=none, delay=32, delays=0.1/0/32/0, dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=example.edu type=A: Host not found)
`;

let server: ChildProcess;
let client: ProtocolConnection;
let initialized: InitializeResult;

before(async () => {
  server = spawn(process.execPath, [path.resolve('dist/cli.js'), 'serve', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  assert.ok(server.stdin && server.stdout);
  client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  initialized = await client.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.sendNotification('initialized', {});
  await open(URI, LOG);
});

after(async () => {
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  server.kill();
});

function open(uri: string, text: string): Promise<void> {
  return client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'smtp-log', version: 1, text },
  });
}

function ask<T>(method: string, params: object = {}, uri = URI): Promise<T> {
  return client.sendRequest(method, { textDocument: { uri }, ...params });
}

function run<T>(command: string, argument: object): Promise<T> {
  return client.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
}

/** The place of `words` in the log, on its line. */
function placeOf(words: string): { line: number; character: number } {
  const before = LOG.slice(0, LOG.indexOf(words)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

async function diagnosticsOf(uri = URI): Promise<Diagnostic[]> {
  const report = await ask<{ items: Diagnostic[] }>('textDocument/diagnostic', {}, uri);
  return report.items;
}

test('the server offers what its client may ask for', () => {
  const { capabilities } = initialized;
  for (const name of [
    'hoverProvider',
    'codeLensProvider',
    'foldingRangeProvider',
    'diagnosticProvider',
  ] as const) {
    assert.ok(capabilities[name], name);
  }
});

test('hover anywhere in a reply explains it; elsewhere there is nothing to say', async () => {
  for (const words of ['550 5.1.1', '5.1.1 No such', 'such user']) {
    const hover = await ask<Hover>('textDocument/hover', { position: placeOf(words) });
    const { value } = hover.contents as MarkupContent;
    assert.match(value, /550 5\\\.1\\\.1/, words);
    assert.match(value, /`mx\.example\.net`/, words);
    assert.match(value, /RCPT TO/, words);
  }
  assert.equal(await ask('textDocument/hover', { position: { line: 0, character: 3 } }), null);
});

test('permanent failures are errors, the newest first, with the other lines of the message', async () => {
  const found = await diagnosticsOf();
  assert.deepEqual(
    found.map(({ range }) => range.start.line),
    [5, 3, 0],
  );
  assert.deepEqual(
    found.map(({ severity }) => severity),
    [1, 1, 1],
  );
  assert.deepEqual([...new Set(found.map(({ source }) => source))], ['SMTP Lens']);
  assert.deepEqual(
    found.map(({ code }) => code),
    ['5.4.4', '550', '554'],
  );
  assert.deepEqual(
    found[1]?.relatedInformation?.map(({ location }) => location.range.start.line),
    [1, 2, 4, 5],
  );
  assert.match(found[1]?.codeDescription?.href ?? '', /^https:/);
});

test('more failures than the editor takes: the newest, and a last entry that says what is missing', async () => {
  const uri = 'file:///many/mail.log';
  await open(uri, LOG.split('\n')[3]?.concat('\n').repeat(1500) ?? '');
  const found = await diagnosticsOf(uri);
  assert.equal(found.length, 1000);
  assert.equal(found[0]?.range.start.line, 1499);
  assert.match(String(found[999]?.message), /^501 .* of 1,500 /);
  const next = await run<object>('smtpLens.nextFailure', { uri, line: 1499 });
  assert.deepEqual(next, { line: 0, character: placeOf('550 5.1.1').character, index: 1, total: 1500 });
});

test('jumps go from failure to failure, wrap, and can keep to one severity or one reason', async () => {
  const jump = async (command: string, argument: object) => {
    const found = await run<{ line: number; index: number; total: number } | null>(command, {
      uri: URI,
      ...argument,
    });
    return found && [found.line, found.index, found.total];
  };
  assert.deepEqual(await jump('smtpLens.nextFailure', { line: 0 }), [3, 2, 4]);
  assert.deepEqual(await jump('smtpLens.nextFailure', { line: 5 }), [0, 1, 4]);
  assert.deepEqual(await jump('smtpLens.previousFailure', { line: 0 }), [5, 4, 4]);
  assert.deepEqual(await jump('smtpLens.nextFailure', { line: 3, only: 'permanent' }), [5, 3, 3]);
  assert.deepEqual(await jump('smtpLens.nextFailure', { line: 3, only: 'temporary' }), [4, 1, 1]);
  assert.deepEqual(await jump('smtpLens.nextFailure', { line: 3, sameReason: true }), [3, 1, 1]);
  assert.equal(await jump('smtpLens.nextFailure', { line: 3, uri: 'file:///nowhere' }), null);
});

test('a queue id leads to every line of its message', async () => {
  const position = placeOf('4F1A2B3C4D: to=<carol');
  const lines = (places: Location[]) => places.map(({ range }) => range.start.line);
  assert.deepEqual(
    lines(await ask('textDocument/references', { position, context: { includeDeclaration: true } })),
    [1, 2, 3, 4, 5],
  );
  assert.equal((await ask<Location>('textDocument/definition', { position })).range.start.line, 1);
  assert.equal((await ask<object[]>('textDocument/documentHighlight', { position })).length, 5);
});

test('lenses sum up the log and name each run of like failures', async () => {
  const lenses = await ask<CodeLens[]>('textDocument/codeLens');
  assert.match(
    lenses[0]?.command?.title ?? '',
    /^Postfix · 6 lines · 3 permanent and 1 temporary failures · Nov 23 15:38:59 to Nov 23 15:39:04$/,
  );
  assert.deepEqual([...new Set(lenses.map(({ range }) => range.start.line))], [0, 3, 4, 5]);
});

test('the outline lists failed messages, folding the runs', async () => {
  const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol');
  assert.deepEqual(
    symbols.map(({ name, children }) => [name, children?.length ?? 0]),
    [
      ['sales@example.org', 0],
      ['no.one@example.net', 1],
    ],
  );
  const uri = 'file:///run/mail.log';
  await open(uri, LOG.split('\n')[3]?.concat('\n').repeat(3) ?? '');
  const folds = await ask<FoldingRange[]>('textDocument/foldingRange', {}, uri);
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [[0, 2]],
  );
});

test('an edit is followed: a failure mended away is gone, a new one is there', async () => {
  const uri = 'file:///edited/mail.log';
  await open(uri, LOG);
  const at = placeOf('550 5.1.1');
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, text: '' },
      {
        range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } },
        text: LOG.split('\n')[3] ?? '',
      },
    ],
  });
  const found = await diagnosticsOf(uri);
  assert.deepEqual(
    found.map(({ range }) => range.start),
    [
      { line: 5, character: at.character },
      { line: 4, character: found[1]?.range.start.character },
      { line: 0, character: found[2]?.range.start.character },
    ],
  );
});

test('a document that is not open gets empty answers', async () => {
  const uri = 'file:///closed.log';
  const position = { line: 0, character: 0 };
  assert.equal(await ask('textDocument/hover', { position }, uri), null);
  for (const method of ['codeLens', 'documentSymbol', 'foldingRange']) {
    assert.deepEqual(await ask(`textDocument/${method}`, {}, uri), [], method);
  }
  assert.deepEqual(await diagnosticsOf(uri), []);
});

test('odd files are read in peace, and nothing false is flagged', async () => {
  const files: Record<string, string> = {
    empty: '',
    binary: String.fromCharCode(...Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)),
    nul: `${'\0'.repeat(5000)}\n550 \0 5.1.1\n`,
    prose: 'On page 550 of 5.1.1 we read\nthat 421 people said: 554 times no.\n',
    web: '192.0.2.1 - - [23/Nov/2026:15:39:02 +0100] "GET /550 HTTP/1.1" 404 550 "-" "curl/8.5.1"\n',
    numbers: '250 300 450 550\n550,5.1.1,421\n550 5\n',
    source: 'if (code >= 550) { throw new Error("550 5.1.1 no such user"); } // 5xx\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const uri = `file:///odd/${name}`;
    await open(uri, text);
    assert.deepEqual(await diagnosticsOf(uri), [], name);
  }
});

test('a redacted message has the lines of its message alone, and says what was replaced', async () => {
  const whole = await run<RedactAnswer>(ServerCommand.redact, { uri: URI });
  assert.equal(whole.lines, LOG.split('\n').length);
  assert.doesNotMatch(whole.text, /alice|bob|4F1A2B3C4D|mx01/);
  const message = await run<RedactAnswer>(ServerCommand.redact, { uri: URI, messageAt: 2 });
  assert.equal(message.lines, 5);
  assert.match(
    message.text,
    /status=bounced \(host host\d\.domain\d\.example\[[\d.]+\] said: 550 5\.1\.1 No such user/,
  );
  assert.ok(message.replaced.some(({ kind, names }) => kind === 'ip' && names === 2));
  assert.equal(await run(ServerCommand.redact, { uri: 'file:///none' }), null);
});

test('the tools of language models get a summary and a story of an open log', async () => {
  const summary = await run<string>(ServerCommand.summaryText, { uri: URI });
  assert.match(summary, /^mail\.log: 6 lines\nFrom Nov 23 15:38:59 to Nov 23 15:39:04\n/);
  assert.match(summary, /Reasons\n(?:.+\n)* +1 {2}No such mailbox\n/);
  const story = await run<string>(ServerCommand.traceText, { uri: URI, query: 'no.one@example.net' });
  assert.match(story, /no\.one@example\.net/);
  assert.match(story, /550 5\.1\.1/);
  assert.match(
    await run<string>(ServerCommand.traceText, { uri: URI, query: 'nobody@example.info' }),
    /No message/,
  );
});
