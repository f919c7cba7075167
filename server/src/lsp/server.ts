import {
  type Connection,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { codeActions } from '../features/codeActions';
import { codeLenses } from '../features/codeLens';
import { diagnostics } from '../features/diagnostics';
import { documentSymbols } from '../features/documentSymbols';
import { foldingRanges } from '../features/foldingRanges';
import { hover } from '../features/hover';
import { useLanguage } from '../features/language';
import { definition, documentHighlights, references } from '../features/references';
import type { FileHead } from '../formats/format';
import { type FormatChoice, LogDocument } from '../log/document';
import { attemptsOf } from '../log/report/blockAttempts';
import { COMMANDS, type CommandTable } from './commands';
import { type FormatProblems, useFormats } from './personal';
import { ActionCommand, type InitializationOptions, LensCommand, type OwnFile, SETTINGS } from './protocol';
import { ReadAhead } from './readAhead';
import { DEFAULTS, readSettings, type Settings } from './settings';

/** What a server can do where it has a disk. */
export interface Platform {
  readonly commands: CommandTable;
  /** When a file was last written, in milliseconds since 1970; `undefined` for what is no file here. */
  readonly dateOf: (uri: string) => number | undefined;
}

/** Serves the connection until it closes: the whole language server, whatever carries its messages. */
export function serve(connection: Connection, platform?: Platform): void {
  const commands: CommandTable = { ...COMMANDS, ...platform?.commands };
  let settings: Settings = DEFAULTS;
  let formatFiles: readonly OwnFile[] = [];
  let client = {
    configuration: false,
    pullDiagnostics: false,
    refreshDiagnostics: false,
    refreshLenses: false,
    commandLinks: false,
  };

  const documents = new TextDocuments<LogDocument>({
    create: (uri, languageId, version, content) =>
      new LogDocument(uri, languageId, version, content, choice(uri)),
    update: (document, changes, version) => {
      document.update(changes, version);
      return document;
    },
  });

  const dateOf = (uri: string) => platform?.dateOf(uri) ?? Date.now();
  const readAhead = new ReadAhead(
    () => documents.all(),
    ({ uri }, block) => ask(uri, undefined, (document) => void attemptsOf(document, block, dateOf(uri))),
  );

  /** The heads of the logs of which other documents hold lines, by these documents' addresses. */
  const heads = new Map<string, FileHead>();

  function choice(uri: string): FormatChoice {
    return { only: settings.format, head: heads.get(uri) };
  }

  function readLike(uri: string, head: FileHead): void {
    heads.set(uri, head);
    documents.get(uri)?.readAs(choice(uri));
  }

  function answer<T>(uri: string, nothing: T, question: (document: LogDocument) => T | undefined): T {
    readAhead.giveWay();
    return ask(uri, nothing, question);
  }

  /** Asks an open document; for any other, and should it fail, there is nothing to say. */
  function ask<T>(uri: string, nothing: T, question: (document: LogDocument) => T | undefined): T {
    const document = documents.get(uri);
    try {
      return (document && question(document)) ?? nothing;
    } catch (error) {
      connection.console.error(`${uri}: ${error instanceof Error ? error.stack : String(error)}`);
      return nothing;
    }
  }

  async function loadSettings(pushed?: unknown): Promise<void> {
    const section = client.configuration ? await connection.workspace.getConfiguration(SETTINGS) : pushed;
    settings = readSettings(section);
    for (const problem of readAnew().setting) {
      connection.window.showWarningMessage(problem);
    }
  }

  /** Reads all open logs by the formats that the settings and files name now. */
  function readAnew(): FormatProblems {
    const problems = useFormats(settings.formats, formatFiles);
    for (const document of documents.all()) {
      document.readAs(choice(document.uri));
    }
    refresh();
    return problems;
  }

  function refresh(): void {
    if (client.refreshDiagnostics) {
      connection.languages.diagnostics.refresh();
    }
    if (client.refreshLenses) {
      connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    }
    documents.all().forEach(publish);
    readAhead.start();
  }

  /** For clients that cannot ask for diagnostics themselves. */
  function publish(document: LogDocument): void {
    if (!client.pullDiagnostics) {
      const { uri, version } = document;
      connection.sendDiagnostics({
        uri,
        version,
        diagnostics: answer(uri, [], (log) => diagnostics(log, settings)),
      });
    }
  }

  connection.onInitialize(({ capabilities, initializationOptions }: InitializeParams): InitializeResult => {
    client = {
      configuration: capabilities.workspace?.configuration === true,
      pullDiagnostics: capabilities.textDocument?.diagnostic !== undefined,
      refreshDiagnostics: capabilities.workspace?.diagnostics?.refreshSupport === true,
      refreshLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
      commandLinks: (initializationOptions as InitializationOptions | undefined)?.commandLinks === true,
    };
    useLanguage((initializationOptions as InitializationOptions | undefined) ?? {});
    return {
      serverInfo: { name: 'smtp-lens' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        codeLensProvider: {},
        documentSymbolProvider: { label: 'SMTP Lens' },
        foldingRangeProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
        executeCommandProvider: { commands: Object.keys(commands) },
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.configuration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS });
      await loadSettings();
    }
  });
  connection.onDidChangeConfiguration(({ settings: pushed }) =>
    loadSettings((pushed as Record<string, unknown> | undefined)?.[SETTINGS]),
  );

  documents.onDidChangeContent(({ document }) => {
    readAhead.start();
    publish(document);
  });
  documents.onDidClose(({ document: { uri } }) => {
    if (!client.pullDiagnostics) {
      connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  });

  connection.onHover(({ textDocument: { uri }, position }) =>
    answer(uri, null, (document) =>
      hover(document, position, client.commandLinks ? LensCommand.nextOfSameReason : undefined),
    ),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    answer(uri, [], (document) => (settings.codeLens ? codeLenses(document, LensCommand) : [])),
  );
  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    answer(uri, [], (document) => codeActions(document, range, ActionCommand)),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }) => answer(uri, [], documentSymbols));
  connection.onFoldingRanges(({ textDocument: { uri } }) => answer(uri, [], foldingRanges));
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    answer(uri, null, (document) => definition(document, position)),
  );
  connection.onReferences(({ textDocument: { uri }, position }) =>
    answer(uri, [], (document) => references(document, position)),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    answer(uri, [], (document) => documentHighlights(document, position)),
  );
  connection.languages.diagnostics.on(({ textDocument: { uri } }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: answer(uri, [], (document) => diagnostics(document, settings)),
  }));

  connection.onExecuteCommand(
    ({ command, arguments: [argument] = [], workDoneToken }, token) =>
      commands[command]?.(argument, {
        connection,
        documents,
        answer,
        refresh,
        readLike,
        useFormatFiles: (files) => {
          formatFiles = files;
          return readAnew().files;
        },
        dateOf,
        token,
        workDoneToken,
      }) ?? null,
  );

  documents.listen(connection);
  connection.listen();
}
