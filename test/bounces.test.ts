import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';
import { LogDocument } from '../server/src/log/document';
import { Adding, emptySummary } from '../server/src/log/summary';

/** The fields of one recipient. */
function block(action: string, status: string, diagnostic?: string): string {
  const fields = ['Final-Recipient: rfc822; bob@example.net', `Action: ${action}`, `Status: ${status}`];
  return [...fields, ...(diagnostic === undefined ? [] : [`Diagnostic-Code: ${diagnostic}`]), '', ''].join(
    '\n',
  );
}

const UNKNOWN = block('failed', '5.1.1', 'smtp; 550 5.1.1 No such user');
const SESSION = `   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> RCPT To:<bob@example.net>
<<< 550 5.1.1 No such user
550 5.1.1 <bob@example.net>... User unknown
`;

const bounces: readonly [what: string, text: string, permanent: number, temporary: number][] = [
  ['a reply in the fields', UNKNOWN, 1, 0],
  ['a field for each of two recipients', UNKNOWN + block('failed', '5.2.2', 'smtp;552 5.2.2 Full'), 2, 0],
  [
    'words before the fields say the same',
    `<bob@example.net>: host mx.example.net[192.0.2.10] said: 550 5.1.1 No such user (in reply to RCPT TO command)\n\n${UNKNOWN}`,
    1,
    0,
  ],
  ['the session that is quoted says the same', SESSION + UNKNOWN, 1, 0],
  ['no reply, as the mail never left the server', block('failed', '5.1.1', 'X-Postfix; unknown user'), 1, 0],
  ['no word of diagnosis', block('failed', '5.4.4'), 1, 0],
  ['a diagnosis for one of two', UNKNOWN + block('failed', '5.4.4'), 2, 0],
  ['put off for good: what the action says holds', block('failed', '4.7.1', 'smtp; 451 4.7.1 Later'), 1, 0],
  ['put off for now', block('delayed', '4.4.1', 'X-Postfix; Connection timed out'), 0, 1],
  ['one failed, one put off', UNKNOWN + block('delayed', '4.2.0', 'smtp; 450 4.2.0 Greylisted'), 1, 1],
  [
    'one failed, one put off without a reply',
    UNKNOWN + block('delayed', '4.4.1', 'X-Postfix; Connection timed out'),
    1,
    1,
  ],
  ['one delivered, one failed', UNKNOWN + block('delivered', '2.0.0', 'smtp; 250 2.0.0 Ok'), 1, 0],
  [
    'a diagnosis of several lines',
    block('failed', '5.7.26', 'smtp; 550-5.7.26 Not\n    550 5.7.26 authenticated'),
    1,
    0,
  ],
  ['a diagnosis folded at once', block('failed', '5.1.1', 'smtp;\n    550 5.1.1 No such user'), 1, 0],
  ['an older form, with a session alone', SESSION, 1, 0],
  [
    'an older form, with the reason by the address',
    `   ----- The following addresses had permanent fatal errors -----\n<bob@example.net>\n    (reason: 550 5.1.1 No such user)\n\n${SESSION}`,
    1,
    0,
  ],
  [
    'words alone',
    'Hi. This is the qmail-send program at mx.example.com.\nRemote host said: 550 No such user\n',
    1,
    0,
  ],
];

for (const [what, text, permanent, temporary] of bounces) {
  test(`a bounce counts once for each recipient: ${what}`, () => {
    const document = new LogDocument('file:///bounce.eml', 'smtp-log', 1, text);
    assert.deepEqual(
      document.blocks.map((each) => [each.permanent, each.failures - each.permanent]),
      [[permanent, temporary]],
    );
    const summary = emptySummary();
    const adding = new Adding(summary, openLog(headOf(text, 'bounce.eml')));
    adding.add(text, () => undefined);
    adding.end();
    assert.deepEqual(summary.failures, { permanent, temporary });
  });
}
