import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { LogLine, Outcome } from '../server/src/formats/format';
import { headOf, openLog } from '../server/src/formats/registry';
import { isHandOver } from '../server/src/log/handover';
import { idsOf } from '../server/src/log/trace/ids';
import { recipientsOf } from '../server/src/log/trace/recipients';
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
  readonly bounces: readonly { readonly reply: string | null }[];
  /** What the other side and the server answered, as it was on the wire. */
  readonly replies: readonly string[];
  /** Null where the server told nobody the id of what it refused. */
  readonly queueIds: readonly string[] | null;
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

  const own = new Set(
    truth.messages.flatMap(({ recipients }) => recipients.filter(({ by }) => by).map(({ reply }) => reply)),
  );
  const said = truth.messages.flatMap(({ replies, bounces }) => [
    ...replies,
    ...bounces.flatMap(({ reply }) => reply ?? []),
  ]);

  test(`${server}: every reply that the log quotes is found, with its codes and its speaker`, () => {
    const missed = said.filter((reply) => !isFound(reply, own.has(reply) ? 'server' : 'remote', reads));
    assert.deepEqual(missed, []);
  });

  test(`${server}: no reply is found that nobody gave`, () => {
    const texts = said.flatMap((reply) => [inOneLine(reply), inOneLine(withoutInnerCodes(reply))]);
    const invented = reads
      .flatMap(
        ({ text, line }) =>
          line?.replies.map((reply) => ({ reply, text: inOneLine(slice(text, reply)) })) ?? [],
      )
      .filter(({ text }) => !texts.some((given) => given.startsWith(text) || given.endsWith(`: ${text}`)))
      .filter(({ text, reply }) => reply.speaker !== 'server' || !MADE_UP.test(text));
    assert.deepEqual(
      invented.map(({ text }) => text),
      [],
    );
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
      if (queueIds === null) {
        continue;
      }
      const own = linesIn(lines).map((number) => reads[number - 1] as Read);
      const keys = own.flatMap(({ text, line }) => (line === undefined ? [] : (idsOf(text, line).own ?? [])));
      const found = new Set(keys.map((key) => key.slice(2)));
      assert.deepEqual([...found].sort(), [...queueIds].sort(), messageId ?? 'refused');
    }
  });

  test(`${server}: a trace has every line of the message and no other`, async () => {
    const text = readFileSync(path.join(folder, log), 'utf8');
    const options = { most: 20, reference: Date.UTC(2026, 10, 25) };
    for (const { messageId, recipients, queueIds, lines } of truth.messages) {
      if (messageId !== null && queueIds !== null) {
        // OpenSMTPD writes no message ids.
        const query = text.includes(messageId) ? messageId : (queueIds[0] ?? '');
        const { stories } = await trace([logOf(log, text)], { kind: 'text', text: query }, options);
        const steps = stories.flatMap((story) => story.steps.map(({ line }) => line));
        assert.deepEqual([...new Set(steps)].sort(ascending), linesIn(lines).sort(ascending), messageId);
        assert.deepEqual(stories.flatMap((story) => story.queueIds).sort(), [...queueIds].sort(), messageId);
        const fates = stories.flatMap((story) => story.fates);
        const own = linesIn(lines).map((number) => reads[number - 1]?.text ?? '');
        const named = recipients.filter(({ address }) => own.some((line) => line.includes(address)));
        for (const { address, outcome } of named) {
          assert.equal(told(fates.find((fate) => fate.address === address)?.outcome), outcome, address);
        }
      }
    }
  });
}

function readLog(file: string): Read[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const reader = openLog(headOf(lines.join('\n'), path.basename(file)));
  return lines.map((text) => ({ text, line: reader.read(text) }));
}

/** What Sendmail puts in the place of a reply itself. */
const MADE_UP = /^421 4\.4\.1 Connection reset by /;

/**
 * In a line that quotes it: all of it, or its first line as Sendmail does. A log that leaves the code out, as Sendmail's
 * `stat=Sent (2.0.0 taken)`, does not quote it.
 */
function isFound(reply: string, by: Speaker, reads: readonly Read[]): boolean {
  const { code, enhanced } = readReply(reply, 0, by) as SmtpReply;
  const wholes = [inOneLine(reply), withoutInnerCodes(reply), reply.split(/\r?\n/)[0] ?? ''];
  const quoting = reads.filter(({ text }) => wholes.some((whole) => text.includes(whole)));
  return (
    quoting.length === 0 ||
    quoting.some(({ line }) =>
      line?.replies.some(
        (found) => found.code === code && found.enhanced === enhanced && found.speaker === by,
      ),
    )
  );
}

/** As OpenSMTPD joins the lines of a reply. */
function withoutInnerCodes(reply: string): string {
  return reply.replace(/\r?\n\d{3}[ -]/g, '');
}

/** As Postfix and Sendmail have it; Exim writes `\n` between the lines of a reply. */
function inOneLine(reply: string): string {
  return reply.replace(/\r?\n|\\n/g, ' ');
}

/** That of the last line about the recipient, but for those that hand it to the site's own filter. */
function outcomeOf(address: string, reads: readonly Read[]): string | undefined {
  const last = reads.findLast(
    ({ text, line }) =>
      line !== undefined &&
      (line.outcome ?? line.replies[0]) !== undefined &&
      !isHandOver(text, line) &&
      recipientsOf(text, line).some((recipient) => recipient.address === address),
  )?.line;
  return told(last?.outcome ?? (last?.replies[0]?.code === undefined ? undefined : 'failed'));
}

function told(outcome: Outcome | undefined): Outcome | undefined {
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
