import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IGrammar } from 'vscode-textmate';
import { GRAMMAR_FILE, INITIAL, loadGrammar } from '../grammar/engine';
import { linesOfSample } from '../support/marks';

/**
 * The Log File Highlighter's grammar, of which VS Code's own `log` language is a copy that names its commit.
 * SMTP_LENS_PEER_GRAMMAR names another copy.
 */
const PEER_FILE =
  process.env.SMTP_LENS_PEER_GRAMMAR ??
  path.join(
    process.cwd(),
    'tools/vscode/node_modules/code-server/lib/vscode/extensions/log/syntaxes/log.tmLanguage.json',
  );
const LINES = 4_000;
const ROUNDS = 5;

/** A table of lines a second: this grammar and its peer on the same logs, and that time grows with a line's length. */
export default async function run(): Promise<string> {
  const ours = await loadGrammar(GRAMMAR_FILE);
  const peer = existsSync(PEER_FILE) ? await loadGrammar(PEER_FILE) : undefined;
  const rows = logs().map(([name, lines]) => rowOf(name, lines, ours, peer));
  return [
    `## Grammar: thousand lines a second${peer ? `, against ${sourceOf(PEER_FILE)}` : ''}`,
    '',
    '| log | SMTP Lens | Log File Highlighter | ratio |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
    '| one line full of | 10 000 characters, ms | 20 000 characters, ms | ratio |',
    '| --- | ---: | ---: | ---: |',
    ...longLines(ours),
  ].join('\n');
}

/** The commit that a grammar of VS Code names as its origin, else the file. */
function sourceOf(file: string): string {
  return /"version":\s*"([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? file;
}

function rowOf(name: string, lines: readonly string[], ours: IGrammar, peer: IGrammar | undefined): string {
  const [mine, theirs] = fastest(peer ? [ours, peer] : [ours], lines).map((ms) => lines.length / ms);
  const [rate, ratio] =
    theirs === undefined || mine === undefined
      ? ['not measured here: set SMTP_LENS_PEER_GRAMMAR', '']
      : [theirs.toFixed(1), `${(mine / theirs).toFixed(1)} ×`];
  return `| ${name} | ${mine?.toFixed(1)} | ${rate} | ${ratio} |`;
}

/** The shortest of some rounds, in which the grammars take turns: what else the machine does hits all of them. */
function fastest(grammars: readonly IGrammar[], lines: readonly string[]): number[] {
  const best = grammars.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, grammar] of grammars.entries()) {
      best[index] = Math.min(best[index] ?? 0, timeOf(grammar, lines));
    }
  }
  return best;
}

/** Processor time in milliseconds, so that a busy machine counts less. */
function timeOf(grammar: IGrammar, lines: readonly string[]): number {
  const start = process.cpuUsage();
  let stack = INITIAL;
  for (const line of lines) {
    stack = grammar.tokenizeLine2(line, stack).ruleStack;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The sample that `npm start` opens, and the samples of each format, repeated to the same number of lines. */
function logs(): [name: string, lines: string[]][] {
  const sample = readFileSync(path.join(process.cwd(), 'samples/postfix.maillog'), 'utf8').split('\n');
  const folder = path.join(process.cwd(), 'test/formats');
  const formats = readdirSync(folder).flatMap((name) =>
    linesOfSample(readFileSync(path.join(folder, name), 'utf8')),
  );
  return [
    ['samples/postfix.maillog', repeat(sample)],
    [`all formats' samples, ${formats.length} lines`, repeat(formats)],
  ];
}

function repeat(lines: readonly string[]): string[] {
  return Array.from({ length: LINES }, (_, index) => lines[index % lines.length] ?? '');
}

/** VS Code tokenizes lines of up to 20 000 characters. Twice the length should take twice the time. */
function longLines(grammar: IGrammar): string[] {
  const texts = [
    '550 5.1.1 <bob@example.net>: 421-4.7.0 ',
    'to=<bob@example.net>, ',
    '<',
    '5',
    'a',
    ' ',
    'said: ',
  ];
  return texts.map((text) => {
    const [half = 0, whole = 0] = [10_000, 20_000].map((length) => timeOfLine(grammar, text, length));
    return `| \`${text}\` | ${half.toFixed(2)} | ${whole.toFixed(2)} | ${(whole / half).toFixed(1)} × |`;
  });
}

function timeOfLine(grammar: IGrammar, text: string, length: number): number {
  const header = 'Nov 23 15:38:10 mx01 postfix/smtp[7101]: A4C123B161: ';
  const lines: string[] = Array(20).fill((header + text.repeat(length)).slice(0, length));
  return Math.min(...Array.from({ length: ROUNDS }, () => timeOf(grammar, lines))) / lines.length;
}
