import * as vscode from 'vscode';
import type { FollowedReadingAnswer } from '../../../server/src/lsp/protocol';
import type { LargeFiles } from './largeFiles';
import type { LargeLogRequests } from './largeLogRequests';
import type { NewFailureItem, NewFailurePlace } from './newFailureItem';
import { readingKey } from './readingSource';
import type { ReportPanels } from './reportPanels';
import type { ReadingOfLogs, SmallLogDocuments } from './smallLogDocuments';

/** Has the small logs and the counts of large logs grow with them. */
export class FollowedReadings {
  readonly #requests: LargeLogRequests;
  readonly #documents: SmallLogDocuments;
  readonly #files: LargeFiles;
  readonly #item: NewFailureItem;
  readonly #panels: ReportPanels;

  constructor(
    requests: LargeLogRequests,
    documents: SmallLogDocuments,
    files: LargeFiles,
    item: NewFailureItem,
    panels: ReportPanels,
  ) {
    this.#requests = requests;
    this.#documents = documents;
    this.#files = files;
    this.#item = item;
    this.#panels = panels;
  }

  async look(): Promise<void> {
    for (const reading of this.#documents.readings) {
      if (!reading.isRunning && reading.title === undefined) {
        await this.#lookAt(reading).catch(() => undefined);
      }
    }
  }

  async #lookAt(reading: ReadingOfLogs): Promise<void> {
    const answer = await this.#requests.follow(reading.id);
    if (answer?.result === undefined) {
      return;
    }
    const { result } = answer;
    reading.uris = result.uris.map((uri) => vscode.Uri.parse(uri));
    reading.parts = result.parts;
    await this.#documents.update(reading);
    this.#files.remember(result);
    this.#panels.changed(readingKey(reading.id));
    this.#item.add(readingKey(reading.id), answer, this.#placesOf(reading, answer));
  }

  #placesOf(reading: ReadingOfLogs, { originals, small }: FollowedReadingAnswer): NewFailurePlace[] {
    return [
      ...originals.map((original) => ({ ...original, uri: vscode.Uri.parse(original.uri) })),
      ...reading.parts.map((_, part) => ({
        uri: this.#documents.uriOf(reading, part),
        ...(part === small?.part && { first: small.first, last: small.last }),
      })),
    ];
  }
}
