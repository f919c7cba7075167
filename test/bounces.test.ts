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
  [
    'words alone, of a reply that was put off too long',
    "I'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up.\n\n<bob@example.net>:\nRemote host said: 451 Later\nI'm not going to try again; this message has been in the queue too long.\n",
    1,
    0,
  ],
  [
    'qmail, without a reply, two recipients',
    "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<bob@example.net>: \nUnable to contact LDAP server. (#4.4.3)\n\n<carol@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <alice@example.com>\n",
    2,
    0,
  ],
  [
    'Exim, without a reply',
    'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  bob@example.net\n    Unrouteable address\n',
    1,
    0,
  ],
  [
    'Domino, without a reply',
    'Return-Path: <MAILER-DAEMON@mx.example.com>\nSubject: DELIVERY FAILURE: User bob not listed\n\nYour message\n\n  Subject: 550 5.1.1\n\nwas not delivered to:\n\n  bob@example.net\n\nbecause:\n\n  User bob (bob@example.net) not listed in Domino Directory\n',
    1,
    0,
  ],
  [
    'Notes, without a reply',
    'From: postmaster@example.net\nSubject: Undeliverable message\n\n------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nbob@example.net\n\n------- Returned Message --------\nSubject: Returned mail\n',
    1,
    0,
  ],
  [
    'Exchange 5.5, without a reply, two recipients',
    'Return-Path: <>\n\ndid not reach the following recipient(s):\n\nbob@example.net on Mon, 23 Nov 2026 15:39:02 +0100\n    The recipient name is not recognized\n    MSEXCH:IMS:EXAMPLE:MX1 0 (000C05A6)\nUnknown Recipient\ncarol@example.net on Mon, 23 Nov 2026 15:39:02 +0100\n    The recipient name is not recognized at all\n',
    2,
    0,
  ],
  [
    'IMail, without a reply',
    'From: postmaster@example.net\nSubject:  Undeliverable Mail\n\nInvalid final delivery userid: bob@example.net\n\nOriginal message follows.\n\nSubject: Undeliverable\n',
    1,
    0,
  ],
  [
    'Google, without a reply',
    'From: mailer-daemon@example.com\nSubject: Delivery Status Notification (Failure)\n\n** Message not delivered **\n\nThe response was:\n\nUnspecified Error: the server does not know AUTH\n',
    1,
    0,
  ],
  [
    'Haraka, without a reply',
    "Hi. This is the Haraka Mailer program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\nIntended Recipients: <bob@example.net>\nFailure Reason: Error: Some recipients failed: <bob@example.net>\n",
    1,
    0,
  ],
  [
    'nothing but the header',
    'From: postmaster@example.com\nTo: alice@example.com\nMIME-Version: 1.0\nSubject: Undeliverable: hello\n\n',
    1,
    0,
  ],
  [
    'no bounce: a letter about one',
    'From: alice@example.com\nTo: bob@example.net\nSubject: Re: hello\n\nI write\nbecause the mail was undeliverable.\nSubject: Undeliverable: hello\n',
    0,
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
