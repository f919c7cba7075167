// npm test [-- STAGE …] [--update]: installs what is missing, builds, and runs all stages or the named ones.
// Any other name runs the unit tests whose files begin with it: `npm test -- formats --update`.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installEditor, installProject } from './install.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);

const STAGES = ['check', 'unit', 'editor', 'web', 'package'];
/** The stages that need the real editor. */
const IN_EDITOR = ['editor', 'web', 'package'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean', default: false } },
});
const stages = positionals.length === 0 ? STAGES : STAGES.filter((stage) => positionals.includes(stage));
const names = positionals.filter((name) => !STAGES.includes(name));
if (names.length > 0 && !stages.includes('unit')) {
  stages.unshift('unit');
}
if (values.update) {
  process.env.UPDATE = '1';
}

installProject();
if (stages.some((stage) => IN_EDITOR.includes(stage))) {
  installEditor();
}
await timed('build', () => run('scripts/build.mjs'));
for (const stage of stages) {
  const { default: test } = await import(`./test/${stage}.mjs`);
  await timed(stage, () => test(names));
}

async function timed(stage, test) {
  const start = performance.now();
  try {
    await test();
  } catch (error) {
    console.error(`\n${stage}: ${error.message}`);
    process.exit(1);
  }
  console.log(`${stage}: passed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function run(script) {
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`${script} failed`);
  }
}
