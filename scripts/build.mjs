// npm run build [-- --production]: bundles the extension, the language server and the command line into dist/.

import { bundle } from './bundle.mjs';

const production = process.argv.includes('--production');
/** @type {import('esbuild').BuildOptions} */
const common = { sourcemap: !production, minify: production };
// The other form of some packages asks for its own files at run time, where there are none.
const mainFields = ['module', 'main'];
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields };
const browser = { ...common, platform: 'browser', target: 'es2022' };

const bundles = [
  { ...node, entry: 'client/src/node/main.ts', outfile: 'dist/extension.js', external: ['vscode'] },
  { ...node, entry: 'server/src/node/main.ts', outfile: 'dist/server.js' },
  { ...node, entry: 'server/src/node/cli.ts', outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...browser,
    entry: 'client/src/browser/main.ts',
    outfile: 'dist/web/extension.js',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...browser,
    entry: 'client/src/webview/report.ts',
    outfile: 'dist/report.js',
    format: 'iife',
    loader: { '.css': 'text' },
  },
  { ...browser, entry: 'server/src/browser/main.ts', outfile: 'dist/web/server.js', format: 'iife' },
];

await Promise.all(bundles.map(({ entry, ...options }) => bundle({ ...options, entryPoints: [entry] })));
