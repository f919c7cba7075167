import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CommandContext } from '../server/src/lsp/commands';
import type { FollowAnswer } from '../server/src/lsp/protocol';
import { FollowedFile } from '../server/src/node/follow';
import { followFailures } from '../server/src/node/followCommand';
import { Output } from '../server/src/node/output';
import { PLATFORM } from '../server/src/node/platform';
import { FakeDisk } from './support/fakeDisk';
import { randomFrom } from './support/random';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens-follow-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** One look at the file: its lines, and what happened in angle brackets. */
async function look(followed: FollowedFile): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of followed.changes()) {
    if (event.kind === 'appended') {
      seen.push(...event.bytes.toString().replace(/\n$/, '').split('\n'));
    } else if (event.kind === 'vanished') {
      seen.push('<vanished>');
    } else {
      seen.push(`<${event.kind}${event.oldPath ? ` ${path.basename(event.oldPath)}` : ''}>`);
    }
  }
  return seen;
}

test('a line is given once, when its line feed is there', async () => {
  const disk = new FakeDisk({ 'mail.log': 'old\nunfin' });
  const log = await FollowedFile.open('mail.log', disk);
  assert.equal(log.start, 4);
  assert.deepEqual(await look(log), []);
  disk.append('mail.log', 'ished\ntwo');
  assert.deepEqual(await look(log), ['unfinished']);
  disk.append('mail.log', '\nthree\n');
  assert.deepEqual(await look(log), ['two', 'three']);
  assert.deepEqual(await look(log), []);
});

