import { readFile } from 'node:fs/promises';
import { useFormats, useRuleFiles } from '../lsp/personal';
import type { OwnFile } from '../lsp/protocol';
import { errorText } from './errorText';
import { complain } from './listCommands';

/**
 * Has all that follows read and explain by these files of rules and formats. Says what is wrong in them, and uses the
 * rest. Resolves to the exit status.
 */
export async function useOwnFiles(rules: readonly string[], formats: readonly string[]): Promise<number> {
  const ruleFiles = await readAll(rules);
  const formatFiles = await readAll(formats);
  const problems = [...useRuleFiles(ruleFiles), ...useFormats([], formatFiles).files];
  for (const { uri, line, message } of problems) {
    complain(`${uri}:${line}`, message);
  }
  const areRead = ruleFiles.length === rules.length && formatFiles.length === formats.length;
  return areRead && problems.length === 0 ? 0 : 1;
}

async function readAll(paths: readonly string[]): Promise<OwnFile[]> {
  const files: OwnFile[] = [];
  for (const path of paths) {
    try {
      files.push({ uri: path, text: await readFile(path, 'utf8') });
    } catch (error) {
      complain(path, errorText(error));
    }
  }
  return files;
}
