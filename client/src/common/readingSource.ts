import * as vscode from 'vscode';
import type { LargeLogRequests } from './largeLogRequests';
import type { ReportSource } from './reportSource';
import type { SmallLogDocuments } from './smallLogDocuments';

/** Of a reading, among logs that are named by their address. */
export function readingKey(id: number): string {
  return `reading ${id}`;
}

/** Logs of any size that were read, as the source of a report. */
export function readingSource(
  requests: LargeLogRequests,
  documents: SmallLogDocuments,
  name: string,
  {
    id,
    uris,
    format,
  }: { readonly id: number; readonly uris: readonly string[]; readonly format: string | undefined },
): ReportSource {
  return {
    key: readingKey(id),
    name,
    uri: vscode.Uri.parse(uris[0] ?? ''),
    data: () => requests.report(id),
    text: (form) => requests.reportText({ id, form }),
    showLines: async (selection, title) => {
      const location = vscode.ProgressLocation.Notification;
      const picked = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
        requests
          .reportLines({ id, selection, format }, token)
          .then((found) => (token.isCancellationRequested ? null : found)),
      );
      if (picked !== null) {
        const reading = {
          id: picked.id,
          name: title,
          title,
          uris: picked.uris.map((uri) => vscode.Uri.parse(uri)),
          parts: picked.parts,
          isRunning: false,
        };
        documents.begin(reading);
        await documents.open(reading);
      }
    },
  };
}
