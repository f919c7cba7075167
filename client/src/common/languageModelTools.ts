import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { LANGUAGE_ID, ServerCommand } from '../../../server/src/lsp/protocol';
import { ask } from './ask';

/** The parts of the editor's tool interface that are used here: older editors have none, nor have the types. */
interface ToolApi {
  readonly lm?: { registerTool?(name: string, tool: Tool): vscode.Disposable };
  readonly LanguageModelToolResult?: new (content: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (value: string) => unknown;
}

interface Invocation {
  readonly input: { readonly [name: string]: unknown };
}

interface Tool {
  prepareInvocation(options: Invocation): {
    readonly invocationMessage: string;
    readonly confirmationMessages: { readonly title: string; readonly message: string };
  };
  invoke(options: Invocation): Promise<unknown>;
}

interface ToolWords {
  readonly title: string;
  readonly message: string;
  readonly doing: string;
}

/** Tools that a language model may call: the same answers as in the editor, made on this machine. */
export function registerLanguageModelTools(client: BaseLanguageClient): vscode.Disposable[] {
  const { lm, LanguageModelToolResult: Result, LanguageModelTextPart: Text } = vscode as unknown as ToolApi;
  if (lm?.registerTool === undefined || Result === undefined || Text === undefined) {
    return [];
  }
  const register = lm.registerTool.bind(lm);
  const tool = (name: string, words: (input: Invocation['input']) => ToolWords, answer: Answer) =>
    register(name, {
      prepareInvocation: ({ input }) => {
        const { title, message, doing } = words(input);
        return { invocationMessage: doing, confirmationMessages: { title, message } };
      },
      invoke: async ({ input }) => new Result([new Text(await answer(input, client))]),
    });
  return [
    tool('smtp-lens_explainReply', explainWords, explainReply),
    tool('smtp-lens_summariseLog', summaryWords, summariseLog),
    tool('smtp-lens_traceMessage', traceWords, traceMessage),
  ];
}

type Answer = (input: Invocation['input'], client: BaseLanguageClient) => Promise<string>;

function explainWords(): ToolWords {
  return {
    title: vscode.l10n.t('Explain an SMTP reply'),
    message: vscode.l10n.t('The reply is looked up in the catalogue of SMTP Lens, on this machine.'),
    doing: vscode.l10n.t('Explaining an SMTP reply'),
  };
}

function summaryWords({ file }: Invocation['input']): ToolWords {
  return {
    title: vscode.l10n.t('Summarise a mail server log'),
    message: sharing(file),
    doing: vscode.l10n.t('Summarising a mail server log'),
  };
}

function traceWords({ file }: Invocation['input']): ToolWords {
  return {
    title: vscode.l10n.t('Trace a message in a mail server log'),
    message: sharing(file),
    doing: vscode.l10n.t('Tracing a message'),
  };
}

/** What the person agrees to: the answer holds names of the log, and the model may run elsewhere. */
function sharing(file: unknown): string {
  const name = typeof file === 'string' ? file.replace(/[^\w./\\: -]/g, '?') : vscode.l10n.t('the open log');
  return vscode.l10n.t(
    'SMTP Lens reads {0} on this machine and sends nothing itself, but the model gets the answer, with the addresses and hosts in it.',
    name,
  );
}

function explainReply(
  { text, relay, command }: Invocation['input'],
  client: BaseLanguageClient,
): Promise<string> {
  const params = { text: String(text ?? ''), relay: words(relay), command: words(command) };
  return textOf(client, ServerCommand.explain, params);
}

async function summariseLog({ file }: Invocation['input'], client: BaseLanguageClient): Promise<string> {
  return textOf(client, ServerCommand.summaryText, { uri: await logUri(file, client) });
}

async function traceMessage(
  { query, file }: Invocation['input'],
  client: BaseLanguageClient,
): Promise<string> {
  return textOf(client, ServerCommand.traceText, {
    uri: await logUri(file, client),
    query: String(query ?? ''),
  });
}

async function textOf(client: BaseLanguageClient, command: string, argument: object): Promise<string> {
  return (await ask<string | null>(client, command, argument)) ?? 'The log could not be read.';
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The log that the model names, opened as such; else the one that the person sees. */
async function logUri(file: unknown, client: BaseLanguageClient): Promise<string> {
  const named = words(file);
  const document = named === undefined ? openLog() : await vscode.workspace.openTextDocument(fileUri(named));
  if (document === undefined) {
    throw new Error('No mail server log is open. Name a file, or ask the person to open one.');
  }
  if (document.languageId !== LANGUAGE_ID) {
    await vscode.languages.setTextDocumentLanguage(document, LANGUAGE_ID);
  }
  return client.code2ProtocolConverter.asUri(document.uri);
}

function openLog(): vscode.TextDocument | undefined {
  const shown = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].map(
    (editor) => editor?.document,
  );
  return [...shown, ...vscode.workspace.textDocuments].find(
    (document) => document?.languageId === LANGUAGE_ID,
  );
}

/** A path in the workspace folder, a whole path or an address. */
function fileUri(file: string): vscode.Uri {
  if (/^[a-z][\w+.-]+:\/\//i.test(file)) {
    return vscode.Uri.parse(file, true);
  }
  const folder = vscode.workspace.workspaceFolders?.[0];
  return /^(?:\/|[a-z]:[\\/])/i.test(file) || folder === undefined
    ? vscode.Uri.file(file)
    : vscode.Uri.joinPath(folder.uri, file);
}
