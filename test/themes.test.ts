import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { GRAMMAR_FILE, grammarRegistry, loadGrammar, scopeLines } from './grammar/engine';
import { contrast, distance, hasThemes, type Paint, paintLines, readTheme } from './grammar/theme';
import { linesOfSample } from './support/marks';

const LIGHT = { 'editor.background': '#ffffff', 'editor.foreground': '#000000' };
const DARK = { 'editor.background': '#1e1e1e', 'editor.foreground': '#bbbbbb' };
/** The default themes of each kind, today's and those before. */
const themes = [
  ['Light 2026', '2026-light.json', LIGHT],
  ['Dark 2026', '2026-dark.json', DARK],
  ['Light Modern', 'light_modern.json', LIGHT],
  ['Dark Modern', 'dark_modern.json', DARK],
  ['Light+', 'light_plus.json', LIGHT],
  ['Dark+', 'dark_plus.json', DARK],
  ['High Contrast', 'hc_black.json', { 'editor.background': '#000000', 'editor.foreground': '#ffffff' }],
  [
    'High Contrast Light',
    'hc_light.json',
    { 'editor.background': '#ffffff', 'editor.foreground': '#292929' },
  ],
] as const;

/** One line for each class of reply. */
const CLASSES = ['250 2.0.0 Ok', '354 Go ahead', '450 4.2.1 Later', '550 5.1.1 Unknown'];
const MIN_CONTRAST = 4.5;
/** In Oklab; colours that can just be told apart side by side are 0.02 apart. */
const MIN_DISTANCE = 0.06;

for (const [title, file, defaults] of themes) {
  const options = { skip: hasThemes ? false : 'the editor is not installed: npm test installs it' };

  test(`${title} tells the classes of replies apart`, options, async () => {
    const codes = (await paint(file, defaults, CLASSES)).map((runs) => runs[0]);
    for (const [index, code] of codes.entries()) {
      for (const other of codes.slice(index + 1)) {
        assert.ok(
          code && other && distance(code.color, other.color) >= MIN_DISTANCE,
          JSON.stringify([code, other]),
        );
      }
    }
  });

  test(
    `${title} tells failures from the rest without colour, and for good from for now`,
    options,
    async () => {
      const [ok, intermediate, temporary, permanent] = (await paint(file, defaults, CLASSES)).map(
        (runs) => runs[0],
      );
      assert.deepEqual(
        [ok?.style, intermediate?.style, temporary?.style, permanent?.style],
        ['', '', 'italic', 'bold'],
      );
    },
  );

  test(`${title} shows everything that is coloured with enough contrast`, options, async () => {
    const { background } = readTheme(file, defaults);
    const runs = (await paint(file, defaults, allSamples())).flat();
    const colors = new Set(runs.map(({ color }) => color));
    assert.ok(colors.size > 6);
    for (const color of colors) {
      assert.ok(contrast(color, background) >= MIN_CONTRAST, `${color} on ${background}`);
    }
  });
}

test('an enhanced code has the look of its own class, whatever the reply code before it', async () => {
  const [runs] = scopeLines(await loadGrammar(GRAMMAR_FILE), ['450 5.1.1 Unknown, later maybe']);
  assert.deepEqual(
    runs?.map(({ scopes }) => scopes[0]),
    ['entity.name.function.reply.4xx.smtp-log', 'invalid.enhanced.5xx.smtp-log'],
  );
});

async function paint(
  file: string,
  defaults: Readonly<Record<string, string>>,
  lines: readonly string[],
): Promise<Paint[][]> {
  const { registry, grammar } = await grammarRegistry(GRAMMAR_FILE, readTheme(file, defaults).raw);
  return paintLines(registry, grammar, lines);
}

function allSamples(): string[] {
  const folder = path.join(process.cwd(), 'test/grammar');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => linesOfSample(readFileSync(path.join(folder, name), 'utf8')));
}
