import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bundle } from '../bundle.mjs';
import { copyWorkspace, demandSuccess } from './workspace.mjs';

const LIMIT_MS = 5 * 60_000;

/** The suites in the web extension host of the oldest VS Code that the manifest allows. */
export default async function web() {
  await bundle({
    entryPoints: ['test/editor/web.ts'],
    outdir: 'out/test-web',
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    define: { global: 'globalThis' },
    external: ['vscode'],
  });
  const workspace = copyWorkspace();
  const args = ['tools/vscode/web.mjs', '.', 'out/test-web/web.js', workspace.folder];
  const child = spawn(
    process.execPath,
    args.map((arg) => path.resolve(arg)),
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    },
  );
  let report = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      report += text;
    });
  }
  const [code] = await once(child, 'close').finally(workspace.remove);
  const failure = code === 0 ? undefined : `the editor ended with ${code ?? 'no result in time'}`;
  demandSuccess(failure === undefined ? mochaLines(report) : report, failure);
}

/** Without what the editor and its web server have to say. */
function mochaLines(report) {
  return report.replace(/^(?! {2}|done: ).+\n/gm, '');
}
