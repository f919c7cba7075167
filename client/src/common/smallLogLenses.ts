import * as vscode from 'vscode';
import type { SmallLogDocuments } from './smallLogDocuments';

const SHOW_PART = 'smtpLens.showFailuresPart';

/** Above and below the lines of a small log of several parts: which part this is, and the way to the others. */
export class SmallLogLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: SmallLogDocuments;
  readonly #subscriptions: vscode.Disposable;

  constructor(documents: SmallLogDocuments) {
    this.#documents = documents;
    this.#subscriptions = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ scheme: documents.scheme }, this),
      vscode.commands.registerCommand(SHOW_PART, (uri: vscode.Uri, part: number) => {
        const { reading } = documents.readingOf(uri) ?? {};
        return reading && documents.open(reading, part);
      }),
    );
  }

  provideCodeLenses({ uri, lineCount }: vscode.TextDocument): vscode.CodeLens[] {
    const { reading, part } = this.#documents.readingOf(uri) ?? {};
    if (reading === undefined || part === undefined || reading.parts.length < 2) {
      return [];
    }
    const count = reading.parts.length;
    const lens = (line: number, title: string, to: number) =>
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title,
        command: to === part ? '' : SHOW_PART,
        arguments: [uri, to],
      });
    return [0, lineCount - 1].flatMap((line) => [
      lens(line, vscode.l10n.t('Part {0} of {1}', part + 1, count), part),
      ...(part > 0 ? [lens(line, vscode.l10n.t('Previous part'), part - 1)] : []),
      ...(part < count - 1 ? [lens(line, vscode.l10n.t('Next part'), part + 1)] : []),
    ]);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
