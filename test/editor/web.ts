import 'mocha/mocha.js';

/** Runs the suites that need no Node in the web extension host; the browser's console shows the report. */
export async function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', timeout: 120_000, reporter: 'spec', color: false });
  await import('./webSuites');
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes, pending } = runner.stats ?? { passes: 0, pending: 0 };
      console.log(`done: ${passes} passed, ${pending} skipped, ${failures} failed`);
      failures === 0 ? resolve() : reject(new Error(`${failures} failed`));
    });
  });
}
