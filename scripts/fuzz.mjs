// npm run fuzz [-- LINES [SEED]]: reads mutated lines by every scanner and index, and by a plain slow oracle; a
// difference fails. A million lines where it is not said.

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [lines = '1000000', seed = '1'] = process.argv.slice(2);
process.chdir(path.resolve(import.meta.dirname, '..'));
console.log(`${lines} mutated lines, seed ${seed}`);
const { status } = spawnSync(process.execPath, ['scripts/test.mjs', 'scan', 'rows', 'shapes'], {
  stdio: 'inherit',
  env: { ...process.env, SMTP_LENS_FUZZ_LINES: lines, SMTP_LENS_FUZZ_SEED: seed },
});
process.exit(status ?? 1);
