import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import Ajv from 'ajv';
import { compileCustomFormat } from '../server/src/formats/custom';
import { formats, headOf, openLog } from '../server/src/formats/registry';
import { useFormats } from '../server/src/lsp/personal';

const OURS = {
  id: 'our-gateway',
  title: 'Our gateway',
  pattern:
    '^(?<time>\\S+ \\S+) (?<queueId>\\w+): from=<(?<sender>[^>]*)> to=<(?<recipient>[^>]*)> .*via=(?<relay>\\S+) ' +
    '(?<outcome>\\w+)(?: \\[(?<reply>[^\\]]*)\\])?$',
  sample:
    '23.11.2026 15:39:02 Q550: from=<> to=<bob@example.net> size=250 via=mx.example.net deferred [451 4.7.1 Later]',
};

afterEach(() => void useFormats([], []));

test('a format of people’s own reads lines by the names of its groups', () => {
  const format = compiled(OURS);
  const reader = openLog(headOf(OURS.sample), undefined, [format]);
  assert.deepEqual(reader.formats, [format]);
  const line =
    '24.11.2026 08:00:00 Q551: from=<a@example.com> to=<bob@example.net> size=250 via=mx.example.net bounced [550 5.1.1 No such user]';
  const read = reader.read(line);
  assert.ok(read);
  const text = ({ start, end }: { start: number; end: number } = { start: 0, end: 0 }) =>
    line.slice(start, end);
  assert.deepEqual(
    [
      read.format,
      text(read.time),
      text(read.queueId),
      text(read.sender),
      text(read.recipient),
      text(read.relay),
    ],
    ['our-gateway', '24.11.2026 08:00:00', 'Q551', 'a@example.com', 'bob@example.net', 'mx.example.net'],
  );
  assert.equal(read.outcome, 'failed');
  const { start, end, ...reply } = read.replies[0] ?? { start: 0, end: 0 };
  assert.deepEqual(reply, { code: 550, enhanced: '5.1.1', speaker: 'unknown' });
  assert.equal(line.slice(start, end), '550 5.1.1 No such user');
});

test('lines that it does not match are read as ever, and behind a wrapper it reads the inner line', () => {
  const reader = openLog(headOf(OURS.sample), undefined, [compiled(OURS)]);
  assert.equal(reader.read('remote host said: 550 5.1.1 no')?.format, 'plain');
  const read = reader.read(`gateway-1  | ${OURS.sample}`);
  assert.equal(read?.replies[0]?.code, 451);
  assert.equal(read?.sender?.start, read?.sender?.end);
});

test('who speaks and what the words of an outcome mean can be said', () => {
  const format = compiled({
    id: 'a',
    title: 'A',
    pattern: '^(?<outcome>[A-Z]) (?<reply>.*)',
    speaker: 'remote',
    outcomes: { P: 'failed' },
  });
  const read = openLog(headOf('P 550 no'), 'a', [format]).read('P 550 no');
  assert.deepEqual([read?.outcome, read?.replies[0]?.speaker], ['failed', 'remote']);
});

test('a pattern that would keep a backtracking engine busy for years is matched at once', () => {
  const format = compiled({ id: 'slow', title: 'Slow', pattern: '^(?<queueId>(a+)+)(.*b){20}(a|aa)*$' });
  const line = 'a'.repeat(100_000);
  assert.equal(openLog(headOf(line), 'slow', [format]).read(line), undefined);
});

test('a workspace’s file adds formats to those of the setting, whose ids come first', () => {
  const inFile = { ...OURS, id: 'in-file', title: 'From the file' };
  const text = JSON.stringify({ formats: [OURS, inFile] }, null, 2);
  const problems = useFormats([OURS], [{ uri: 'file:///w/smtp-lens.formats.json', text }]);
  assert.deepEqual(problems, {
    setting: [],
    files: [
      {
        uri: 'file:///w/smtp-lens.formats.json',
        line: 3,
        message: 'Format 1: "id": there is a format "our-gateway" already.',
      },
    ],
  });
  const titles = openLog(headOf(OURS.sample)).formats.map(({ title }) => title);
  assert.deepEqual(titles, ['Our gateway', 'From the file']);
});

