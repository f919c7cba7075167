import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of the suites' files that they may change, in a folder whose name has a blank. */
export function copyWorkspace() {
  const folder = mkdtempSync(path.join(tmpdir(), 'smtp-lens workspace-'));
  cpSync('test/editor/workspace', folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Shows the report of a run; one that did not come to its end, whatever the editor says, is a failed one. */
export function demandSuccess(report, failure) {
  console.log(report.trimEnd());
  if (failure !== undefined) {
    throw new Error(failure);
  }
  if (!/^done: [1-9]\d* passed, \d+ skipped, 0 failed$/m.test(report)) {
    throw new Error('the run did not come to its end: did the extension host crash?');
  }
}
