import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternPieces } from '../server/src/log/patternPieces';
import { UnitRun } from '../server/src/log/unitRuns';
import { randomFrom } from './support/random';

const LETTERS = 'ab1. ';

test('of a word that a piece lies across nothing of the piece is left out, wherever it begins and ends', () => {
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
      const shared = text.slice(Math.max(start, before.length), Math.min(end, before.length + piece.length));
      const kept = pieces.touched(text, start, end);
      assert.ok(kept.includes(shared), JSON.stringify({ piece, text, start, end, kept }));
    }
  }
});

test('what stands near a word, but across none of its places, leaves it alone', () => {
  const pieces = new Pieces('server requires authentication', 'not allowed here');
  const text = 'sorry, mx1.example.net requires no authentication, not allowed';
  assert.equal(pieces.touched(text, 7, 22), '…');
});

test('a piece keeps no more of a name than it may lie on', () => {
  const pieces = new Pieces('no * mx', 'ip', 'direct to mail', 'example relays', 'a host-or-not b');
  assert.equal(pieces.touched('to mx1.test.example', 3, 11), 'mx…');
  assert.equal(pieces.touched('to a.ship.test', 3, 14), '…ip…');
  assert.equal(pieces.touched('connect to mail.test', 11, 20), 'mail…');
  assert.equal(pieces.touched('no mx1.example relays', 3, 14), 'mx…example');
  assert.equal(pieces.touched('a host-or-not b', 2, 13), 'host-or-not');
});

class Pieces {
  readonly #pieces = new PatternPieces();

  constructor(...patterns: readonly string[]) {
    for (const piece of patterns.flatMap((pattern) => pattern.split('*'))) {
      this.#pieces.add(piece);
    }
  }

  /** What is kept of a word; `…` stands for what is not. */
  touched(text: string, start: number, end: number): string {
    const [run, kept] = [new UnitRun(text.length), new UnitRun(2 * text.length)];
    run.addText(text);
    this.#pieces.addTouched(run, start, end, kept, GAP.charCodeAt(0));
    return String.fromCharCode(...kept.units.subarray(0, kept.length));
  }
}

const GAP = '…';
