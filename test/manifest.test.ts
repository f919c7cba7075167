import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  FollowCommand,
  LANGUAGE_ID,
  LargeLogCommand,
  LensCommand,
  ServerCommand,
} from '../server/src/lsp/protocol';
import { DEFAULTS, readSettings } from '../server/src/lsp/settings';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly {
      id: string;
      filenames: string[];
      filenamePatterns: string[];
      extensions: string[];
      firstLine: string;
    }[];
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command?: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string; when: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { default: unknown; markdownDescription: string }>>;
    };
  };
}

const manifest = readJson<Manifest>('package.json');
const texts = readJson<Record<string, string>>('package.nls.json');
const { languages, commands, menus, keybindings, configuration } = manifest.contributes;
const language = languages[0];

test('nothing is activated but by a mail log', () => {
  assert.deepEqual(manifest.activationEvents, []);
  assert.deepEqual(
    languages.map(({ id }) => id),
    [LANGUAGE_ID],
  );
});

test('every text of the manifest is there, and none is left over', () => {
  const used = new Set(
    JSON.stringify(manifest)
      .match(/%[\w.]+%/g)
      ?.map((name) => name.slice(1, -1)),
  );
  assert.deepEqual([...used].sort(), Object.keys(texts).sort());
});

test('every command is declared once and has a place in the palette; the server keeps its own', () => {
  const declared = commands.map(({ command }) => command);
  const palette = menus.commandPalette?.map(({ command }) => command);
  assert.deepEqual([...declared].sort(), [...(palette ?? [])].sort());
  for (const command of Object.values(LensCommand)) {
    assert.ok(declared.includes(command), command);
  }
  for (const command of [ServerCommand, FollowCommand, LargeLogCommand].flatMap((all) =>
    Object.values(all),
  )) {
    assert.ok(!declared.includes(command), command);
  }
  for (const { command } of [...keybindings, ...Object.values(menus).flat()]) {
    assert.ok(command === undefined || declared.includes(command), command);
  }
});

test('keys and menus of a log appear in logs alone', () => {
  for (const { when } of keybindings) {
    assert.match(when, /editorLangId == smtp-log|focusedView == 'smtpLens\./);
  }
});

test('the settings that the server knows are those of the manifest, with the same defaults', () => {
  const section: Record<string, Record<string, unknown> | unknown> = {};
  for (const [name, { default: value }] of Object.entries(configuration.properties)) {
    const [group, key] = name.replace('smtpLens.', '').split('.') as [string, string | undefined];
    section[group] = key === undefined ? value : { ...(section[group] as object | undefined), [key]: value };
  }
  assert.deepEqual(readSettings(section), DEFAULTS);
  assert.deepEqual(readSettings(undefined), DEFAULTS);
  assert.deepEqual(readSettings({ diagnostics: 7, codeLens: [], format: {} }), DEFAULTS);
});

test('logs are known by their names, and other files are left alone', () => {
  for (const name of [
    'mail.log',
    'maillog',
    'mainlog',
    'mail.log.1',
    'mail.log.12',
    'maillog-20261123',
    'a.maillog',
    'exim_mainlog',
    'rejectlog',
    'paniclog',
    'mainlog.1',
    'SMTP-Activity-261123.log',
    'RECV2026112315-1.LOG',
    'SEND20261123-1.LOG',
    'MSGTRK2026112315-1.LOG',
    'MSGTRKMD20261123-1.LOG',
    'CONNECTLOG20261123-1.LOG',
    'ex261123.log',
    'mail.err',
    'MDaemon-2026-11-23-SMTP-(in).log',
    'hmailserver_2026-11-23.log',
  ]) {
    assert.ok(isOurs(name), name);
  }
  for (const name of [
    'app.log',
    'error.log',
    'sender.log',
    'export.log',
    'example.log',
    'mail.txt',
    'mail.ts',
    'mail.log.gz',
    'email.log',
    'receive.log',
    'npm-debug.log',
    'current',
    'message.log',
    'extra12.log',
  ]) {
    assert.ok(!isOurs(name), name);
  }
});

test('a first line gives a log away whose name is unknown to everyone', () => {
  const first = new RegExp(language?.firstLine ?? '');
  for (const line of [
    'Nov 23 15:39:02 mx01 postfix/smtpd[2201]: connect from unknown[203.0.113.7]',
    '2026-11-23T15:39:02.123+01:00 mx01 postfix/qmgr[1]: 4F1A2B3C4D: removed',
    'Nov  3 15:39:02 mx01 sendmail[17]: s1P819mk027713: from=<a@example.com>',
    '#Software: Microsoft Exchange Server',
    '220 mx.example.net ESMTP Postfix',
  ]) {
    assert.match(line, first);
  }
  for (const line of ['Nov 23 15:39:02 mx01 kernel: eth0 up', '220 people came', '#!/bin/sh', '# Postfix']) {
    assert.doesNotMatch(line, first);
  }
});

function isOurs(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    (language?.filenames.some((other) => other.toLowerCase() === lower) ||
      language?.extensions.some((extension) => lower.endsWith(extension)) ||
      language?.filenamePatterns.some((pattern) => globToRegExp(pattern.toLowerCase()).test(lower))) ??
    false
  );
}

/** As the editor matches file name patterns: without regard to case, on the name alone where no `/` is in it. */
function globToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replace(/\*+\/?/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

test('language model tools say what they are for, and take only what they declare', () => {
  const { languageModelTools } = readJson<{
    contributes: {
      languageModelTools: {
        name: string;
        inputSchema: { type: string; properties: object; required?: string[] };
      }[];
    };
  }>('package.json').contributes;
  const registered = readFileSync('client/src/common/languageModelTools.ts', 'utf8').match(/smtp-lens_\w+/g);
  assert.deepEqual(
    languageModelTools.map(({ name }) => name),
    registered,
  );
  for (const { inputSchema } of languageModelTools) {
    assert.ok((inputSchema.required ?? []).every((name) => Object.hasOwn(inputSchema.properties, name)));
  }
});
