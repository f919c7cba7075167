import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { linesOfSample } from './support/marks';

const cli = path.resolve('dist/cli.js');
const log = `${linesOfSample(readFileSync('test/formats/postfix.mail.log', 'utf8')).join('\n')}\n`;
let folder: string;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-cli-'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { input, cwd: folder });
  return { status, out: stdout.toString(), err: stderr.toString() };
}

function objects(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function write(name: string, content: string | Buffer): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

test('replies: every reply with its place, counted from 1, as editors do', () => {
  const { status, out } = run(['replies', write('mail.log', log)]);
  const found = objects(out);
  assert.equal(status, 0);
  assert.deepEqual(found[0], {
    file: 'mail.log',
    line: 2,
    column: 92,
    code: 554,
    enhanced: '5.7.1',
    text: '554 5.7.1 <sales@example.org>: Relay access denied',
    speaker: 'server',
    queueId: null,
    format: 'postfix',
  });
  const lines = log.split('\n');
  for (const { line, column, code } of found) {
    assert.equal(lines[Number(line) - 1]?.slice(Number(column) - 1, Number(column) + 2), String(code));
  }
});

test('redact: logs with the same aliases all through, and who is who for the owner', () => {
  write('one.log', 'Nov 23 15:39:02 mx01 postfix/qmgr[1]: 4F1A2B3C4D: from=<bob@acme.net>, size=1\n');
  write('two.log.gz', gzipSync('to=<bob@acme.net>'));
  const { status, out, err } = run(['redact', 'one.log', 'two.log.gz', 'none.log', '--map', 'who.tsv']);
  assert.equal(status, 1);
  assert.match(
    out,
    /^Nov 23 15:39:02 host1 postfix\/qmgr\[1\]: \w{10}: from=<user1@domain1.example>, size=1\nto=<user1@domain1.example>\n$/,
  );
  assert.match(err, /none\.log: there is no such file\n.*replaced: .*user 1 \(2 places\)/);
  assert.match(readFileSync(path.join(folder, 'who.tsv'), 'utf8'), /^user\tuser1\tbob$/m);
});

test('trace: a message across rotated logs, of which one is missing', () => {
  const at = (line: string) => `Nov 23 15:39:0${line}\n`;
  write(
    'traced.log.3.gz',
    gzipSync(at('1 mx postfix/smtpd[1]: 4F1A2B3CFF: client=client.example.com[192.0.2.9]')),
  );
  write(
    'traced.log.1',
    at('2 mx postfix/qmgr[1]: 4F1A2B3CFF: from=<a@example.com>, size=9, nrcpt=1 (queue active)'),
  );
  const last =
    '3 mx postfix/smtp[1]: 4F1A2B3CFF: to=<b@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO command))';
  const { status, out } = run([
    'trace',
    'b@EXAMPLE.net',
    write('traced.log', at(last)),
    '--siblings',
    '--json',
  ]);
  const { total, messages } = JSON.parse(out);
  assert.equal(status, 0);
  assert.equal(total, 1);
  const [{ queueIds, sender, recipients, outcome, lines, gaps, verdict }] = messages;
  assert.deepEqual(
    { queueIds, sender, recipients, outcome, verdict },
    {
      queueIds: ['4F1A2B3CFF'],
      sender: 'a@example.com',
      recipients: ['b@example.net'],
      outcome: 'failed',
      verdict: 'Refused by mx.example.net (No such mailbox).',
    },
  );
  assert.deepEqual(lines, [
    { file: 'traced.log.3.gz', line: 1 },
    { file: 'traced.log.1', line: 1 },
    { file: 'traced.log', line: 1 },
  ]);
  assert.deepEqual(gaps, ['Among the logs read, traced.log.2 is missing.']);
});

test('trace: nothing found is said and is no failure; a file that is missing is', () => {
  const none = run(['trace', 'nobody@example.org', write('mail.log', log)]);
  assert.deepEqual([none.status, none.out], [0, 'No message matches nobody@example.org in mail.log.\n']);
  const missing = run(['trace', '4F1A2B3C4D', 'mail.log', 'missing.log']);
  assert.equal(missing.status, 1);
  assert.match(missing.err, /missing\.log/);
  assert.match(missing.out, /no\.one@example\.net: refused by mx\.example\.net/);
  assert.equal(run(['trace']).status, 2);
  assert.equal(run(['trace', 'x']).status, 2);
});

test('failures: what was refused, put off or failed, with or without a reply', () => {
  const found = objects(run(['failures', write('mail.log', log)]).out);
  const bounced = found.find(({ recipient }) => recipient === 'no.one@example.net');
  assert.deepEqual(
    { ...bounced, reason: typeof bounced?.reason },
    {
      file: 'mail.log',
      line: 10,
      column: 232,
      outcome: 'failed',
      permanent: true,
      code: 550,
      enhanced: '5.1.1',
      reason: 'string',
      retry: 'no',
      queueId: '4F1A2B3C4D',
      sender: null,
      recipient: 'no.one@example.net',
      relay: 'mx.example.net',
      provider: null,
      inferred: false,
    },
  );
  const timedOut = found.find(({ recipient }) => recipient === 'dave@example.edu');
  assert.deepEqual(
    [timedOut?.code, timedOut?.enhanced, timedOut?.outcome, timedOut?.inferred],
    [null, '4.4.1', 'delayed', true],
  );
});

test('a report is Markdown for people, CSV and NDJSON for programs', () => {
  const file = write('mail.log', log);
  assert.match(run(['report', file]).out, /^# Mail log report: mail\\\.log\n\nOf \d+ recipients/);
  assert.match(
    run(['report', '--csv', file]).out,
    /^table,name,provider,attempts,permanent,temporary,first,last\r\n/,
  );
  const rows = run(['report', '--ndjson', '-'], log).out.trimEnd().split('\n');
  assert.ok(rows.map((row) => JSON.parse(row).table).includes('reason'));
  assert.deepEqual(run(['report', write('empty.log', '')]).status, 0);
  assert.equal(run(['report', 'nowhere.log']).status, 1);
});

test('a long log that comes through a pipe, in short chunks, is summarised as the file is', () => {
  const long = log.repeat(1500);
  const ofFile = JSON.parse(run(['summary', '--json', write('long.log', long)]).out);
  const ofPipe = JSON.parse(run(['summary', '--json', '-'], long).out);
  assert.ok(long.length > 15_000_000);
  assert.deepEqual({ ...ofPipe, files: [] }, { ...ofFile, files: [] });
});

test('standard input, gzip, UTF-16 and CRLF hold the same replies as the plain file', () => {
  const strip = (text: string) => objects(text).map(({ line, column, code }) => [line, column, code]);
  const plain = strip(run(['replies', write('mail.log', log)]).out);
  assert.ok(plain.length > 10);
  assert.deepEqual(strip(run(['replies', '-'], log).out), plain);
  assert.deepEqual(strip(run(['replies', write('mail.log.gz', gzipSync(log))]).out), plain);
  assert.deepEqual(strip(run(['replies', write('crlf.log', log.replaceAll('\n', '\r\n'))]).out), plain);
  const utf16 = Buffer.from(`\ufeff${log}`, 'utf16le');
  assert.deepEqual(strip(run(['replies', write('utf16.log', utf16)]).out), plain);
});

test('a file that cannot be read is said on standard error; the others are still read', () => {
  const damaged = gzipSync(log);
  write('cut.gz', damaged.subarray(0, damaged.length - 20));
  for (const bad of ['missing.log', '.', 'cut.gz']) {
    const { status, out, err } = run(['replies', bad, write('mail.log', log)]);
    assert.equal(status, 1, bad);
    assert.match(err, new RegExp(`^smtp-lens: ${bad.replaceAll('.', '\\.')}: .+\n$`), bad);
    assert.ok(
      objects(out).some(({ file }) => file === 'mail.log'),
      bad,
    );
  }
});

test('formats and rules of one’s own are read from files, and what is wrong in them is said at its line', () => {
  const ours = {
    id: 'ours',
    title: 'Ours',
    pattern: '^OUT (?<recipient>\\S+) (?<queueId>\\d+) -> (?<reply>.*)$',
  };
  const rule = { text: 'quota of unicorns', reason: 'mailbox-full', meaning: 'No more unicorns.' };
  const formats = write('formats.json', JSON.stringify({ formats: [ours] }));
  const rules = write('rules.json', JSON.stringify({ rules: [rule] }));
  const file = write('ours.log', 'OUT bob@example.net 251 -> 550 quota of unicorns reached\n');
  const own = ['--formats', formats, '--rules', rules];
  assert.equal(objects(run(['replies', file, ...own]).out)[0]?.queueId, '251');
  const [failure] = objects(run(['failures', file, ...own]).out);
  assert.deepEqual([failure?.recipient, failure?.reason], ['bob@example.net', 'mailbox-full']);
  assert.match(run(['summary', file, ...own, '--threads', '2']).out, /Mailbox (is )?full/i);
  assert.equal(JSON.parse(run(['explain', '550 quota of unicorns', '--json', ...own]).out).decidedBy, 'own');

  const broken = write(
    'broken.json',
    JSON.stringify({ formats: [{ ...ours, pattern: '(' }, ours] }, null, 1),
  );
  const { status, err, out } = run(['replies', file, '--formats', broken, '--rules', 'none.json']);
  assert.equal(status, 1);
  assert.match(
    err,
    /^smtp-lens: none\.json: there is no such file\nsmtp-lens: broken\.json:3: Format 1: "pattern" is no/,
  );
  assert.equal(objects(out)[0]?.format, 'ours');
});

test('explain answers a code, an enhanced code and a whole reply', () => {
  for (const text of ['550', '5.1.1', '550 5.1.1 No such user']) {
    const { status, out } = run(['explain', text, '--json']);
    assert.equal(status, 0);
    assert.deepEqual(Object.keys(JSON.parse(out)), [
      'code',
      'enhanced',
      'class',
      'reason',
      'retry',
      'whoActs',
      'title',
      'meaning',
      'action',
      'provider',
      'decidedBy',
      'sources',
    ]);
    assert.notEqual(run(['explain', text]).out, '');
  }
});

test('wrong usage is said, with the usage, and ends with 2', () => {
  for (const args of [
    [],
    ['replies'],
    ['frobnicate', 'x'],
    ['explain'],
    ['serve'],
    ['replies', '--nonsense'],
  ]) {
    const { status, err } = run(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(err, /^smtp-lens: .+\n\nUsage: /);
  }
  assert.equal(run(['--version']).out, `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`);
  assert.match(run(['--help']).out, /^Usage: smtp-lens/);
});
