// The browser that shows the editor: the system's Chromium, else the headless one packed in @sparticuz/chromium.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** What playwright needs to launch it. The sandbox wants rights that root and many containers have not. */
export function browserOptions() {
  return {
    ...browser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

/** A browser with a window of its own, if one is installed. */
export function systemBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
}

function browser() {
  const executablePath = systemBrowser();
  return executablePath === undefined ? packedBrowser() : { executablePath };
}

function packedBrowser() {
  const folder = path.join(import.meta.dirname, 'node_modules/.chromium');
  if (!existsSync(folder)) {
    unpack(folder);
  }
  const fonts = path.join(folder, 'fonts.conf');
  writeFileSync(fonts, fontConfiguration(folder));
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'lib'), FONTCONFIG_FILE: fonts },
  };
}

/** Unpacks beside its place and moves it there, so that an interrupted start leaves nothing half done. */
function unpack(folder) {
  const packed = path.join(import.meta.dirname, 'node_modules/@sparticuz/chromium/bin');
  const content = (name) => brotliDecompressSync(readFileSync(path.join(packed, name)));
  const draft = `${folder}-${process.pid}`;
  mkdirSync(draft);
  for (const archive of ['al2023.tar.br', 'fonts.tar.br']) {
    const { status, stderr } = spawnSync('tar', ['-x', '-C', draft], { input: content(archive) });
    if (status !== 0) {
      throw new Error(`tar could not unpack ${archive}: ${stderr}`);
    }
  }
  const program = path.join(draft, 'chromium');
  writeFileSync(program, content('chromium.br'));
  chmodSync(program, 0o755);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

/**
 * Where there is no font at all Chromium never finishes laying out text, and a log wants one of fixed width: the
 * packed ones are always among them.
 */
function fontConfiguration(folder) {
  const modules = path.join(import.meta.dirname, 'node_modules');
  const folders = [
    path.join(folder, 'fonts'),
    path.join(modules, 'dejavu-fonts-ttf/ttf'),
    '/usr/share/fonts',
  ];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((name) => `  <dir>${escapeXml(name)}</dir>`).join('\n')}
  <cachedir>${escapeXml(path.join(folder, 'cache'))}</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;
}

function escapeXml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