test('what is wrong in a file is said at its line, in a setting by its index, and the others work', () => {
  const text = `{
  "formats": [
    ${JSON.stringify(OURS)},
    { "id": "b", "title": "B", "pattern": "(?<reply>" }
  ]
}`;
  const { setting, files } = useFormats(
    [{}],
    [
      { uri: 'file:///a', text },
      { uri: 'file:///b', text: '{\n"formats": [\n}' },
      { uri: 'file:///c', text: '[]' },
    ],
  );
  assert.match(setting[0] ?? '', /^smtpLens\.formats\[0\]: "id" must/);
  assert.deepEqual(
    files.map(({ uri, line }) => [uri, line]),
    [
      ['file:///b', 3],
      ['file:///c', 1],
      ['file:///a', 4],
    ],
  );
  assert.equal(openLog(headOf(OURS.sample)).formats[0]?.id, 'our-gateway');
});

test('the editor checks the file by the schema of the setting', () => {
  const schema = JSON.parse(readFileSync('data/schema/own-formats.schema.json', 'utf8'));
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const texts = JSON.parse(readFileSync('package.nls.json', 'utf8'));
  const setting = JSON.stringify(
    manifest.contributes.configuration.properties['smtpLens.formats'].items,
    (_, value) =>
      typeof value === 'string' ? value.replace(/^%([\w.]+)%$/, (__, name) => texts[name]) : value,
  );
  assert.deepEqual(schema.properties.formats.items, JSON.parse(setting));
  const validate = new Ajv({ strict: false }).compile(schema);
  assert.ok(validate({ formats: [OURS] }), JSON.stringify(validate.errors));
  assert.ok(!validate({ formats: [{ ...OURS, speaker: 'client' }] }));
});

const wrong: readonly [definition: unknown, problem: RegExp][] = [
  [undefined, /^A format must be an object/],
  ['^x', /^A format must be an object/],
  [{ ...OURS, id: 'Our Gateway' }, /^"id" must be made of/],
  [{ ...OURS, id: 'postfix' }, /^"id": there is a format "postfix"/],
  [{ ...OURS, title: '' }, /^"title" must be/],
  [{ id: 'a', title: 'A' }, /^"pattern" must be a regular expression/],
  [{ ...OURS, pattern: '(?<reply>\\d+' }, /^"pattern" is no regular expression: missing closing \)/],
  [{ ...OURS, pattern: 'x'.repeat(3000) }, /^"pattern" must not be longer/],
  [{ ...OURS, pattern: '^(?=x)(?<reply>.*)' }, /^"pattern" must not look ahead/],
  [{ ...OURS, pattern: '^(x)\\1(?<reply>.*)' }, /^"pattern" must not look ahead/],
  [
    { ...OURS, pattern: '^(?<reply>.*) (?<queue>.*)', sample: undefined },
    /^"pattern": a group cannot be called "queue"/,
  ],
  [{ ...OURS, pattern: '^(.*)' }, /^"pattern" must have a group with a name/],
  [{ ...OURS, sample: 'no such line' }, /^"sample" is not matched/],
  [
    { ...OURS, sample: OURS.sample.replace('451', '4 5 1') },
    /^"sample": the group "reply" holds "4 5 1 4.7.1 Later"/,
  ],
  [{ ...OURS, speaker: 'client' }, /^"speaker" must be one of "server", "remote", "unknown"/],
  [{ ...OURS, outcomes: { P: 'lost' } }, /^"outcomes" must say/],
];

for (const [definition, problem] of wrong) {
  test(`a bad definition is told in the settings’ own terms: ${problem.source}`, () => {
    const result = compileCustomFormat(
      definition,
      formats.map(({ id }) => id),
    );
    assert.match(('problems' in result && result.problems[0]) || '', problem);
  });
}

function compiled(definition: unknown) {
  const result = compileCustomFormat(definition);
  assert.ok('format' in result, JSON.stringify(result));
  return result.format;
}
