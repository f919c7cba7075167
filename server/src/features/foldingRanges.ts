import type { FoldingRange } from 'vscode-languageserver-types';
import type { LogDocument } from '../log/document';
import { runsOf } from './runs';

/** Runs of failures with one reason fold to their first line. The editor takes 5 000 folds: the longest come first. */
export function foldingRanges(document: LogDocument): FoldingRange[] {
  return runsOf(document)
    .filter(({ failures }) => failures > 1)
    .sort((a, b) => b.failures - a.failures)
    .slice(0, MOST_FOLDS)
    .sort((a, b) => a.firstLine - b.firstLine)
    .map(({ firstLine, lastLine }) => ({ startLine: firstLine, endLine: lastLine }));
}

const MOST_FOLDS = 5000;
