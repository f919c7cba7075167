import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { type LogPart, nothingOf } from '../server/src/node/scanParts';
import { streamParts } from '../server/src/node/streamParts';

/** What the pieces of all parts hold, each handed to nobody with its memory, as a thread would get it. */
async function handedOver(
  chunks: Iterable<Buffer>,
  keptBytes = 0,
): Promise<{ text: string; parts: LogPart[] }> {
  const parts: LogPart[] = [];
  let text = '';
  for await (const part of streamParts(nothingOf('mail.log'), Readable.from(chunks), {
    smallBytes: 0,
    keptBytes,
  })) {
    assert.ok(part.stretch !== undefined && 'pieces' in part.stretch);
    for (const piece of part.stretch.pieces) {
      text += Buffer.from(structuredClone(piece, { transfer: [piece.buffer] })).toString();
      assert.equal(piece.buffer.byteLength, 0, 'the memory is gone with it');
    }
    parts.push(part);
  }
  return { text, parts };
}

test('however short the chunks of a stream are, its lines can be handed over', async () => {
  const lines = Array.from({ length: 20_000 }, (_, number) => `line ${number}\n`);
  const log = lines.join('');
  for (const length of [7, 64, 5000, 70_000, 200_000]) {
    const bytes = Buffer.from(log);
    const count = Math.ceil(bytes.length / length);
    const chunks = Array.from({ length: count }, (_, at) => bytes.subarray(at * length, (at + 1) * length));
    const { text, parts } = await handedOver(chunks);
    assert.equal(text, log, `${length}`);
    assert.deepEqual(
      parts.map(({ isFirst }) => isFirst),
      parts.map((_, at) => at === 0),
    );
    assert.equal(parts.at(-1)?.isKept, false);
  }
});

test('what was found is handed back now and then, and at the end', async () => {
  const chunk = () => Buffer.alloc(600_000, `${'x'.repeat(99)}\n`);
  const { parts } = await handedOver(Array.from({ length: 40 }, chunk), 10_000_000);
  assert.deepEqual(
    parts.map(({ isKept }) => isKept),
    [true, true, false, true, true, false],
  );
});

test('what a log begins with decides whether it is UTF-16, and nothing behind that', async () => {
  // The head is in one line, so that the memory of the first chunk has gone with a part when others come.
  const first = inOwn(Buffer.from(`${'x'.repeat(300_000)}\n${'line\n'.repeat(1_000_000)}`));
  const others = [0, 1, 2].map(() => inOwn(Buffer.from([0xff, 0xfe, ...Buffer.from('line\n')])));
  const { text } = await handedOver([first, ...others]);
  assert.equal(text.slice(-14), '\ufffd\ufffdline\n'.repeat(2));
  const bytes = Buffer.from('\ufeffline é\n', 'utf16le');
  assert.equal((await handedOver([...bytes].map((byte) => Buffer.from([byte])))).text, 'line é\n');
});

function inOwn(bytes: Buffer): Buffer {
  return Buffer.from(new Uint8Array(bytes).buffer);
}
