import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import {
  OWN_FORMATS_FILE,
  OWN_RULES_FILE,
  type OwnFile,
  type OwnFileProblem,
  type OwnFilesParams,
  ServerCommand,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';

const PATTERN = `**/{${OWN_RULES_FILE},${OWN_FORMATS_FILE}}`;

/**
 * Hands the workspace's files of rules and formats to the server, now and whenever they change; what is wrong becomes
 * a problem. They decide what a log is said to mean: those of a workspace that the person does not trust wait.
 */
export async function followOwnFiles(
  client: BaseLanguageClient,
  onChange: () => unknown,
): Promise<vscode.Disposable> {
  const problems = vscode.languages.createDiagnosticCollection('smtpLens.ownFiles');
  const send = async () => {
    show(problems, await sendFiles(client));
    await onChange();
  };
  const watcher = vscode.workspace.createFileSystemWatcher(PATTERN);
  watcher.onDidChange(send);
  watcher.onDidCreate(send);
  watcher.onDidDelete(send);
  await send();
  return vscode.Disposable.from(
    problems,
    watcher,
    vscode.workspace.onDidChangeWorkspaceFolders(send),
    vscode.workspace.onDidGrantWorkspaceTrust(send),
    client.onDidChangeState(({ newState }) => (newState === State.Running ? send() : undefined)),
  );
}

async function sendFiles(client: BaseLanguageClient): Promise<readonly OwnFileProblem[]> {
  const params: OwnFilesParams = {
    rules: await readFiles(OWN_RULES_FILE),
    formats: await readFiles(OWN_FORMATS_FILE),
  };
  return ask(client, ServerCommand.setOwnFiles, params);
}

async function readFiles(name: string): Promise<OwnFile[]> {
  if (!vscode.workspace.isTrusted) {
    return [];
  }
  const places = (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => [
    vscode.Uri.joinPath(uri, name),
    vscode.Uri.joinPath(uri, '.vscode', name),
  ]);
  return (await Promise.all(places.map(readFile))).filter((file) => file !== undefined);
}

/** `undefined` for a file that is not there. */
async function readFile(uri: vscode.Uri): Promise<OwnFile | undefined> {
  try {
    return { uri: uri.toString(), text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return undefined;
  }
}

function show(collection: vscode.DiagnosticCollection, problems: readonly OwnFileProblem[]): void {
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
