import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  OWN_RULES_FILE,
  type OwnRulesParams,
  type OwnRulesProblem,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';

const PATTERN = `{,.vscode/}${OWN_RULES_FILE}`;

/** Hands the workspace's rule files to the server, now and whenever they change; what is wrong becomes a problem. */
export async function followOwnRules(client: BaseLanguageClient): Promise<vscode.Disposable> {
  const problems = vscode.languages.createDiagnosticCollection('smtpLens.ownRules');
  const send = async () => show(problems, await sendRules(client));
  const watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, PATTERN));
    watcher.onDidChange(send);
    watcher.onDidCreate(send);
    watcher.onDidDelete(send);
    return watcher;
  });
  await send();
  return vscode.Disposable.from(problems, ...watchers);
}

async function sendRules(client: BaseLanguageClient): Promise<readonly OwnRulesProblem[]> {
  const places = (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => [
    vscode.Uri.joinPath(uri, OWN_RULES_FILE),
    vscode.Uri.joinPath(uri, '.vscode', OWN_RULES_FILE),
  ]);
  const files = (await Promise.all(places.map(readFile))).filter((file) => file !== undefined);
  const params: OwnRulesParams = { files };
  return ask(client, ServerCommand.setOwnRules, params);
}

/** `undefined` for a file that is not there. */
async function readFile(uri: vscode.Uri): Promise<OwnRulesParams['files'][number] | undefined> {
  try {
    return { uri: uri.toString(), text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return undefined;
  }
}

function show(collection: vscode.DiagnosticCollection, problems: readonly OwnRulesProblem[]): void {
  collection.clear();
  for (const uri of new Set(problems.map((problem) => problem.uri))) {
    const found = problems
      .filter((problem) => problem.uri === uri)
      .map(
        ({ line, message }) => new vscode.Diagnostic(new vscode.Range(line - 1, 0, line - 1, 1000), message),
      );
    collection.set(vscode.Uri.parse(uri), found);
  }
}