test('a renamed log is read to its end before the new one', async () => {
  const disk = new FakeDisk({ 'mail.log': 'old\n' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.append('mail.log', 'one\n');
  disk.rename('mail.log', 'mail.log.1');
  assert.deepEqual(await look(log), ['one', '<vanished>']);
  assert.deepEqual(await look(log), []);
  disk.write('mail.log', 'three\n');
  disk.append('mail.log.1', 'two\nlast');
  assert.deepEqual(await look(log), ['two']);
  assert.deepEqual(await look(log), ['last', '<rotated mail.log.1>', 'three']);
  disk.append('mail.log', 'four\n');
  assert.deepEqual(await look(log), ['four']);
  assert.equal(disk.opened, 1);
});

test('a renamed log that never becomes quiet does not keep the new one waiting for ever', async () => {
  const disk = new FakeDisk({ 'mail.log': '' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.append('mail.log', 'a\n');
  await look(log);
  disk.rename('mail.log', 'mail.log.1');
  disk.write('mail.log', 'new\n');
  const seen: string[] = [];
  for (let tick = 0; tick < 15; tick++) {
    disk.append('mail.log.1', `${tick}\n`);
    seen.push(...(await look(log)));
  }
  assert.ok(seen.includes('new'));
});

test('a log that was copied and emptied: what came before the copying is read from the copy', async () => {
  const disk = new FakeDisk({ 'mail.log': 'old\n', 'mail.log.1': 'older\n' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.append('mail.log', 'one\n');
  assert.deepEqual(await look(log), ['one']);
  disk.append('mail.log', 'two\n');
  disk.rename('mail.log.1', 'mail.log.2');
  disk.write('mail.log.1', 'old\none\ntwo\n');
  disk.truncate('mail.log', 'three\n');
  assert.deepEqual(await look(log), ['two', '<truncated mail.log.1>', 'three']);
  assert.equal(disk.opened, 1);
});

test('a log that was emptied and is longer than before, or as long', async () => {
  for (const text of ['new one\nnew two\n', 'ONE\nTWO\n']) {
    const disk = new FakeDisk({ 'mail.log': '' });
    const log = await FollowedFile.open('mail.log', disk);
    disk.append('mail.log', 'one\ntwo\n');
    assert.deepEqual(await look(log), ['one', 'two']);
    disk.truncate('mail.log', text);
    assert.deepEqual(await look(log), ['<truncated>', ...text.trimEnd().split('\n')]);
  }
});

test('a copy that grew and took its place goes on; another log begins', async () => {
  const disk = new FakeDisk({ 'mail.log': 'one\n' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.replace('mail.log', 'one\ntwo\n');
  assert.deepEqual(await look(log), ['two']);
  disk.replace('mail.log', 'other\nlines\n');
  assert.deepEqual(await look(log), []);
  assert.deepEqual(await look(log), ['<rotated>', 'other', 'lines']);
});

test('a file system that gives a file another number each time, or forgets an open file', async () => {
  const disk = new FakeDisk({ 'mail.log': 'one\n' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.changesNumbers = true;
  disk.append('mail.log', 'two\n');
  assert.deepEqual(await look(log), ['two']);
  disk.forget();
  disk.append('mail.log', 'three\n');
  assert.deepEqual(await look(log), ['three']);
  assert.deepEqual(await look(log), []);
});

test('a log that is gone is said once, and followed when it is back', async () => {
  const disk = new FakeDisk({ 'mail.log': 'one\n' });
  const log = await FollowedFile.open('mail.log', disk);
  disk.remove('mail.log');
  assert.deepEqual(await look(log), ['<vanished>']);
  for (let tick = 0; tick < 20; tick++) {
    assert.deepEqual(await look(log), []);
  }
  assert.equal(disk.opened, 0, 'it takes no room on the disk');
  disk.write('mail.log', 'two\n');
  assert.deepEqual([...(await look(log)), ...(await look(log))], ['<rotated>', 'two']);
  await assert.rejects(FollowedFile.open('none.log', disk));
});

test('whatever happens to a log at random, each of its lines is given once and in order', async () => {
  const random = randomFrom(2026);
  for (let run = 0; run < 40; run++) {
    const disk = new FakeDisk({ 'mail.log': 'start\n' });
    const log = await FollowedFile.open('mail.log', disk);
    let written = '';
    let lines = 0;
    const seen: string[] = [];
    const append = (name: string) => {
      let text = '';
      for (let count = random(4); count > 0; count--) {
        text += `line ${++lines} ${'x'.repeat(random(2000))}\n`;
      }
      written += text;
      // A write may stop in the middle of a line; a look may fall there.
      const cut = random(text.length + 1);
      disk.append(name, text.slice(0, cut));
      return text.slice(cut);
    };
    const lookAt = async () => seen.push(...(await look(log)).filter((line) => !line.startsWith('<')));
    for (let step = 0; step < 20; step++) {
      const rest = append('mail.log');
      if (random(2) === 0) {
        await lookAt();
      }
      disk.append('mail.log', rest);
      // A log of which nothing was seen cannot be known again in its copy.
      if (random(4) === 0 && disk.text('mail.log') !== '') {
        await lookAt();
        disk.append('mail.log', append('mail.log'));
        rotate(disk, random(3));
        await lookAt();
        await lookAt();
        await lookAt();
      }
    }
    await lookAt();
    assert.deepEqual(seen, written.split('\n').slice(0, -1), `run ${run}`);
  }
});

function rotate(disk: FakeDisk, kind: number): void {
  if (kind === 0) {
    disk.rename('mail.log', 'mail.log.1');
    disk.write('mail.log', '');
  } else if (kind === 1) {
    disk.write('mail.log.1', disk.text('mail.log'));
    disk.truncate('mail.log', '');
  } else {
    disk.replace('mail.log', disk.text('mail.log'));
  }
}

test('real files: renamed, copied and emptied, replaced, deleted', async () => {
  const file = path.join(folder, 'mail.log');
  writeFileSync(file, 'old\n');
  const log = await FollowedFile.open(file);
  appendFileSync(file, 'one\n');
  renameSync(file, `${file}.1`);
  appendFileSync(`${file}.1`, 'two\n');
  writeFileSync(file, 'three\n');
  assert.deepEqual(await look(log), ['one', 'two']);
  assert.deepEqual(await look(log), ['<rotated mail.log.1>', 'three']);

  appendFileSync(file, 'four\n');
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
  appendFileSync(file, 'five\nand a longer one than all before\n');
  assert.deepEqual(await look(log), [
    'four',
    '<truncated mail.log.1>',
    'five',
    'and a longer one than all before',
  ]);

  writeFileSync(`${file}.new`, 'five\nand a longer one than all before\nsix\n');
  renameSync(`${file}.new`, file);
  assert.deepEqual(await look(log), ['six']);

  rmSync(file);
  assert.deepEqual(await look(log), ['<vanished>']);
  writeFileSync(file, 'seven\n');
  assert.deepEqual([...(await look(log)), ...(await look(log))], ['<rotated>', 'seven']);
  await log.close();

  mkdirSync(path.join(folder, 'folder.log'));
  await assert.rejects(FollowedFile.open(path.join(folder, 'folder.log')), /is not a file/);
});

const BOUNCED =
  'Nov 23 15:39:02 mx01 postfix/smtp[7]: 4F1A2B3C4E: to=<no.one@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO command))';
const DEFERRED = BOUNCED.replace('dsn=5.1.1, status=bounced', 'dsn=4.2.1, status=deferred').replace(
  '550 5.1.1',
  '450 4.2.1',
);

test('each answer counts what failed since the last, and says where that stands now', async () => {
  const file = path.join(folder, 'asked.log');
  const uri = pathToFileURL(file).href;
  const context = {} as CommandContext;
  const ask = (restart = false) =>
    PLATFORM.commands['smtpLens.follow']?.({ uri, restart }, context) as Promise<FollowAnswer | null>;
  const nothing = { permanent: 0, temporary: 0, first: undefined, last: undefined, isNewFile: false };
  assert.equal(await ask(), null);
  writeFileSync(file, `${BOUNCED}\n${BOUNCED}\n${DEFERRED.slice(0, 50)}`);
  assert.deepEqual(await ask(), { ...nothing, lines: 2, vanished: undefined });
  appendFileSync(file, `${DEFERRED.slice(50)}\nother\n${BOUNCED}\n`);
  const [grown, again] = await Promise.all([ask(), ask()]);
  assert.deepEqual(grown, {
    ...nothing,
    permanent: 1,
    temporary: 1,
    first: 2,
    last: 4,
    lines: 5,
    vanished: undefined,
  });
  assert.deepEqual(again, { ...nothing, lines: 5, vanished: undefined });
  appendFileSync(file, `${BOUNCED}\n`);
  renameSync(file, `${file}.1`);
  const gone = await ask();
  assert.deepEqual([gone?.permanent, gone?.first, typeof gone?.vanished], [1, 5, 'string']);
  writeFileSync(file, `other\n${DEFERRED}\n`);
  await ask();
  assert.deepEqual(await ask(), {
    ...nothing,
    temporary: 1,
    first: 1,
    last: 1,
    lines: 2,
    isNewFile: true,
    vanished: undefined,
  });
  appendFileSync(file, `${BOUNCED}\n`);
  assert.deepEqual(await ask(true), { ...nothing, lines: 3, vanished: undefined });
  await PLATFORM.commands['smtpLens.unfollow']?.({ uri }, context);
});

test('failures --follow: those there are, then those to come, each with its place', async () => {
  const file = path.join(folder, 'followed.log');
  writeFileSync(file, `${BOUNCED}\nother\n${DEFERRED.slice(0, 60)}`);
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  const steps = [
    () => appendFileSync(file, `${DEFERRED.slice(60)}\n`),
    () => {
      renameSync(file, `${file}.1`);
      writeFileSync(file, `other\n${BOUNCED}\n`);
    },
    () => undefined,
  ];
  const wait = async () => {
    const step = steps.shift();
    step?.();
    return step !== undefined;
  };
  const status = await followFailures([file], new Output(stream), wait, 0);
  const found = chunks
    .join('')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  assert.equal(status, 0);
  assert.deepEqual(
    found.map(({ line, code }) => [line, code]),
    [
      [1, 550],
      [3, 450],
      [2, 550],
    ],
  );
});
