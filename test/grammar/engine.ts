import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { IGrammar, IRawTheme, Registry } from 'vscode-textmate';

// Their modules tell an `import` of names nothing of what is in them.
const require = createRequire(path.join(process.cwd(), 'package.json'));
const oniguruma: typeof import('vscode-oniguruma') = require('vscode-oniguruma');
const textmate: typeof import('vscode-textmate') = require('vscode-textmate');

/** The state at the beginning of a file. */
export const { INITIAL } = textmate;

/** The engine that VS Code tokenizes with, on one grammar and, where colours matter, one theme. */
export async function grammarRegistry(
  file: string,
  theme?: IRawTheme,
): Promise<{ registry: Registry; grammar: IGrammar }> {
  const raw = textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
  const registry = new textmate.Registry({
    onigLib: onigLib(),
    loadGrammar: async (scopeName) => (scopeName === raw.scopeName ? raw : undefined),
    ...(theme && { theme }),
  });
  const grammar = await registry.loadGrammar(raw.scopeName);
  if (grammar === null) {
    throw new Error(`${file} has no grammar`);
  }
  return { registry, grammar };
}

export async function loadGrammar(file: string): Promise<IGrammar> {
  return (await grammarRegistry(file)).grammar;
}

export const GRAMMAR_FILE = path.join(process.cwd(), 'syntaxes/smtp-log.tmLanguage.json');

/** A run of equal scopes that the grammar put on a part of a line; the scope of the whole file is left out. */
export interface ScopedRun {
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

/** The scoped runs of every line. Lines over VS Code's `editor.maxTokenizationLineLength` are left out there. */
export function scopeLines(grammar: IGrammar, lines: readonly string[]): ScopedRun[][] {
  let stack = INITIAL;
  return lines.map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        start: startIndex,
        end: Math.min(endIndex, line.length),
        scopes: scopes.slice(1),
      }))
      .filter(({ start, end, scopes }) => end > start && scopes.length > 0);
  });
}

let loaded: Promise<void> | undefined;

async function onigLib() {
  const wasm = require.resolve('vscode-oniguruma/release/onig.wasm');
  loaded ??= oniguruma.loadWASM(readFileSync(wasm));
  await loaded;
  return oniguruma;
}
