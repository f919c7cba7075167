import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient';
import { type InitializationOptions, LANGUAGE_ID, LensCommand } from '../../../server/src/lsp/protocol';
import { DerivedLogs } from './derivedLog';
import { registerFailureCommands } from './failureCommands';
import { FailuresView } from './failuresView';
import { Following } from './following';
import { KeepEndInView } from './keepEndInView';
import { registerLanguageModelTools } from './languageModelTools';
import { registerLargeLogs } from './largeLog';
import { LogStatusItem } from './logStatusItem';
import { NewFailureItem } from './newFailureItem';
import { showFailuresInRuler } from './overviewRuler';
import { followOwnFiles } from './ownFiles';
import { offerToRead, registerReadAsMailLog } from './readAsMailLog';
import { registerRedactCommands } from './redactCommands';
import { registerReplyCommands } from './replyCommands';
import { registerReports } from './reportCommands';
import { registerSamples } from './samples';
import { registerTraceCommands } from './traceCommands';

/** Makes the client for the platform at hand: a process on the desktop, a web worker in the browser. */
export type ClientFactory = (options: LanguageClientOptions) => BaseLanguageClient;

const OPTIONS: InitializationOptions = {
  commandLinks: true,
  locale: vscode.env.language,
  texts: vscode.l10n.bundle,
};

let client: BaseLanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext, create: ClientFactory): Promise<void> {
  client = create({
    documentSelector: [{ language: LANGUAGE_ID }],
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: restartingHandler(),
    initializationOptions: OPTIONS,
    // The server escapes all text of logs; its own links run this one command.
    markdown: { isTrusted: { enabledCommands: [LensCommand.nextOfSameReason] } },
  });
  const status = new LogStatusItem(client);
  const derived = new DerivedLogs(client);
  const reports = registerReports(client, derived, context.extensionUri);
  const newFailures = new NewFailureItem(client);
  const large = registerLargeLogs(client, context.globalState, derived, reports, newFailures);
  const following = new Following(client, newFailures, large.followed);
  context.subscriptions.push(
    status,
    newFailures,
    following,
    new KeepEndInView(),
    large.disposable,
    reports.disposable,
    derived.register(),
    ...registerFailureCommands(client, status, large.failures),
    ...registerReplyCommands(client),
    ...registerTraceCommands(client, derived),
    ...registerRedactCommands(client),
    ...registerLanguageModelTools(client),
    registerReadAsMailLog(),
    registerSamples(context.extensionUri),
    offerToRead(client, context.globalState),
  );
  await client.start();
  context.subscriptions.push(await followOwnFiles(client, () => status.update()));
  const failures = new FailuresView(client, derived);
  context.subscriptions.push(failures, showFailuresInRuler(client));
  failures.follow();
  following.start();
  await Promise.all([status.update(), large.files.update()]);
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}

/** Starts a crashed server anew and says so; one that keeps crashing is left alone, and that is said too. */
function restartingHandler(): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: () => ({ action: ErrorAction.Continue }),
    closed: (): CloseHandlerResult => {
      crashes.push(Date.now());
      const recent = crashes.filter((time) => time > Date.now() - CRASH_WINDOW_MS);
      if (recent.length > MOST_CRASHES) {
        void vscode.window.showErrorMessage(
          vscode.l10n.t(
            'SMTP Lens: the language server stopped {0} times in 3 minutes and stays stopped. The output channel “SMTP Lens” tells more.',
            recent.length,
          ),
        );
        return { action: CloseAction.DoNotRestart, handled: true };
      }
      void vscode.window.showWarningMessage(
        vscode.l10n.t('SMTP Lens: the language server stopped and was started again.'),
      );
      return { action: CloseAction.Restart, handled: true };
    },
  };
}

const MOST_CRASHES = 4;
const CRASH_WINDOW_MS = 3 * 60 * 1000;
