import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { listFiles, PackageManager } from '@vscode/vsce';
import { checkInstalled } from './installed.mjs';

/** What the editor reads before it can show anything; more of it makes every start slower. */
const MOST_EXTENSION_BYTES = 500_000;

/** The .vsix: what is in it, how big it is, and that it works once installed. */
export default async function testPackage() {
  const { status } = spawnSync(process.execPath, ['scripts/package.mjs'], { stdio: 'inherit' });
  assert.equal(status, 0, 'npm run package');
  for (const bundle of ['dist/extension.js', 'dist/web/extension.js']) {
    const { size } = statSync(bundle);
    assert.ok(size <= MOST_EXTENSION_BYTES, `${bundle} has ${size} bytes`);
  }
  const { name, version, activationEvents } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.deepEqual(activationEvents, [], 'only the language starts the extension, and that is implied');
  const files = await listFiles({ packageManager: PackageManager.None });
  for (const file of files) {
    assert.match(
      file,
      /^(?:[\w.-]+\.(?:json|md)|LICENSE|samples\/[\w.-]+|media\/icon\.png|media\/view\.svg|media\/walkthrough\/\w+\.svg|(?:dist|l10n|syntaxes|data\/schema)\/[\w/.-]+\.js(?:on)?)$/,
    );
  }
  await checkInstalled(`${name}-${version}.vsix`);
}
