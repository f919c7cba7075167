import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headOf, type LogReader, openLog } from '../server/src/formats/registry';
import { glanceAtHead } from '../server/src/formats/syslog-tag';
import { markedWords } from '../server/src/log/shapes/knownShapes';
import { INDEX } from '../server/src/log/shapes/shapedRows';
import { Adding, emptySummary } from '../server/src/log/summary';
import { countedShapeOf } from '../server/src/node/shapes/countedShape';
import { countingKernel as kernel, sizeOf } from '../server/src/node/shapes/countingKernel';
import { ShapedLines } from '../server/src/node/shapes/shapedLines';
import { allPatterns } from '../server/src/smtp/catalogue';
import { damagedLogs } from './support/damagedLogs';
import { linesOfSample } from './support/marks';
import { comparable, plainSummary } from './support/plainSummary';
import { randomFrom } from './support/random';

function numberOfMessage(message: string): number | undefined {
  return lookAt(`Nov 23 15:39:02 mx postfix/smtp[917]: ${message}`)?.number;
}

/** The shape of a message with `●` for each marked word; `undefined` where it has none. */
function shapeOfMessage(message: string): string | undefined {
  const line = `Nov 23 15:39:02 mx postfix/smtp[917]: ${message}`;
  const found = lookAt(line);
  return found?.marked
    .reduceRight((text, { start, end }) => `${text.slice(0, start)}●${text.slice(end)}`, line)
    .slice(line.length - message.length);
}

/** The number of a line's shape, and its marked words. */
function lookAt(line: string) {
  const { bytes, at, ...calls } = kernel();
  const start = at.input.value;
  // A shape is known when it comes again.
  const twice = Buffer.from(`${line}\n${line}\n`);
  twice.copy(bytes, start);
  calls.restart();
  calls.scan(start, start + twice.length);
  const number = at.unknownStart.value === 0 ? at.lastShape.value : calls.addShape();
  return number < 0 ? undefined : { number, marked: markedWords(kernel(), start + twice.length / 2) };
}

test('words that no reader looks into are marks', () => {
  kernel().clearShapes();
  for (const [message, shape] of [
    ['4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25', '●: to=<●>, relay=●[●]:●'],
    ['250A1B2C3D: removed', '●: removed'],
    [
      'delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.1.1, status=bounced',
      'delay=●, delays=●, dsn=5.1.1, status=bounced',
    ],
    [
      'said: 550-5.1.1 No such 550 5.1.1 user. 421 4.7.0 x',
      'said: 550-5.1.1 No such 550 5.1.1 user. 421 4.7.0 x',
    ],
    ['connect from 250-1-2-3.example.net[250.1.2.3]', 'connect from ●[●]'],
    [
      'relay=127.0.0.1[127.0.0.1]:10024, localhost.example',
      'relay=127.0.0.1[127.0.0.1]:●, localhost.example',
    ],
    ['relay=127.0.0.1/10024, said:\\n5/1', 'relay=127.0.0.1/●, said:\\n5/●'],
    ['from [2001:db8::1] [IPv6:2001:db8::1] [::1]', 'from [●] [●] [::1]'],
    ['sasl_username=bounces+12-ab-a=example.org@example.net', 'sasl_username=bounces+●'],
    ['<a@example.net> z5FOLrRh/VpddgAABvoInA Saved', '<●> ● Saved'],
    ['session=<hgTqhFTzzdsKAAAB>, in=384', 'session=<●>, in=●'],
    ['<a@example.net> TNi/XX4r+kLLmQ0b9TzAAa Saved', '<●> ● Saved'],
    ['<a@example.net> jmsrdBvB4vwGGbvo55Wx9e Saved', '<●> ● Saved'],
    ['<a@example.net> JGveWHzyuKDbjLHqljmDFB Saved', '<●> ● Saved'],
    ['Ok: queued as FACBE4C05A, RCVDE4C05A, deferred4', 'Ok: queued as ●, RCVDE4C05A, deferred4'],
    [`${'no word tells '.repeat(20)}192.0.2.1`, `${'no word tells '.repeat(20)}●`],
    ['a v3 (P1) e.g. the end.', 'a v3 (P1) e.g. the end.'],
    ['550_5.1.1_no_such_user/ said:\\n550-5.1.1', '550_5.1.1_no_such_user/ said:\\n550-5.1.1'],
  ] as const) {
    assert.equal(shapeOfMessage(message), shape);
  }
});

test('what has no mark is not taken for what has one where that is known', () => {
  kernel().clearShapes();
  for (const [known, other] of [
    ['4F1A2B3C4D: DKIM verification successful', 'ABCDEFABCD: DKIM verification successful'],
    ['5ANEd2wX000922: to=root', '5ANEdAwXAAAAAA: to=root'],
    ['to=<a@example.net>, relay=mx1.example.net', 'to=<a@example.net>, relay=none'],
    ['said: mx1+a@example.net Ok', 'said: mx+a@example.net Ok'],
  ] as const) {
    assert.notEqual(numberOfMessage(known), numberOfMessage(other), other);
  }
});

test('what is not ASCII, very long, or has no head of syslog has no shape', () => {
  kernel().clearShapes();
  assert.equal(shapeOfMessage('é'), undefined);
  assert.equal(shapeOfMessage('a'.repeat(1000)), undefined);
  assert.equal(shapeOfMessage('1.2 '.repeat(65)), undefined);
  for (const line of [
    '',
    'x',
    '2026-11-23 15:39:02 1rBxyz-0001Ab-2C Completed',
    'Nov 23 15:39:02 mx x: y\rz',
  ]) {
    assert.equal(lookAt(line), undefined, line);
  }
});

