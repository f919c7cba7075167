import path from 'node:path';
import { build } from 'esbuild';
import { catalogue } from './catalogue.mjs';
import { kernel } from './kernel.mjs';

/** Bundles with these options of esbuild and those that all our bundles share. */
export function bundle(options) {
  return build({
    absWorkingDir: path.resolve(import.meta.dirname, '..'),
    bundle: true,
    logLevel: 'warning',
    plugins: [catalogue, kernel],
    ...options,
  });
}
