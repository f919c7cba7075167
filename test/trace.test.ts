import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Query } from '../server/src/log/trace/query';
import { trace } from '../server/src/log/trace/trace';
import { traceText } from '../server/src/log/trace/traceText';
import { logOf, readSpec } from './support/traces';

const folder = path.join(process.cwd(), 'test/trace');
const specs = readdirSync(folder).map(
  (name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const,
);
const REFERENCE = Date.UTC(2026, 10, 24);

function ask(
  logs: readonly { readonly name: string; readonly text: string }[],
  query: string | Query,
  most = 20,
) {
  return trace(
    logs.map(({ name, text }) => logOf(name, text)),
    typeof query === 'string' ? { kind: 'text', text: query } : query,
    { most, reference: REFERENCE },
  );
}

for (const [name, spec] of specs) {
  const { query, logs, given, story } = readSpec(spec);
  test(`the story of ${name} is told as expected`, async () => {
    const told = `${traceText(await ask(logs, query), query)}\n`;
    if (process.env.UPDATE && told !== story) {
      writeFileSync(path.join(folder, name), `${given}===\n${told}`);
      return;
    }
    assert.equal(told, story, `review and run with --update: ${name}`);
  });

  test(`the story of ${name} is the same however its log is cut in two`, async () => {
    const [log] = logs;
    // A log whose clock jumps back is no longer one when it is cut there: its parts are put in order.
    if (logs.length !== 1 || log === undefined || story.includes('jumps back')) {
      return;
    }
    const linesOf = async (parts: readonly string[]) => {
      const texts = parts.map((text, index) => ({ name: `${index}.log`, text }));
      const { stories, logs: names } = await ask(texts, query);
      const before = parts.map((_, index) => parts.slice(0, index).join('').split('\n').length - 1);
      return stories.map(({ steps, verdict, fates }) => ({
        verdict,
        outcomes: fates.map(({ address, outcome }) => [address, outcome]),
        lines: steps.map((step) => step.line + (before[step.log] ?? 0)),
        names: names.length > 0,
      }));
    };
    const whole = await linesOf([log.text]);
    const lines = log.text.match(/[^\n]*\n/g) ?? [];
    for (let cut = 1; cut < lines.length; cut++) {
      const parts = [lines.slice(0, cut).join(''), lines.slice(cut).join('')];
      assert.deepEqual(await linesOf(parts), whole, `cut after line ${cut}`);
    }
  });

  test(`every id of ${name} leads to the same lines`, async () => {
    const { stories } = await ask(logs, query);
    for (const { queueIds, messageIds, steps } of stories) {
      for (const id of [...queueIds, ...messageIds]) {
        const found = await ask(logs, id);
        const same = found.stories.filter((story) => story.queueIds.join() === queueIds.join());
        assert.ok(
          same.some((story) => JSON.stringify(story.steps) === JSON.stringify(steps)),
          id,
        );
      }
    }
  });
}

const POSTFIX = (id: string, messageId: string, address: string) =>
  [
    `Nov 23 15:39:01 mx postfix/smtpd[917]: ${id}: client=client.example.com[192.0.2.9]`,
    `Nov 23 15:39:01 mx postfix/cleanup[918]: ${id}: message-id=<${messageId}>`,
    `Nov 23 15:39:01 mx postfix/qmgr[919]: ${id}: from=<alice@example.com>, size=550, nrcpt=1 (queue active)`,
    `Nov 23 15:39:02 mx postfix/smtp[920]: ${id}: to=<${address}>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
    `Nov 23 15:39:02 mx postfix/qmgr[919]: ${id}: removed`,
    '',
  ].join('\n');

test('a query that matches nothing, or a log of noise: one sentence', async () => {
  const noise = { name: 'mail.log', text: 'not a mail log\n\0\0\0\n250\n' };
  for (const query of ['nobody@example.org', 'FFFFFFFFFF', '.*', '', '<>', '@']) {
    assert.equal(traceText(await ask([noise], query), query), `No message matches ${query} in mail.log.`);
  }
});

test('a line that says nothing belongs to no message; a line of a message leads to all of it', async () => {
  const text = `noise\n${POSTFIX('4F1A2B3C4D', '1@example.com', 'bob@example.net')}`;
  const log = { name: 'mail.log', text };
  assert.equal((await ask([log], { kind: 'line', log: 0, line: 1 })).total, 0);
  const { stories } = await ask([log], { kind: 'line', log: 0, line: 5 });
  assert.deepEqual(
    stories.flatMap(({ steps }) => steps.map(({ line }) => line)),
    [2, 3, 4, 5, 6],
  );
});

test('ten thousand messages that match are all counted, and the first are told', async () => {
  const ids = Array.from(
    { length: 10_000 },
    (_, index) => `4F${index.toString(16).toUpperCase().padStart(8, '0')}`,
  );
  const text = ids.map((id) => POSTFIX(id, `${id}@example.com`, 'bob@example.net')).join('');
  const answer = await ask([{ name: 'mail.log', text }], 'bob@example.net', 3);
  assert.equal(answer.total, 10_000);
  assert.equal(answer.stories.length, 3);
  assert.match(traceText(answer, 'bob@example.net'), /^10,000 messages match bob@example\.net\.\n/);
  assert.match(traceText(answer, 'bob@example.net'), /9,997 more messages match; ask for one of them/);
});

test('a queue id that is used again is another message', async () => {
  const text =
    POSTFIX('4F1A2B3C4D', '1@example.com', 'bob@example.net') +
    POSTFIX('4F1A2B3C4D', '2@example.com', 'carol@example.net');
  const log = { name: 'mail.log', text };
  assert.equal((await ask([log], '4F1A2B3C4D')).total, 2);
  const { stories } = await ask([log], 'carol@example.net');
  assert.deepEqual(
    stories.map(({ steps }) => steps.map(({ line }) => line)),
    [[6, 7, 8, 9, 10]],
  );
});

test('links that go round in a circle end', async () => {
  const ids = ['4F1A2B3C4D', '4F1A2B3C4E', '4F1A2B3C4F'];
  const text = ids
    .map(
      (id, index) =>
        `Nov 23 15:39:02 mx postfix/local[9]: ${id}: to=<bob@example.net>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as ${ids[(index + 1) % 3]})\n`,
    )
    .join('');
  const answer = await ask([{ name: 'mail.log', text }], '4F1A2B3C4E');
  assert.deepEqual(
    answer.stories.map(({ queueIds }) => queueIds),
    [ids],
  );
  assert.equal(answer.isCut, false);
});

test('message ids are the work of strangers: compared as they are, shown without what a terminal obeys', async () => {
  for (const messageId of [
    '.*@example.com',
    '\x1b[2J\x07@example.com',
    '$(id)@example.com',
    '__proto__',
    `${'x'.repeat(5000)}@e`,
  ]) {
    const text =
      POSTFIX('4F1A2B3C4D', messageId, 'bob@example.net') +
      POSTFIX('4F1A2B3C4E', '2@example.com', 'bob@example.net');
    const answer = await ask([{ name: 'mail.log', text }], messageId.length > 998 ? '4F1A2B3C4D' : messageId);
    assert.deepEqual(
      answer.stories.map(({ queueIds }) => queueIds),
      [['4F1A2B3C4D']],
      messageId,
    );
    assert.doesNotMatch(traceText(answer, messageId), /[^\P{Cc}\n]/u);
  }
});

test('an empty message id joins nothing', async () => {
  const text = POSTFIX('4F1A2B3C4D', '', 'bob@example.net') + POSTFIX('4F1A2B3C4E', '', 'carol@example.net');
  assert.equal((await ask([{ name: 'mail.log', text }], 'bob@example.net')).stories[0]?.steps.length, 5);
});
