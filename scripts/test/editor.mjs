import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundle } from '../bundle.mjs';
import { copyWorkspace, demandSuccess } from './workspace.mjs';

/** The suites in the extension host of VS Code 1.139, or of the desktop's that SMTP_LENS_VSCODE names. */
export default async function editor() {
  await bundle({
    entryPoints: ['test/editor/run.ts'],
    outdir: 'out/test-editor',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
  const workspace = copyWorkspace();
  const report = path.resolve('out/test-editor/report.txt');
  rmSync(report, { force: true });
  const run = runTests({
    vscodeExecutablePath: process.env.SMTP_LENS_VSCODE ?? path.resolve('tools/vscode/code.mjs'),
    extensionDevelopmentPath: process.cwd(),
    extensionTestsPath: path.resolve('out/test-editor/run.js'),
    launchArgs: [workspace.folder, '--disable-extensions'],
    extensionTestsEnv: { SMTP_LENS_REPORT: report },
  });
  const failure = await run.then(() => undefined, String).finally(workspace.remove);
  demandSuccess(readFileSync(report, { encoding: 'utf8', flag: 'a+' }), failure);
}
