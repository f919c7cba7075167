import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternPieces } from '../server/src/log/patternPieces';
import { UnitRun } from '../server/src/log/unitRuns';
import { randomFrom } from './support/random';

const LETTERS = 'ab1. ';

test('a word that a piece lies across is never missed, wherever the piece begins and ends', () => {
  const random = randomFrom(1);
  const letters = (most: number) =>
    Array.from({ length: 1 + random(most) }, () => LETTERS[random(LETTERS.length)]).join('');
  for (let turn = 0; turn < 2000; turn++) {
    const piece = letters(16);
    const pieces = new Pieces(piece);
    const before = letters(8);
    const text = `${before}${piece}${letters(8)}`;
    const start = random(text.length - 1);
    const end = start + 5 + random(6);
    if (end <= text.length && start < before.length + piece.length && end > before.length) {
      assert.ok(pieces.mayTouch(text, start, end), JSON.stringify({ piece, text, start, end }));
    }
  }
});

test('what stands near a word, but across none of its places, leaves it alone', () => {
  const pieces = new Pieces('server requires authentication', 'not allowed here');
  const text = 'sorry, mx1.example.net requires no authentication, not allowed';
  assert.equal(pieces.mayTouch(text, 7, 22), false);
});

class Pieces {
  readonly #pieces = new PatternPieces();

  constructor(...pieces: readonly string[]) {
    for (const piece of pieces) {
      this.#pieces.add(piece);
    }
  }

  mayTouch(text: string, start: number, end: number): boolean {
    const run = new UnitRun(text.length);
    run.addText(text);
    return this.#pieces.mayTouch(run, start, end);
  }
}
