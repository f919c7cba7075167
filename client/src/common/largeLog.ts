import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { FollowedReadings } from './followedReadings';
import { LargeFailures } from './largeFailures';
import { LargeFiles } from './largeFiles';
import { LargeLogReading } from './largeLogReading';
import { LargeLogRequests } from './largeLogRequests';
import type { NewFailureItem } from './newFailureItem';
import { Originals, type PickedLines } from './originals';
import type { Reports } from './reportCommands';
import { SmallLogDocuments } from './smallLogDocuments';
import { SmallLogLenses } from './smallLogLenses';

/** All about logs that the editor hands to no extension, and the way back from lines picked from any log. */
export function registerLargeLogs(
  client: BaseLanguageClient,
  memory: vscode.Memento,
  derived: PickedLines,
  reports: Reports,
  newFailures: NewFailureItem,
): {
  readonly failures: LargeFailures;
  readonly files: LargeFiles;
  readonly followed: FollowedReadings;
  readonly disposable: vscode.Disposable;
} {
  const requests = new LargeLogRequests(client);
  const documents = new SmallLogDocuments(requests);
  const reading = new LargeLogReading(requests, documents, reports);
  const files = new LargeFiles(requests, reading, memory);
  return {
    failures: new LargeFailures(requests, files, reading),
    files,
    followed: new FollowedReadings(requests, documents, files, newFailures, reports.panels),
    disposable: vscode.Disposable.from(
      documents,
      reading,
      files,
      new Originals(requests, [documents, derived]),
      new SmallLogLenses(documents),
    ),
  };
}
