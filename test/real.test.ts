import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { LogLine, Outcome } from '../server/src/formats/format';
import { headOf, openLog } from '../server/src/formats/registry';
import { trace } from '../server/src/log/trace/trace';
import { readReply, type SmtpReply, type Speaker } from '../server/src/smtp/reply';
import type { Span } from '../server/src/span';
import { logOf } from './support/traces';

/** Logs of real servers with the truth of what was sent and answered: `npm run capture` makes them. */
const FOLDER = 'test/real';

interface Truth {
  readonly server: string;
  readonly messages: readonly Message[];
}

interface Message {
  readonly messageId: string | null;
  readonly recipients: readonly Recipient[];
  /** What the other side and the server answered, as it was on the wire. */
  readonly replies: readonly string[];
  readonly queueIds: readonly string[];
  /** The first and the last line of each run of lines, from 1. */
  readonly lines: readonly (readonly [number, number])[];
}

interface Recipient {
  readonly address: string;
  readonly outcome: Outcome;
  readonly reply: string | null;
  /** Set where the server itself refused the recipient. */
  readonly by?: 'server';
}

interface Read {
  readonly text: string;
  readonly line: LogLine | undefined;
}

for (const server of readdirSync(FOLDER).filter((name) =>
  existsSync(path.join(FOLDER, name, 'truth.json')),
)) {
  const folder = path.join(FOLDER, server);
  const truth = JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as Truth;
  const log = readdirSync(folder).find((name) => name !== 'truth.json') ?? '';
  const reads = readLog(path.join(folder, log));

  test(`${server}: every reply of the sink is found where it stands, with its codes and its speaker`, () => {
    const own = new Set(
      truth.messages.flatMap(({ recipients }) => recipients.filter(({ by }) => by).map(({ reply }) => reply)),
    );
    const missed = truth.messages
      .flatMap(({ replies }) => replies)
      .filter((reply) => !isFound(reply, own.has(reply) ? 'server' : 'remote', reads));
    assert.deepEqual(missed, []);
  });

  test(`${server}: what became of each recipient is what was answered last`, () => {
    for (const message of truth.messages) {
      for (const { address, outcome } of message.recipients) {
        assert.equal(outcomeOf(address, reads), outcome, address);
      }
    }
  });

  test(`${server}: the queue ids of a message are those of the wire`, () => {
    for (const { messageId, queueIds, lines } of truth.messages) {
      const own = linesIn(lines).map((number) => reads[number - 1] as Read);
      const found = new Set(
        own.map(({ text, line }) => slice(text, line?.queueId)).filter((id) => id !== ''),
      );
      assert.deepEqual([...found].sort(), [...queueIds].sort(), messageId ?? 'refused');
    }
  });

  test(`${server}: a trace by message id has every line of the message and no other`, async () => {
    const text = readFileSync(path.join(folder, log), 'utf8');
    const options = { most: 20, reference: Date.UTC(2026, 10, 25) };
    for (const { messageId, queueIds, lines } of truth.messages) {
      if (messageId !== null && lines !== null) {
        const { stories } = await trace([logOf(log, text)], { kind: 'text', text: messageId }, options);
        const steps = stories.flatMap((story) => story.steps.map(({ line }) => line));
        assert.deepEqual([...new Set(steps)].sort(ascending), linesIn(lines).sort(ascending), messageId);
        assert.deepEqual(stories.flatMap((story) => story.queueIds).sort(), [...queueIds].sort(), messageId);
      }
    }
  });
}

function readLog(file: string): Read[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const reader = openLog(headOf(lines.join('\n'), path.basename(file)));
  return lines.map((text) => ({ text, line: reader.read(text) }));
}

/** The code, the enhanced code and the speaker, in a line that holds the end of the text. */
function isFound(reply: string, by: Speaker, reads: readonly Read[]): boolean {
  const said = readReply(reply, 0, by) as SmtpReply;
  const ending = reply.split('\n').at(-1)?.trimEnd().slice(4) ?? '';
  return reads.some(
    ({ text, line }) =>
      text.includes(ending) &&
      line?.replies.some(
        ({ code, enhanced, speaker }) => code === said.code && enhanced === said.enhanced && speaker === by,
      ),
  );
}

/** That of the last line about the recipient, but for a content filter, which only passes mail on. */
function outcomeOf(address: string, reads: readonly Read[]): string | undefined {
  const last = reads.findLast(
    ({ text, line }) => slice(text, line?.recipient) === address && (line?.outcome ?? line?.replies[0]),
  )?.line;
  const outcome = last?.outcome ?? (last?.replies[0]?.code === undefined ? undefined : 'failed');
  return outcome === 'relayed' ? 'delivered' : outcome;
}

function linesIn(runs: Message['lines']): number[] {
  return runs.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

function slice(text: string, span: Span | undefined): string {
  return span === undefined ? '' : text.slice(span.start, span.end);
}

function ascending(a: number, b: number): number {
  return a - b;
}
