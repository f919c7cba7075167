import * as vscode from 'vscode';

/**
 * Has the editor read a file again whose change it was not told of: network file systems tell of none. The editor can
 * be asked for the active document alone; others it reads again by itself when they are shown.
 */
export class StaleDocuments {
  #stale: vscode.TextDocument | undefined;
  #times = 0;
  /** How many lines the file had when it was read again last: once is enough. */
  #lines = -1;

  /** To be called whenever the file was looked at; `lines`: the line breaks in it. */
  async reload(document: vscode.TextDocument, lines: number): Promise<void> {
    if (document !== vscode.window.activeTextEditor?.document) {
      return;
    }
    const isStale = !document.isDirty && document.lineCount - 1 !== lines && lines !== this.#lines;
    this.#times = isStale ? (document === this.#stale ? this.#times + 1 : 1) : 0;
    this.#stale = document;
    if (this.#times === LOOKS_BEFORE_RELOAD) {
      this.#lines = lines;
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  }
}

/** Where it is told of changes the editor is quicker. */
const LOOKS_BEFORE_RELOAD = 4;
