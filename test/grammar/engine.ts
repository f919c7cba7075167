import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, type IRawTheme, parseRawGrammar, Registry } from 'vscode-textmate';

/** The engine that VS Code tokenizes with, on one grammar and, where colours matter, one theme. */
export async function grammarRegistry(
  file: string,
  theme?: IRawTheme,
): Promise<{ registry: Registry; grammar: IGrammar }> {
  const raw = parseRawGrammar(readFileSync(file, 'utf8'), file);
  const registry = new Registry({
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
  // Found by the modules' folder: the tests are bundled, and the engine's binary lies beside its own code.
  const wasm = path.join(process.cwd(), 'node_modules/vscode-oniguruma/release/onig.wasm');
  loaded ??= loadWASM(readFileSync(wasm));
  await loaded;
  return { createOnigScanner, createOnigString };
}
