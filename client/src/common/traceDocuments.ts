import * as vscode from 'vscode';
import { PACKED, type TraceAnswer, type TraceParams } from '../../../server/src/lsp/protocol';

const SCHEME = 'smtp-lens-trace';

/** Stories as read-only documents of plain text, whose places are links; what was asked is in the address. */
export class TraceDocuments implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider {
  readonly #ask: (params: TraceParams) => Thenable<TraceAnswer | null>;
  readonly #answers = new Map<string, TraceAnswer>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(ask: (params: TraceParams) => Thenable<TraceAnswer | null>) {
    this.#ask = ask;
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#answers.delete(uri.toString())),
    );
  }

  async show(params: TraceParams, answer: TraceAnswer): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${nameOf(params, answer)}.txt`,
      query: JSON.stringify(params),
    });
    this.#answers.set(uri.toString(), answer);
    // A document that is still open is told anew.
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = uri.toString();
    const answer = this.#answers.get(key) ?? (await this.#ask(JSON.parse(uri.query)));
    if (answer === null) {
      return vscode.l10n.t('Open the log and trace the message again.');
    }
    this.#answers.set(key, answer);
    return answer.text;
  }

  /** `(mail.log:12)` at the end of a step. Only logs that were read are linked, whatever else a line ends with. */
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const logs = new Map(
      this.#answers.get(document.uri.toString())?.logs.map(({ name, uri }) => [name, uri]),
    );
    const links: vscode.DocumentLink[] = [];
    for (let number = 0; number < document.lineCount; number++) {
      const { text } = document.lineAt(number);
      const [, name = '', line = ''] = PLACE.exec(text.slice(-LONGEST_PLACE)) ?? [];
      const uri = logs.get(name);
      if (uri !== undefined && !PACKED.test(uri)) {
        const start = text.length - 1 - name.length - 1 - line.length;
        const range = new vscode.Range(number, start, number, text.length - 1);
        links.push(new vscode.DocumentLink(range, vscode.Uri.parse(uri).with({ fragment: `L${line}` })));
      }
    }
    return links;
  }
}

const PLACE = /\(([^()]{1,300}):(\d{1,9})\)$/;
const LONGEST_PLACE = 320;

function nameOf({ query }: TraceParams, { messages, total }: TraceAnswer): string {
  const [id] = messages[0]?.queueIds ?? [];
  return `Trace ${(total > 1 ? query : (id ?? query)) ?? ''}`
    .replace(/[^\w.@ -]/g, '_')
    .slice(0, 60)
    .trim();
}
