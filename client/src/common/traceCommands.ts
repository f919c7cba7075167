import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  PACKED,
  ServerCommand,
  type TraceAnswer,
  type TracedMessage,
  type TraceParams,
} from '../../../server/src/lsp/protocol';
import { ask } from './ask';
import type { PickedLines } from './originals';
import { activeLog } from './tabs';
import { TraceDocuments } from './traceDocuments';
import { number } from './words';

/** The commands that tell what became of a message. Lines that were taken out of a log are traced in that log. */
export function registerTraceCommands(
  client: BaseLanguageClient,
  derived: Pick<PickedLines, 'placeOf'>,
): vscode.Disposable[] {
  const trace = (params: TraceParams) =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Tracing a message') },
      () => ask<TraceAnswer | null>(client, ServerCommand.trace, params),
    );
  const documents = new TraceDocuments(trace);
  const placeOf = ({ document, selection }: vscode.TextEditor) => {
    const own = { uri: document.uri, line: selection.active.line };
    const { uri, line } = derived.placeOf(own.uri, own.line) ?? own;
    return { uri: client.code2ProtocolConverter.asUri(uri), line };
  };
  return [
    documents.register(),
    vscode.commands.registerCommand('smtpLens.traceMessage', async () => {
      const editor = activeLog();
      if (editor !== undefined) {
        await traceLine(documents, trace, placeOf(editor));
      }
    }),
    vscode.commands.registerCommand('smtpLens.peekTrace', async () => {
      const editor = activeLog();
      if (editor !== undefined) {
        await peek(editor.document.uri, editor.selection.active, await trace(placeOf(editor)));
      }
    }),
    vscode.commands.registerCommand('smtpLens.traceQuery', async (given?: unknown) => {
      const editor = activeLog();
      const query = typeof given === 'string' ? given : await askForQuery(editor);
      if (editor !== undefined && query !== undefined) {
        await traceQuery(documents, trace, { uri: placeOf(editor).uri, query });
      }
    }),
  ];
}

type AskForTrace = (params: TraceParams) => Thenable<TraceAnswer | null>;

async function traceLine(documents: TraceDocuments, trace: AskForTrace, params: TraceParams): Promise<void> {
  const answer = await trace(params);
  if (answer === null || answer.total === 0) {
    sayNone();
  } else {
    await documents.show(params, answer);
  }
}

function sayNone(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('This line belongs to no message.'));
}

async function askForQuery(editor: vscode.TextEditor | undefined): Promise<string | undefined> {
  const selected = editor?.document.getText(editor.selection).trim() ?? '';
  const query = await vscode.window.showInputBox({
    title: vscode.l10n.t('Trace Message'),
    prompt: vscode.l10n.t('A queue id, a message id or an address; @example.net for all of a domain'),
    value: selected.slice(0, LONGEST_QUERY),
  });
  return query?.trim() || undefined;
}

/** A message id may be as long as a line of a header. */
const LONGEST_QUERY = 998;

async function traceQuery(
  documents: TraceDocuments,
  trace: AskForTrace,
  params: TraceParams & { readonly query: string },
): Promise<void> {
  const answer = await trace(params);
  if (answer === null || answer.total === 0) {
    const logs = answer?.logs.map(({ name }) => name).slice(0, 5) ?? [];
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No message matches “{0}” in {1}.', params.query, logs.join(', ')),
    );
  } else if (answer.total === 1) {
    await documents.show(params, answer);
  } else {
    await choose(documents, trace, params, answer);
  }
}

type Choice = vscode.QuickPickItem & { readonly message?: TracedMessage };

async function choose(
  documents: TraceDocuments,
  trace: AskForTrace,
  params: TraceParams,
  answer: TraceAnswer,
): Promise<void> {
  const { total, messages } = answer;
  const all: Choice = { label: vscode.l10n.t('Tell all in one document'), alwaysShow: true };
  const chosen = await vscode.window.showQuickPick<Choice>([all, ...messages.map(choiceOf)], {
    title:
      messages.length < total
        ? vscode.l10n.t('{0} messages match; these are the first {1}', number(total), number(messages.length))
        : vscode.l10n.t('{0} messages match', number(total)),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.message !== undefined) {
    await traceLine(documents, trace, chosen.message.place);
  } else if (chosen !== undefined) {
    await documents.show(params, answer);
  }
}

/** Text of a log in a list would draw its `$(icons)`: a mark that cannot be seen keeps them words. */
function choiceOf(message: TracedMessage): Choice {
  const plain = (text: string) => text.replaceAll('$(', '$\u200b(');
  const [first = '', ...others] = message.recipients;
  const to = others.length > 0 ? `${first} + ${others.length}` : first;
  return {
    label: plain(`${message.sender || '<>'} → ${to}`),
    description: plain(message.queueIds.slice(0, 3).join(', ')),
    detail: plain(message.verdict),
    message,
  };
}

/** All lines of the story in the editor's own view of references; a packed log cannot be shown there. */
async function peek(uri: vscode.Uri, at: vscode.Position, answer: TraceAnswer | null): Promise<void> {
  if (answer === null || answer.total === 0) {
    sayNone();
    return;
  }
  const shown = answer.places.filter((place) => !PACKED.test(place.uri));
  const locations = shown.map(
    (place) => new vscode.Location(vscode.Uri.parse(place.uri), new vscode.Position(place.line, 0)),
  );
  await vscode.commands.executeCommand('editor.action.showReferences', uri, at, locations);
}
