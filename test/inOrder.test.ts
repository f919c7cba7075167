import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inOrder } from '../server/src/node/inOrder';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) {
    yield number;
  }
}

/** Later items are answered first. */
async function slowly(item: number): Promise<{ readonly item: number }> {
  for (let turns = 5 - (item % 5); turns > 0; turns--) {
    await nextTurn();
  }
  return { item };
}

test('answers come in the order of their items', async () => {
  const found: number[] = [];
  for await (const { answer } of inOrder(numbers(23), 4, slowly)) {
    found.push(answer?.item ?? -1);
  }
  assert.deepEqual(found, [...Array(23).keys()]);
});

test('an answer that was taken is kept no longer: memory is that of the jobs under way', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const taken: WeakRef<object>[] = [];
  let kept = 0;
  for await (const { answer } of inOrder(numbers(100), 4, slowly, new AbortController().signal)) {
    taken.push(new WeakRef(answer as object));
    if (taken.length === 90) {
      await nextTurn();
      collect();
      kept = taken.filter((reference) => reference.deref() !== undefined).length;
    }
  }
  assert.ok(kept < 10, `${kept} of 90 are kept`);
});
