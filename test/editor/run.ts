import { appendFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * Runs the suites in the extension host of a real editor. The report is written to a file: its last line proves that
 * the run came to its end, which the editor's exit code does not (a crashed extension host ends with 0).
 */
export async function run(): Promise<void> {
  const report = process.env.SMTP_LENS_REPORT ?? '';
  writeFileSync(report, '');
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => appendFileSync(report, `${format(...words)}\n`);
  const mocha = new Mocha({ ui: 'tdd', timeout: 120_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suites');
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes, pending } = runner.stats ?? { passes: 0, pending: 0 };
      appendFileSync(report, `done: ${passes} passed, ${pending} skipped, ${failures} failed\n`);
      failures === 0 ? resolve() : reject(new Error(`${failures} failed`));
    });
  });
}
