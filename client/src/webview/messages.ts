import type { ReportData, ReportForm, Selection } from '../../../server/src/lsp/protocol';

/** What the report's page is told. */
export interface ShowReport {
  readonly type: 'show';
  readonly data: ReportData;
  readonly texts: ReportTexts;
  readonly locale: string;
}

/** What the page asks for. */
export type ReportMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'refresh' }
  | { readonly type: 'lines'; readonly selection: Selection; readonly title: string }
  | { readonly type: 'save'; readonly form: ReportForm }
  /** The report as a page that stands for itself. */
  | { readonly type: 'saveHtml'; readonly html: string };

/** The page's own words in the person's language. */
export type ReportTexts = Readonly<Record<TextKey, string>>;

type TextKey =
  | 'saveAs'
  | 'refresh'
  | 'sinceWhen'
  | 'overTime'
  | 'showDeliveries'
  | 'numbers'
  | 'from'
  | 'delivered'
  | 'temporary'
  | 'permanent'
  | 'reasons'
  | 'domains'
  | 'relays'
  | 'senders'
  | 'nullSender'
  | 'name'
  | 'attempts'
  | 'firstFailure'
  | 'lastFailure'
  | 'others'
  | 'showAll'
  | 'delays'
  | 'delay'
  | 'deliveries'
  | 'outcomes'
  | 'outcome'
  | 'recipients'
  | 'failed'
  | 'waiting'
  | 'refused'
  | 'noFailures'
  | 'noTimes'
  | 'lines'
  | 'showLines'
  | 'timelineText'
  | 'reasonsText'
  | 'delaysText';
