import * as l10n from '@vscode/l10n';
import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver-types';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { forEachFailure } from '../log/failures';
import { failureSpan } from './failureRange';
import { number, translated } from './language';

/** The failed messages: one symbol a message, its failures beneath it; a failure without a queue id stands alone. */
export function documentSymbols(document: LogDocument): DocumentSymbol[] {
  const messages = new Map<string, DocumentSymbol>();
  const found: DocumentSymbol[] = [];
  let left = 0;
  forEachFailure(document, { only: 'permanent' }, (line) => {
    if (found.length >= MOST_SYMBOLS) {
      left++;
      return;
    }
    const text = document.lineText(line);
    const symbol = failureSymbol(document, line, text);
    const id = textOf(text, document.readLine(line)?.queueId);
    const message = id === undefined ? undefined : messages.get(id);
    if (message !== undefined) {
      message.children = [...(message.children ?? []), symbol];
      message.range = { start: message.range.start, end: symbol.range.end };
      return;
    }
    if (id !== undefined) {
      messages.set(id, symbol);
    }
    found.push(symbol);
  });
  return left === 0 ? found : [...found, rest(document, left)];
}

/** An outline of more entries helps nobody; its last entry says what is missing. */
const MOST_SYMBOLS = 5000;

function failureSymbol(document: LogDocument, line: number, text: string): DocumentSymbol {
  const read = document.readLine(line);
  const explanation = read && explainLine(text, read);
  const { start, end } = read === undefined ? { start: 0, end: text.length } : failureSpan(text, read);
  const who =
    read && (textOf(text, read.recipient) || textOf(text, read.queueId) || textOf(text, read.relay));
  const codes = [explanation?.code, explanation?.enhanced].filter((part) => part !== undefined).join(' ');
  return {
    name: who || codes || (explanation && translated(explanation.title)) || l10n.t('failure'),
    detail: [codes, explanation && translated(explanation.title)].filter(Boolean).join(' · '),
    kind: SymbolKind.Event,
    range: rangeOf(line, 0, text.length),
    selectionRange: rangeOf(line, start, end),
  };
}

function rest(document: LogDocument, left: number): DocumentSymbol {
  const range = rangeOf(document.lineCount - 1, 0, 0);
  return {
    name: l10n.t('{0} more failures', number(left)),
    detail: l10n.t('“Go to Next Failure” visits them all'),
    kind: SymbolKind.Null,
    range,
    selectionRange: range,
  };
}

function rangeOf(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}
