import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';

/** A session whose server greets with these words, in a log of a server that has no format of its own. */
function session(greeting: string): string {
  return [
    '(1) 220 mx.example.com ' + greeting,
    '(1) EHLO a.example.net',
    '(1) 250 mx.example.com',
    '(1) 550 no',
  ]
    .map((line) => `11/23/2026 3:39:02 PM - ${line}`)
    .join('\n');
}

const greetings: readonly [product: string, greeting: string][] = [
  ['ArGoSoft Mail Server', 'ArGoSoft Mail Server Pro for WinNT/2000/XP, Version 1.8 (1.8.9.1) ESMTP'],
  ['CMailServer', 'ESMTP example.com CMailServer 5.4 SMTP Service Ready'],
  ['FTGate', '[mx.example.com] FTGate Server Ready (#3.01)'],
  ['Internet Anywhere Mail Server', 'Welcome to the Internet Anywhere Mail Server Version: 3.1. Build: 1065'],
  ['MailMax', 'ESMTP MailMax 5.5'],
  ['MailSite', 'MailSite ESMTP Receiver Version 6.1 Ready'],
  ['Mailtraq', 'Ready for action (Mailtraq 2.9/ESMTP)'],
  ['PostCast Server', 'PostCast SMTP server ready'],
  ['QK SMTP Server', 'Welcome to the QK SMTP Server'],
];

for (const [product, greeting] of greetings) {
  test(`the greeting names ${product}, and its replies are found`, () => {
    const lines = session(greeting).split('\n');
    const reader = openLog(headOf(lines.join('\n')));
    assert.deepEqual(
      reader.formats.map(({ id, title }) => [id, title]),
      [['plain', `SMTP transcript, ${product}`]],
    );
    assert.deepEqual(
      lines.map((line) => reader.read(line)?.replies[0]?.code),
      [220, undefined, 250, 550],
    );
  });
}

const others: readonly [name: string, text: string][] = [
  ['an access log', '192.0.2.1 - - [23/Nov/2026:15:39:02 +0100] "POST /mail HTTP/1.1" 404 550 "-" "curl"'],
  [
    'a program’s log',
    '2026-11-23 15:39:02 ERROR mailbox service error: 503\n2026-11-23 15:39:02 INFO S: 250 bytes',
  ],
  ['the kernel', 'Nov 23 15:39:02 host kernel: [  250.221] usb 1-1: device error: 550'],
  ['a table', '220 250 354\n500 5.1.1 4.2\n250-300 people\n550 items left\n| 250 | 550 |'],
  [
    'an FTP session',
    'Connected.\n220 ProFTPD ready.\n331 Password?\n230 Ok\n550 Failed to open file.\n221 Goodbye.',
  ],
  ['an FTP session of curl', '< 220 (vsFTPd 3.0.3)\n> USER a\n< 331 Password?\n> PASS b\n< 550 No such file'],
  ['a difference', '3c3\n< 250 mail clients\n---\n> 251 mail clients'],
  [
    'prose',
    'The server says 220 and then 250 or 550.\nError 550: the mailbox does not exist.\n- 421 Not available',
  ],
  [
    'source code',
    "socket.write('220 mx ESMTP');\nif (code === 250) send('550 5.1.1 User unknown');\nthrow new E('Error: 550 mailbox');",
  ],
  [
    'exceptions of other protocols',
    "Sending mail failed: 500 Internal Server Error\nfetch: the server response was: 404 Not Found\nHTTPError: (550, 'Gone')\npermanent error (404): Not Found\nsmtp-server: 587\nrequest failed with code 500: no",
  ],
  ['base64', 'MjUwIDU1MCAyMjA= 250 \n550+/aGVsbG8gd29ybGQ='],
];

for (const [name, text] of others) {
  test(`nothing is found in ${name}, which is no mail log`, () => {
    const reader = openLog(headOf(text));
    const found = text.split('\n').flatMap((line) => reader.read(line)?.replies ?? []);
    assert.deepEqual(found, []);
  });
}
