import * as vscode from 'vscode';
import { type LargeLogResult, PACKED } from '../../../server/src/lsp/protocol';
import { MOST_SYNCHRONISED } from './editorTier';
import type { LargeLogReading } from './largeLogReading';
import { READ_LARGE_LOG } from './largeLogReading';
import type { LargeLogRequests } from './largeLogRequests';
import { activeFile, isHandedOver } from './tabs';
import { nameOf, number } from './words';

const NEVER = 'smtpLens.neverOfferLargeLogs';
/** In the conditions of menus: the active tab shows a file that no extension gets. */
const CONTEXT_KEY = 'smtpLens.isTooLargeForExtensions';

/** A file in a tab of its own that no extension gets: too large, or packed. */
export interface LargeFile {
  readonly uri: vscode.Uri;
  readonly size: number;
  readonly isPacked: boolean;
}

/** Notices files that the editor hands to no extension, offers to read them, and says so in the status bar. */
export class LargeFiles implements vscode.Disposable {
  readonly #requests: LargeLogRequests;
  readonly #reading: LargeLogReading;
  readonly #memory: vscode.Memento;
  readonly #item = vscode.window.createStatusBarItem(
    'smtpLens.largeFile',
    vscode.StatusBarAlignment.Left,
    49,
  );
  readonly #subscriptions: vscode.Disposable;
  readonly #offered = new Set<string>();
  readonly #read = new Map<string, LargeLogResult>();
  #active: LargeFile | undefined;

  constructor(requests: LargeLogRequests, reading: LargeLogReading, memory: vscode.Memento) {
    this.#requests = requests;
    this.#reading = reading;
    this.#memory = memory;
    this.#item.name = vscode.l10n.t('SMTP Lens: large log');
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.tabGroups.onDidChangeTabs(() => this.update()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.update()),
      vscode.workspace.onDidOpenTextDocument(() => this.update()),
      reading.onDidRead((result) => this.remember(result)),
    );
  }

  /** The file of the active tab, where the editor gives it to no extension. */
  get active(): LargeFile | undefined {
    return this.#active;
  }

  async update(): Promise<void> {
    const uri = activeFile();
    const mayBe = uri?.scheme === 'file' && !isHandedOver(uri);
    const size = mayBe ? await sizeOf(uri) : 0;
    if (uri?.toString() !== activeFile()?.toString()) {
      return;
    }
    const isPacked = uri !== undefined && PACKED.test(uri.path);
    const isLarge =
      uri !== undefined && mayBe && (size > MOST_SYNCHRONISED || isPacked) && !isHandedOver(uri);
    const before = this.#active;
    this.#active = isLarge ? { uri, size, isPacked } : undefined;
    if (before?.uri.toString() !== this.#active?.uri.toString()) {
      await vscode.commands.executeCommand('setContext', CONTEXT_KEY, isLarge);
    }
    this.show();
    if (this.#active !== undefined) {
      // Whoever waits for this does not wait for the person's answer.
      void this.#offer(this.#active);
    }
  }

  /** Shows what is known of the active file; `landing` is where a jump ended, such as “12 of 1,204”. */
  show(landing?: string): void {
    const file = this.#active;
    if (file === undefined) {
      this.#item.hide();
      return;
    }
    const result = this.#read.get(file.uri.toString());
    const why = file.isPacked
      ? vscode.l10n.t('{0} is compressed: the editor cannot show it.', nameOf(file.uri))
      : vscode.l10n.t(
          '{0} has {1} MB. Above 50 MB the editor hands a file to no extension: there are no explanations, problems or lenses in it.',
          nameOf(file.uri),
          number(Math.round(file.size / 1e6)),
        );
    const tooltip = `${why}\n${
      result === undefined
        ? vscode.l10n.t('Read Large Mail Log opens its failures as a log in which everything works.')
        : vscode.l10n.t('Its failures were read: F8 goes from one to the next.')
    }`;
    this.#item.text = landing ?? (result === undefined ? textOfUnread() : textOfRead(result));
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: tooltip };
    this.#item.command = {
      title: vscode.l10n.t('Read Large Mail Log'),
      command: READ_LARGE_LOG,
      arguments: [file.uri],
    };
    this.#item.show();
  }

  isRead(uri: vscode.Uri): boolean {
    return this.#read.has(uri.toString());
  }

  /** Takes what is known of the files of a reading. */
  remember(result: LargeLogResult): void {
    for (const uri of result.uris) {
      this.#read.set(vscode.Uri.parse(uri).toString(), result);
    }
    this.show();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item.dispose();
  }

  /** Asks once a file, and only where its first lines say that it is a mail log. */
  async #offer({ uri, size, isPacked }: LargeFile): Promise<void> {
    const key = uri.toString();
    if (this.#offered.has(key) || this.isRead(uri) || this.#memory.get(NEVER)) {
      return;
    }
    this.#offered.add(key);
    const file = await this.#requests.inspect(uri);
    if (file === null || file.formats.length === 0) {
      return;
    }
    const read = vscode.l10n.t('Read Large Mail Log');
    const never = vscode.l10n.t("Don't Offer Again");
    const text = isPacked
      ? vscode.l10n.t(
          '{0} is a compressed mail log ({1}), which the editor cannot show.',
          nameOf(uri),
          file.formats.join(', '),
        )
      : vscode.l10n.t(
          '{0} is a mail log ({1}) of {2} MB. Above 50 MB the editor hands a file to no extension.',
          nameOf(uri),
          file.formats.join(', '),
          number(Math.round(size / 1e6)),
        );
    const choice = await vscode.window.showInformationMessage(
      `${text} ${vscode.l10n.t('SMTP Lens can read it from the disk.')}`,
      read,
      never,
    );
    if (choice === read) {
      await this.#reading.read([uri]);
    } else if (choice === never) {
      await this.#memory.update(NEVER, true);
    }
  }
}

function textOfUnread(): string {
  return `$(mail) ${vscode.l10n.t('Too large for extensions')}`;
}

function textOfRead({ permanent, temporary }: LargeLogResult): string {
  return `$(mail) $(error) ${number(permanent)} $(warning) ${number(temporary)}`;
}

async function sizeOf(uri: vscode.Uri): Promise<number> {
  return vscode.workspace.fs.stat(uri).then(
    ({ size }) => size,
    () => 0,
  );
}
