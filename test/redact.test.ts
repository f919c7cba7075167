import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { LogLine } from '../server/src/formats/format';
import { headOf, openLog } from '../server/src/formats/registry';
import { explainLine } from '../server/src/log/explanation';
import { Redactor } from '../server/src/log/redact';
import { severityOf } from '../server/src/log/severity';
import { linesOfSample } from './support/marks';
import { randomFrom } from './support/random';

const folder = path.join(process.cwd(), 'test/formats');

function redacted(line: string): string {
  return new Redactor().line(line);
}

for (const [line, expected] of [
  ['550 5.1.1 <bob@mx.acme.net>: no mailbox', '550 5.1.1 <user1@host1.domain1.example>: no mailbox'],
  [
    'orig_to=<bob@acme.net>, to=<bob@acme.net>',
    'orig_to=<user1@domain1.example>, to=<user1@domain1.example>',
  ],
  ['from=<bounce-123-user=acme.net@lists.acme.org>', 'from=<user1@host1.domain1.example>'],
  ['to=SRS0=Xa1b=T3=acme.net=bob@fwd.acme.org ok', 'to=user1@host1.domain1.example ok'],
  ['from=<>, to=alice@acme.co.uk', 'from=<>, to=user1@domain1.example'],
  ['helo=<DESKTOP-7>', 'helo=<host1>'],
  ['connect from unknown[81.7.16.3]:25', 'connect from unknown[192.0.2.1]:25'],
  ['relay=[2a01:4f8::17]:25 at 15:39:02', 'relay=[2001:db8::1]:25 at 15:39:02'],
  ['451 http://www.spamhaus.org/query/bl?ip=81.7.16.3', '451 http://www.spamhaus.org/query/bl?ip=192.0.2.1'],
  ['503 wrong state for HELO command', undefined],
  ['T="Dinner with Bob" from', 'T="subject1" from'],
  ['header From: Bob Miller <bob@acme.net>', 'header From: user1 <user2@domain1.example>'],
  ['To: "Miller, Bob" <bob@acme.net>', 'To: "user1" <user2@domain1.example>'],
  ['[IPv6:2a01:4f8::17]', '[IPv6:2001:db8::1]'],
  ['AUTH LOGIN Ym9i', 'AUTH LOGIN secret1'],
  [
    'remotePort = 55550, accountName = "bmiller", id = 550',
    'remotePort = 55550, accountName = "user1", id = 550',
  ],
  ['Ym9iQGFjbWUubmV0', 'secret1'],
  ['334 VXNlcm5hbWU6', '334 VXNlcm5hbWU6'],
  ['421 4.7.0 see https://support.google.com/mail/?p=UnsolicitedRateLimitError x', undefined],
  ['554 see https://acme.net/block?token=abc', '554 see https://domain1.example/page1?token=page2'],
  ['relay=aspmx.l.google.com[142.250.0.26]:25', 'relay=host1.google.com[192.0.2.1]:25'],
  [
    'header Subject: Your invoice, Bob from mx.acme.net[81.7.16.3]; from=<a@b.de>',
    'header Subject: subject1 from host1.domain1.example[192.0.2.1]; from=<user1@domain2.example>',
  ],
  ['TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)', undefined],
  ['header.d=acme.net dkim=pass', 'header.d=domain1.example dkim=pass'],
  ['550_5.1.1_bob@acme.net_unknown/', '550_5.1.1_user1@domain1.example_unknown/'],
  ['\\u003cbob@acme.net\\u003e\\n550 no', '\\u003cuser1@domain1.example\\u003e\\n550 no'],
  ['open /etc/postfix/main.cf: 5.0.2195.6713', undefined],
] as const) {
  test(`${line} is redacted`, () => assert.equal(redacted(line), expected ?? line));
}

test('the same address has the same alias in every line, whatever its case', () => {
  const redactor = new Redactor();
  assert.equal(redactor.line('to=<Bob@acme.net>'), redactor.line('to=<bob@ACME.net>'));
  assert.deepEqual(redactor.replaced, [
    { kind: 'host', names: 1, places: 2 },
    { kind: 'user', names: 1, places: 2 },
  ]);
});

test('aliases never run out, and no two originals share one', () => {
  const redactor = new Redactor();
  const seen = new Set<string>();
  for (let number = 0; number < 200_000; number++) {
    seen.add(redactor.line(`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`));
  }
  assert.equal(seen.size, 200_000);
});

/** The sample with names and addresses that no alias can have. */
function foreign(line: string): string {
  return line
    .replace(/example(?=\.(?:com|net|org|edu))/gi, 'zmusterz')
    .replace(/192\.0\.2\./g, '81.7.16.')
    .replace(/198\.51\.100\./g, '81.7.17.')
    .replace(/203\.0\.113\./g, '81.7.18.')
    .replace(/2001:db8/gi, '2a01:4f8');
}

for (const name of readdirSync(folder)) {
  const file = name.slice(name.indexOf('.') + 1);
  test(`redaction of ${name} leaves nobody's name, and is read as before`, () => {
    const lines = linesOfSample(readFileSync(path.join(folder, name), 'utf8')).map(foreign);
    const redactor = new Redactor();
    const reader = openLog(headOf(lines.join('\n'), file));
    const clean = lines.map((line) => redactor.line(line, reader.read(line)));
    for (const line of clean) {
      assert.doesNotMatch(line, /zmusterz|81\.7\.1|2a01:4f8/i);
      assert.doesNotMatch(line, /\b(?:alice|bob|carol|dave|erin|frank|heidi|judy|mallory)\b/i);
    }
    const again = openLog(headOf(clean.join('\n'), file));
    for (const [index, line] of clean.entries()) {
      const original = lines[index] ?? '';
      assert.deepEqual(
        said(line, again.read(line)),
        said(original, reader.read(original)),
        `${original}\n${line}`,
      );
    }
  });
}

function said(line: string, read: LogLine | undefined): unknown {
  if (read === undefined) {
    return undefined;
  }
  const { format, outcome, replies } = read;
  const failure = severityOf(read, line);
  const { reason, retry, decidedBy, provider } = explainLine(line, read);
  return {
    format,
    outcome,
    codes: replies.map(({ code, enhanced, speaker }) => [code, enhanced, speaker]),
    failure,
    ...(failure && { reason, retry, decidedBy, provider }),
  };
}

test('no line is too odd or too long', () => {
  const below = randomFrom(7);
  const signs = [...'a1@.:=<>_-+/%"\\ ;,[]é2::', 'http://', 'subject:', '\0', 'user='];
  for (let round = 0; round < 3000; round++) {
    const line = Array.from({ length: below(60) }, () => signs[below(signs.length)]).join('');
    assert.equal(typeof redacted(line), 'string');
    assert.equal(redacted(line), redacted(line));
  }
  for (const sign of signs) {
    const { user } = process.cpuUsage();
    redacted(sign.repeat(Math.floor(65536 / sign.length)));
    assert.ok(process.cpuUsage().user - user < 3_000_000, `64 KiB of ${sign}`);
  }
});