test('lines of one shape are read alike, in the formats that say so', () => {
  const random = randomFrom(1);
  let compared = 0;
  for (const name of readdirSync('test/formats').filter((file) => file.endsWith('.log'))) {
    const lines = linesOfSample(readFileSync(`test/formats/${name}`, 'utf8'));
    const reader = openLog(headOf(lines.join('\n'), name));
    for (const line of lines.filter(reader.isByShape)) {
      kernel().clearShapes();
      const own = whatIsSaid(line, reader);
      for (let time = 0; time < CHANGES && own?.shape !== undefined; time++) {
        const changed = withOtherUnits(line, random);
        const other = whatIsSaid(changed, reader);
        if (other?.number === own.number) {
          assert.deepEqual(other.shape, own.shape, `${name}\n${line}\n${changed}`);
          compared++;
        }
      }
    }
  }
  assert.ok(compared > 20 * CHANGES, `${compared}`);
});

test('so are damaged lines of one shape', () => {
  for (const bytes of damagedLogs()) {
    const text = new TextDecoder().decode(bytes);
    const reader = openLog(headOf(text));
    const known = new Map<number, { readonly line: string; readonly shape: unknown }>();
    kernel().clearShapes();
    for (const line of text.split(/\r\n|\n|\r/).filter(reader.isByShape)) {
      const found = whatIsSaid(line, reader);
      const other = found && known.get(found.number);
      if (found !== undefined && other === undefined) {
        known.set(found.number, { line, shape: found.shape });
      }
      assert.deepEqual(other?.shape, other && found?.shape, `${other?.line}\n${line}`);
    }
  }
});

test('a beginning too short to tell tells nothing', () => {
  for (const message of ['subm', 'connect fr', '4F1A2B3C4D: from=<a@example.net>, size=1']) {
    const program = message === 'subm' ? 'dovecot' : 'postfix/qmgr';
    const line = `Nov 23 15:39:02 mx ${program}[917]: ${message}`;
    assert.equal(openLog(headOf(line)).glanceAtBeginning(line), undefined, message);
  }
});

test('names stay known where only the rows are full', () => {
  const line =
    'Nov 23 15:39:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, status=sent (250 Ok)\n';
  const reader = openLog(headOf(line));
  const summary = emptySummary();
  const adding = new Adding(summary, reader);
  const shaped = new ShapedLines(summary, adding, reader, 'all');
  shaped.add(Buffer.from(line.repeat(20) + '\n'.repeat(20_000)));
  assert.ok(sizeOf(kernel(), 'domains') > 0);
  shaped.end();
  adding.end();
  assert.equal(summary.lines, 20_020);
  assert.deepEqual([...summary.domains.counts], [['example.net', 20]]);
});

const CHANGES = Number(process.env.SMTP_LENS_SHAPE_CHANGES ?? 100);

function whatIsSaid(line: string, reader: LogReader) {
  const found = lookAt(line);
  const read = reader.read(line);
  if (found === undefined || read === undefined) {
    return found && { number: found.number, shape: 'nothing' };
  }
  const start = glanceAtHead(line, 0, line.length);
  const shape = [countedShapeOf, INDEX.shapeOf].map((of) => of(line, start, read, found.marked));
  // Where one of them has to be read, the other is compared.
  return { number: found.number, shape: shape.some((one) => one !== undefined) ? shape : undefined };
}

/** Some digits and letters of the line exchanged, doubled or dropped. */
function withOtherUnits(line: string, random: (below: number) => number): string {
  let text = line;
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(text.length);
    const unit = text.charAt(at);
    const others = /\d/.test(unit) ? DIGITS : /[a-z]/i.test(unit) ? DIGITS + LETTERS : unit;
    const other = others.charAt(random(others.length));
    const put = [other + other, others === unit ? unit : '', other, other][random(4)];
    text = text.slice(0, at) + put + text.slice(at + 1);
  }
  return text;
}

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

test('failures of one shape whose words decide are explained each by itself', () => {
  const random = randomFrom(1);
  const hosts = [
    'mx1.example.net',
    '4F1A2B3C4D',
    'zen.spamhaus.org',
    '192.0.2.1',
    'a@example.net',
    'mail.google.com',
  ];
  const host = () => hosts[random(hosts.length)] as string;
  const lines = allPatterns()
    .filter((pattern) => /^[\x20-\x7e]+$/.test(pattern))
    .flatMap((pattern) =>
      [0, 1, 2].map(() => {
        const words = pattern.replaceAll('\\d', () => `${random(10)}`).replaceAll('*', () => ` ${host()} `);
        const text = `550 ${host()} ${words} ${host()}`;
        return `Nov 23 15:39:02 mx postfix/smtp[917]: 4F1A2B3C4D: to=<${random(5)}@example.net>, relay=${host()}[192.0.2.1]:25, delay=1, status=bounced (host mx said: ${text})`;
      }),
    );
  const reader = openLog(headOf(lines.join('\n')));
  const summary = emptySummary();
  const adding = new Adding(summary, reader);
  const shaped = new ShapedLines(summary, adding, reader, 'all');
  shaped.add(Buffer.from(`${lines.join('\n')}\n`));
  shaped.end();
  adding.end();
  assert.deepEqual(comparable(summary), plainSummary(lines, reader).summary);
});
