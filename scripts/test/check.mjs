import { spawnSync } from 'node:child_process';

/** Types, and the form of the code. */
export default function check() {
  for (const [program, ...args] of [
    ['node_modules/.bin/tsc', '-b'],
    ['node_modules/.bin/biome', 'ci'],
  ]) {
    const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) {
      throw new Error(`${program} ${args.join(' ')} found something to mend`);
    }
  }
}
