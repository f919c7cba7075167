import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../server/src/features/hover';
import { LogDocument } from '../server/src/log/document';

/** A log of two like failures whose reply holds `text`, and the hover on the first. */
function hoverOn(text: string, uri = 'file:///mail.log', command?: string, to = 'a@example.net'): string {
  const line = `Nov 23 15:39:02 mx postfix/smtp[1]: 4F1A2B3C4D: to=<${to}>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 ${text} (in reply to RCPT TO command))\n`;
  const document = new LogDocument(uri, 'smtp-log', 1, line + line);
  const found = hover(document, { line: 0, character: line.indexOf('550 5.1.1') }, command);
  const contents = found?.contents as { value: string } | undefined;
  return contents?.value ?? '';
}

test('the verdict comes first, then what to do, who said it, and the place among its like', () => {
  const sections = hoverOn('No such user').split('\n\n');
  assert.match(
    sections[0] ?? '',
    /^\*\*550 5\\\.1\\\.1 · No such mailbox\*\* {2}\nPermanent failure — trying again will not help$/,
  );
  assert.match(sections[2] ?? '', /^\*\*What to do:\*\* /);
  assert.equal(
    sections[3],
    '`mx.example.net` said it to this server, answering `RCPT TO`, to `a@example.net`, delay 1 sec.',
  );
  assert.match(sections.at(-2) ?? '', /^Number 1 of 2 failures like this in this log\.$/);
  assert.match(sections.at(-1) ?? '', /^Source: \[/);
});

test('a link to the next one is there where the editor runs commands, and nowhere else', () => {
  assert.doesNotMatch(hoverOn('No such user'), /command:/);
  const link = /\[Next\]\(command:go\?([^)]*)\)/.exec(hoverOn('No such user', 'file:///a(b).log', 'go'))?.[1];
  assert.deepEqual(JSON.parse(decodeURIComponent(link ?? '')), [
    { uri: 'file:///a(b).log', line: 0, character: 0 },
  ]);
});

test('the text of a log makes no link, no markup and no command', () => {
  const hostile = '[click](command:evil) <img src=x> https://evil.example **bold** `code` $(zap) | x';
  for (const text of [hostile, hostile.replaceAll(' ', '_'), '`'.repeat(50), ']('.repeat(50)]) {
    const value = hoverOn(text, `file:///${encodeURI('x](command:evil).log')}`, 'go');
    const links = [
      ...value.matchAll(
        /(?<!\\)\]\((?!https:\/\/(?:www\.rfc-editor\.org|knowledge\.workspace\.google\.com)\/)/g,
      ),
    ];
    assert.ok(links.length <= 1 && !/(?<!\\)\]\(command:evil/.test(value), value);
    assert.doesNotMatch(value, /(?<!\\)<img/);
  }
});

test('an address is shown as code whatever back quotes it holds, and no more of it than can be read', () => {
  const toOf = (to: string) =>
    /, to (.*), delay /.exec(hoverOn('No such user', undefined, undefined, to))?.[1];
  assert.equal(toOf('a`b``c@example.net'), '``` a`b``c@example.net ```');
  assert.equal(toOf('`[x](command:evil)`@example.net'), '`` `[x](command:evil)`@example.net ``');
  assert.equal(toOf(`${'x'.repeat(10_000)}@example.net`), `\`${'x'.repeat(200)}…\``);
});
