import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { headOf, openLog } from '../server/src/formats/registry';

/**
 * A folder of labelled real logs, one folder a system: `<file>.labels.tsv` beside each log with the columns
 * line (from 1), column (from 0), code, enhanced, speaker, sure. It is no part of the project.
 */
const corpus = process.env.SMTP_LENS_CORPUS;

interface Label {
  readonly at: string;
  readonly code: number;
  readonly speaker: string;
  readonly sure: boolean;
}

interface Score {
  found: number;
  missed: string[];
  false: string[];
  speakerRight: number;
}

if (corpus) {
  const systems = readdirSync(corpus).filter((name) => statSync(path.join(corpus, name)).isDirectory());
  const scores = new Map(systems.map((system) => [system, scoreSystem(path.join(corpus, system))]));
  const only = process.env.SMTP_LENS_SYSTEMS?.split(',');

  for (const [system, score] of scores) {
    const labelled = score.found + score.missed.length;
    if (!only || only.includes(system)) {
      test(`corpus ${system}: ${labelled} replies, found and nothing else`, () => {
        assert.ok(rate(score.found, score.missed.length) >= 0.98, `missed:\n${score.missed.join('\n')}`);
        assert.ok(rate(score.found, score.false.length) >= 0.98, `false:\n${score.false.join('\n')}`);
      });
    }
  }

  test('corpus: replies and speakers over all systems', () => {
    const all = [...scores].filter(([system]) => !only || only.includes(system)).map(([, score]) => score);
    const found = sum(all.map((score) => score.found));
    const recall = rate(found, sum(all.map((score) => score.missed.length)));
    const precision = rate(found, sum(all.map((score) => score.false.length)));
    const speaker = sum(all.map((score) => score.speakerRight)) / Math.max(found, 1);
    console.log(
      `replies: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)}; speaker ${speaker.toFixed(4)}`,
    );
    assert.ok(recall >= 0.995 && precision >= 0.995 && speaker >= 0.97);
  });
}

function scoreSystem(folder: string): Score {
  const score: Score = { found: 0, missed: [], false: [], speakerRight: 0 };
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.labels.tsv'))) {
    const log = name.slice(0, -'.labels.tsv'.length);
    scoreLog(path.join(folder, log), readLabels(path.join(folder, name)), score);
  }
  return score;
}

function scoreLog(file: string, labels: readonly Label[], score: Score): void {
  const lines = readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
  const reader = openLog(headOf(lines.join('\n'), path.basename(file)));
  const open = new Map(labels.map((label) => [label.at, label]));
  const show = (at: string) =>
    `${path.basename(file)}:${at} ${lines[Number(at.split(':')[0]) - 1]?.slice(0, 200)}`;
  for (const [index, line] of lines.entries()) {
    for (const { start, code, speaker } of reader.read(line)?.replies ?? []) {
      const at = `${index + 1}:${start}`;
      const label = open.get(at);
      open.delete(at);
      if (label === undefined || label.code !== code) {
        score.false.push(show(at));
      } else if (label.sure) {
        score.found++;
        score.speakerRight += label.speaker === speaker ? 1 : 0;
      }
    }
  }
  score.missed.push(...[...open.values()].filter(({ sure }) => sure).map(({ at }) => show(at)));
}

function readLabels(file: string): Label[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((row) => {
      const [line, column, code, , speaker, sure] = row.split('\t');
      return {
        at: `${line}:${column}`,
        code: Number(code),
        speaker: speaker ?? '',
        sure: sure?.startsWith('yes') ?? false,
      };
    });
}

function rate(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
