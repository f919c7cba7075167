import * as vscode from 'vscode';
import type { ReportData, ReportForm } from '../../../server/src/lsp/protocol';
import type { ReportMessage, ShowReport } from '../webview/messages';
import type { ReportSource } from './reportSource';
import { reportTexts } from './reportTexts';
import { saveText } from './saveText';

/** The reports that are open, one for each source. */
export class ReportPanels implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #open = new Map<string, ReportPanel>();

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
  }

  show(source: ReportSource): void {
    const known = this.#open.get(source.key);
    if (known !== undefined) {
      known.panel.reveal();
      known.refreshSoon();
      return;
    }
    const title = vscode.l10n.t('Report of {0}', source.name);
    const options = { retainContextWhenHidden: true };
    const panel = vscode.window.createWebviewPanel(
      'smtpLens.report',
      title,
      vscode.ViewColumn.Active,
      options,
    );
    const report = new ReportPanel(panel, source, this.#extensionUri);
    this.#open.set(source.key, report);
    panel.onDidDispose(() => {
      report.dispose();
      this.#open.delete(source.key);
    });
  }

  /** Has the report of a source follow, should it be open. */
  changed(key: string): void {
    this.#open.get(key)?.refreshSoon();
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) {
      panel.dispose();
    }
  }
}

class ReportPanel {
  readonly panel: vscode.WebviewPanel;
  readonly #source: ReportSource;
  #data: Promise<ReportData | null>;
  #pending: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: vscode.WebviewPanel, source: ReportSource, extensionUri: vscode.Uri) {
    this.panel = panel;
    this.#source = source;
    // The server counts while the page is being loaded.
    this.#data = this.#count();
    const folder = vscode.Uri.joinPath(extensionUri, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, 'report.js'));
    panel.webview.html = shell(String(script));
  }

  /** Counts again a moment after the last of several changes: typing should not wait for that. */
  refreshSoon(): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.#refresh(), FOLLOW_AFTER_MS);
  }

  dispose(): void {
    clearTimeout(this.#pending);
  }

  #refresh(): Promise<void> {
    this.#data = this.#count();
    return this.#show();
  }

  async #count(): Promise<ReportData | null> {
    const location = vscode.ProgressLocation.Window;
    const title = vscode.l10n.t('Counting what went wrong');
    return vscode.window.withProgress({ location, title }, () => this.#source.data().catch(() => null));
  }

  async #show(): Promise<void> {
    const data = await this.#data;
    if (data === null) {
      sayGone(this.#source.name);
      return;
    }
    const message: ShowReport = {
      type: 'show',
      data,
      texts: reportTexts(),
      locale: vscode.env.language,
    };
    await this.panel.webview.postMessage(message);
  }

  /** What a page sends is not trusted: it is looked at before anything is done. */
  async #receive(message: unknown): Promise<void> {
    if (!isReportMessage(message)) {
      return;
    }
    switch (message.type) {
      case 'ready':
        return this.#show();
      case 'refresh':
        return this.#refresh();
      case 'lines':
        return this.#source.showLines(message.selection, message.title);
      case 'save':
        return this.#save(message.form);
      case 'saveHtml':
        return saveText(this.#proposed('html'), vscode.l10n.t('Save Report'), message.html);
    }
  }

  async #save(form: ReportForm): Promise<void> {
    const text = await this.#source.text(form).catch(() => null);
    if (text === null) {
      sayGone(this.#source.name);
    } else {
      await saveText(this.#proposed(ENDINGS[form]), vscode.l10n.t('Save Report'), text);
    }
  }

  #proposed(ending: string): vscode.Uri {
    const { uri } = this.#source;
    const scheme = uri.scheme === 'untitled' ? 'file' : uri.scheme;
    return uri.with({ scheme, path: `${uri.path}.report.${ending}`, query: '', fragment: '' });
  }
}

const FOLLOW_AFTER_MS = 1000;

const ENDINGS: Readonly<Record<ReportForm, string>> = { markdown: 'md', csv: 'csv', ndjson: 'ndjson' };

function sayGone(name: string): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is no longer there to be read. Open it again, and then its report.', name),
  );
}

function isReportMessage(message: unknown): message is ReportMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    return false;
  }
  const { type, selection, title, form, html } = message as Record<string, unknown>;
  switch (type) {
    case 'ready':
    case 'refresh':
      return true;
    case 'lines':
      return typeof selection === 'object' && selection !== null && typeof title === 'string';
    case 'save':
      return typeof form === 'string' && Object.hasOwn(ENDINGS, form);
    case 'saveHtml':
      return typeof html === 'string';
    default:
      return false;
  }
}

/** Nothing in the page runs but our one script; it fills the page from what it is told. */
function shell(script: string): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>SMTP Lens</title>
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}
