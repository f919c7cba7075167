import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { outcomesOf } from '../server/src/log/recipients';
import { addText, emptySummary, mergeSummaries, type Summary } from '../server/src/log/summary';

const TO =
  'Nov 23 15:39:02 mx postfix/smtp[22]: 4F1A2B3C4F: to=<bob@example.net>, relay=mx.example.net[192.0.2.10]:25';
const DELAYED = `${TO}, delay=1.2, dsn=4.2.0, status=deferred (host mx.example.net[192.0.2.10] said: 450 4.2.0 greylisted)`;
const DELIVERED = `${TO}, delay=900, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9ABCDEF012)`;
const FAILED = `${TO}, delay=900, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.10] said: 550 5.1.1 unknown)`;
const FILTERED =
  'Nov 23 15:39:01 mx postfix/smtp[21]: 3A1A2B3C4E: to=<bob@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4F1A2B3C4F)';
const REFUSED =
  'Nov 23 15:39:01 mx postfix/smtpd[20]: NOQUEUE: reject: RCPT from client.example.com[192.0.2.9]: 550 5.1.1 <nobody@example.org>: User unknown; from=<a@example.com> to=<nobody@example.org> proto=ESMTP helo=<client.example.com>';

const other = (line: string) => line.replace('bob@', 'ann@');

function longId(id: string): string {
  return DELAYED.replace('4F1A2B3C4F', id);
}

const CASES: readonly [what: string, lines: readonly string[], expected: object][] = [
  ['put off and then delivered is one delivery', [DELAYED, DELAYED, DELIVERED], { relayed: 1 }],
  ['put off and then given up is one failure', [DELAYED, DELAYED, FAILED], { failed: 1 }],
  ['failing twice is one failure', [DELAYED, FAILED, FAILED], { failed: 1 }],
  ['put off many times is one that waits', [DELAYED, DELAYED, DELAYED], { delayed: 1 }],
  ['two recipients of one message are two', [DELAYED, other(DELAYED), DELIVERED], { relayed: 1, delayed: 1 }],
  [
    'two messages whose ids differ in capitals are two',
    [longId('4Xq7Yb0k2zJ1'), longId('4Xq7yb0k2zJ1'), longId('4Xq7Yb0k2zJ1')],
    { delayed: 2 },
  ],
  [
    'a recipient is the same however their domain is written',
    [DELAYED, DELIVERED.replace('@example.net', '@Example.NET')],
    { relayed: 1 },
  ],
  ['the way through a filter is no delivery', [FILTERED, DELIVERED], { relayed: 1 }],
  ['a refused command is no message', [REFUSED, REFUSED], {}],
];

for (const [what, lines, expected] of CASES) {
  test(`${what}, wherever the log is cut`, () => {
    const none = { delivered: 0, relayed: 0, expanded: 0, failed: 0, delayed: 0 };
    for (let cut = 0; cut <= lines.length; cut++) {
      const merged = mergeSummaries(summaryOf(lines.slice(0, cut)), summaryOf(lines.slice(cut)));
      assert.deepEqual(outcomesOf(merged.recipients), { ...none, ...expected });
    }
  });
}

test('a real log holds as many recipients as were sent to, each with what became of it', () => {
  const { messages } = JSON.parse(readFileSync('test/real/postfix/truth.json', 'utf8')) as Truth;
  const outcomes = messages.flatMap(({ recipients, bounces }) => [
    ...recipients.filter(({ by }) => by !== 'server').map(({ outcome }) => outcome),
    ...bounces.map(({ reply }) => (reply.startsWith('2') ? 'delivered' : 'failed')),
  ]);
  const sent = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  const { delivered, relayed, failed, delayed } = outcomesOf(
    summaryOf(readFileSync('test/real/postfix/mail.log', 'utf8').split('\n')).recipients,
  );
  assert.deepEqual(
    [delivered + relayed, failed, delayed],
    [sent('delivered'), sent('failed'), sent('delayed')],
  );
});

interface Truth {
  readonly messages: readonly {
    readonly recipients: readonly { readonly outcome: string; readonly by?: string }[];
    readonly bounces: readonly { readonly reply: string }[];
  }[];
}

function summaryOf(lines: readonly string[]): Summary {
  const summary = emptySummary();
  addText(summary, lines.join('\n'), openLog(headOf(TO)));
  return summary;
}
