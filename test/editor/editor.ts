import * as vscode from 'vscode';

/** What the suites ask of the editor. Everything is awaited by looking until it is so, never by sleeping. */

export const extension = () =>
  vscode.extensions.getExtension('smtp-lens.smtp-lens') as vscode.Extension<unknown>;

export function fileIn(workspace: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    throw new Error('The suites need a folder open in the editor.');
  }
  return vscode.Uri.joinPath(folder.uri, workspace);
}

/** Shows a file of the workspace, its cursor at the beginning. */
export async function show(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fileIn(name));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  return editor;
}

/** Writes a file into the workspace and shows it. */
export async function showNew(name: string, text: string): Promise<vscode.TextEditor> {
  await vscode.workspace.fs.writeFile(fileIn(name), new TextEncoder().encode(text));
  return show(name);
}

/** Shows a log of its own for a test that changes it. */
export async function showCopy(name: string, copy: string): Promise<vscode.TextEditor> {
  await vscode.workspace.fs.copy(fileIn(name), fileIn(copy), { overwrite: true });
  return show(copy);
}

export function closeAll(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The place of the `nth` occurrence of some words, from 0. */
export function placeOf(document: vscode.TextDocument, words: string, nth = 0): vscode.Position {
  const text = document.getText();
  let at = text.indexOf(words);
  for (let skipped = 0; skipped < nth && at >= 0; skipped++) {
    at = text.indexOf(words, at + 1);
  }
  if (at < 0) {
    throw new Error(`“${words}” does not stand in ${document.uri.path}`);
  }
  return document.positionAt(at);
}

/** Asks again and again until the answer is right; answers it, or fails with the last answer. */
export async function until<T>(
  what: string,
  ask: () => T | Thenable<T>,
  isRight: (answer: T) => boolean = Boolean,
): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(
        `Still not so after ${LIMIT_MS / 1000} s: ${what}. Last seen: ${JSON.stringify(answer)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Long enough for a busy machine: it ends only tests that would fail anyway. */
const LIMIT_MS = 45_000;
const PAUSE_MS = 25;

/** The lines that have a problem of ours, in the order of the file, once they are the expected ones. */
export async function untilProblemsAt(
  document: vscode.TextDocument,
  lines: readonly number[],
): Promise<readonly vscode.Diagnostic[]> {
  const expected = JSON.stringify(lines);
  const found = await until(
    `problems at the lines ${expected}`,
    () => problemsOf(document),
    (problems) => JSON.stringify(problems.map(({ range }) => range.start.line)) === expected,
  );
  return found;
}

function problemsOf({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'SMTP Lens')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

export async function hoverAt({ uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
  const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
  // Markdown's escapes, of the dots in `5\.1\.1` for one, are of no interest here.
  return contents.map(({ value }) => value.replace(/\\(?=[^\w\s])/g, '')).join('\n');
}

export function lensesOf({ uri }: vscode.TextDocument): Thenable<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri);
}

/** Sets a setting for the workspace, runs, and takes it back. */
export async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const set = (to: unknown) =>
    vscode.workspace.getConfiguration('smtpLens').update(name, to, vscode.ConfigurationTarget.Workspace);
  await set(value);
  try {
    await run();
  } finally {
    await set(undefined);
  }
}
