import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IGrammar, IRawTheme, Registry } from 'vscode-textmate';
import { INITIAL } from './engine';

/** A colour theme as VS Code reads it: what it includes comes first, so that its own rules win. */
export interface Theme {
  readonly background: string;
  readonly raw: IRawTheme;
}

interface ThemeFile {
  readonly include?: string;
  readonly colors?: Readonly<Record<string, string>>;
  readonly tokenColors?: IRawTheme['settings'];
}

/** The themes that come with the editor which the tests run in. */
export const THEMES_FOLDER = path.join(
  process.cwd(),
  'tools/vscode/node_modules/code-server/lib/vscode/extensions/theme-defaults/themes',
);

export const hasThemes = existsSync(THEMES_FOLDER);

/** `defaults` are the editor's own colours for that kind of theme, for themes that set none. */
export function readTheme(file: string, defaults: Readonly<Record<string, string>>): Theme {
  const { colors, tokenColors } = readThemeFile(path.join(THEMES_FOLDER, file));
  const background = colors['editor.background'] ?? defaults['editor.background'] ?? '';
  const foreground = colors['editor.foreground'] ?? defaults['editor.foreground'] ?? '';
  return { background, raw: { settings: [{ settings: { foreground, background } }, ...tokenColors] } };
}

function readThemeFile(file: string): Required<Omit<ThemeFile, 'include'>> {
  const theme: ThemeFile = JSON.parse(readFileSync(file, 'utf8'));
  const base = theme.include ? readThemeFile(path.join(path.dirname(file), theme.include)) : undefined;
  return {
    colors: { ...base?.colors, ...theme.colors },
    tokenColors: [...(base?.tokenColors ?? []), ...(theme.tokenColors ?? [])],
  };
}

/** How a run of text is painted. */
export interface Paint {
  readonly start: number;
  readonly end: number;
  readonly color: string;
  readonly style: string;
}

/** How the registry's theme paints each line. */
export function paintLines(registry: Registry, grammar: IGrammar, lines: readonly string[]): Paint[][] {
  let stack = INITIAL;
  return lines.map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, stack);
    stack = ruleStack;
    const colors = registry.getColorMap();
    return Array.from({ length: tokens.length / 2 }, (_, index) => ({
      start: tokens[2 * index] ?? 0,
      end: tokens[2 * index + 2] ?? line.length,
      ...decode(tokens[2 * index + 1] ?? 0, colors),
    }));
  });
}

/** The engine packs font style and colour into one number: 4 bits at 11, 9 bits at 15. */
function decode(metadata: number, colors: readonly string[]): Pick<Paint, 'color' | 'style'> {
  const style = (metadata >>> 11) & 0b1111;
  return {
    color: colors[(metadata >>> 15) & 0x1ff] ?? '',
    style: ['italic', 'bold', 'underline'].filter((_, bit) => style & (1 << bit)).join(' '),
  };
}

/** Contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** How far apart two colours look: Euclidean distance in Oklab, 0 to 1; 0.02 can just be told apart. */
export function distance(one: string, other: string): number {
  const a = oklab(one);
  const b = oklab(other);
  return Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

function luminance(color: string): number {
  const { r, g, b } = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function oklab(color: string): { l: number; a: number; b: number } {
  const { r, g, b } = linear(color);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function linear(color: string): { r: number; g: number; b: number } {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return { r, g, b };
}
