import { readdirSync, readFileSync } from 'node:fs';
import { writePostfixLog } from '../bench/postfixLog';
import { linesOfSample } from './marks';
import { randomFrom } from './random';

/**
 * Logs of a thousand lines, each damaged, in UTF-8 or not: as many as `npm run fuzz` asks for, or a few. Half of them are
 * of Postfix; the lines of one are made of few, so that each comes often.
 */
export function* damagedLogs(): Generator<Buffer> {
  const random = randomFrom(Number(process.env.SMTP_LENS_FUZZ_SEED ?? 1));
  const most = Number(process.env.SMTP_LENS_FUZZ_LINES ?? 5000);
  const logs = readdirSync('test/formats')
    .filter((name) => name.endsWith('.log'))
    .map((name) => linesOfSample(readFileSync(`test/formats/${name}`, 'utf8')));
  const postfix = linesOfSample(readFileSync('test/formats/postfix.mail.log', 'utf8'));
  writePostfixLog(200_000, (line) => postfix.push(line));
  logs.push(...logs.map(() => postfix));
  for (let done = 0; done < most; done += 1000) {
    const lines = logs[random(logs.length)] as string[];
    const few = Array.from({ length: 5 + random(100) }, () => lines[random(lines.length)] as string);
    const text = Array.from({ length: 1000 }, () => damaged(few[random(few.length)] as string, random));
    yield Buffer.from(text.join(''), random(4) === 0 ? 'latin1' : 'utf8');
  }
}

/** Bytes of a line replaced, doubled, dropped; a word of letters alone; its break of any kind or none. */
function damaged(line: string, random: (limit: number) => number): string {
  let text = random(8) === 0 ? withWordOfLetters(line, random(line.length)) : line;
  for (let times = random(4); times > 0; times--) {
    const at = random(text.length + 1);
    const piece = PIECES[random(PIECES.length)] as string;
    text = text.slice(0, at) + piece + text.slice(at + random(3));
  }
  return text + BREAKS[random(BREAKS.length)];
}

/** The digits of the first word behind a place exchanged for letters. */
function withWordOfLetters(line: string, from: number): string {
  return (
    line.slice(0, from) +
    line.slice(from).replace(/[a-z\d.@_+-]*\d[a-z\d.@_+-]*/i, (word) => word.replace(/\d/g, 'A'))
  );
}

const PIECES = [
  '\n',
  '\r',
  '\r\n',
  ' ',
  ':',
  '4',
  '550 ',
  '5.1.1',
  '7a',
  '.',
  '-',
  '@',
  '/',
  'é',
  '\ufeff',
  '😀',
  '\0',
  '(',
  '<',
  'status=',
  ' FACBE4C05A',
  ' TNi/XX4r+kLLmQ0b9TzAAa ',
  ' JGveWHzyuKDbjLHqljmDFB ',
  ' to mx1.example.net',
];
const BREAKS = ['\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n', ''];
