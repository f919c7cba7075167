import type { ReasonId } from '../smtp/explain';
import { ownRulesGeneration } from '../smtp/ownRules';
import { type Block, forEachLine, forEachPlace, isFailure, type Only, ROW } from './block';
import type { LogDocument } from './document';
import { textOf } from './explanation';
import { verdictOf } from './reasonCache';
import { clockReader, domainOf, name } from './report/attempt';

/** What failures are put together by. */
export type GroupKey = 'reason' | 'provider' | 'domain' | 'relay';

/** A failure with all that it can be grouped and filtered by. */
export interface FailureFacts {
  /** From the first line of its block. */
  readonly line: number;
  readonly permanent: boolean;
  readonly reason: ReasonId;
  /** The provider that the explanation names, else the domain, else the relay. */
  readonly provider: string;
  readonly domain: string;
  readonly relay: string;
  /** The log's clock, as if it showed UTC; `undefined` without a time. */
  readonly clock: number | undefined;
}

export interface PlacedFailure {
  /** In the document. */
  readonly line: number;
  readonly facts: FailureFacts;
}

export interface FactsFilter {
  readonly only?: Only;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** In lower case. */
  readonly text?: string | undefined;
}

/** The failures that a filter lets through, in the order of the log. Only blocks that are new are read. */
export function failuresThrough(
  document: LogDocument,
  filter: FactsFilter,
  reference: number,
): PlacedFailure[] {
  const found: PlacedFailure[] = [];
  let first = 0;
  for (const block of document.blocks) {
    const facts = factsOf(document, block, reference);
    const holding = filter.text ? linesHolding(block, filter.text) : undefined;
    for (const each of facts) {
      if (passes(each, filter) && (holding === undefined || holding.has(each.line))) {
        found.push({ line: first + each.line, facts: each });
      }
    }
    first += block.breaks;
  }
  return found;
}

function passes({ permanent, clock }: FailureFacts, { only, from, to }: FactsFilter): boolean {
  return (
    (only === undefined || (only === 'permanent') === permanent) &&
    (from === undefined || (clock !== undefined && clock >= from)) &&
    (to === undefined || (clock !== undefined && clock <= to))
  );
}

function linesHolding({ text }: Block, words: string): Set<number> {
  const lines = new Set<number>();
  forEachLine(text, (line, number) => {
    if (line.toLowerCase().includes(words)) {
      lines.add(number);
    }
  });
  return lines;
}

/** Kept as long as the block, read as it is: an edit makes new blocks. */
export function factsOf({ reader }: LogDocument, block: Block, reference: number): readonly FailureFacts[] {
  if (block.failures === 0) {
    return [];
  }
  if (generation !== ownRulesGeneration()) {
    generation = ownRulesGeneration();
    known = new WeakMap();
  }
  let facts = known.get(block);
  if (facts === undefined) {
    facts = readFacts(block, reader.read, reference);
    known.set(block, facts);
  }
  return facts;
}

let known = new WeakMap<Block, readonly FailureFacts[]>();
let generation = 0;

function readFacts(block: Block, read: LogDocument['reader']['read'], reference: number): FailureFacts[] {
  const facts: FailureFacts[] = [];
  const clockOf = clockReader(reference);
  let row = 0;
  forEachPlace(block.text, (start, end, number) => {
    if (block.line[row] !== number) {
      return;
    }
    const kind = block.kind[row++];
    if (!isFailure(kind, undefined)) {
      return;
    }
    const line = block.text.slice(start, end);
    const logLine = read(line);
    if (logLine === undefined) {
      return;
    }
    const { reason, provider } = verdictOf(line, logLine);
    const relay = name(textOf(line, logLine.relay));
    const domain = domainOf(textOf(line, logLine.recipient) ?? '');
    facts.push({
      line: number,
      permanent: kind === ROW.permanent,
      reason,
      provider: provider ?? (domain || relay),
      domain,
      relay,
      clock: clockOf(line, logLine.time),
    });
  });
  return facts;
}
