import type { DocumentParams } from '../protocol';

/** What is traced: the message that a line belongs to, or all that match a queue id, message id or address. */
export interface TraceParams extends DocumentParams {
  /** From 0. */
  readonly line?: number;
  readonly query?: string;
}

export interface TracePlace extends DocumentParams {
  /** From 0. */
  readonly line: number;
}

export interface TracedMessage {
  readonly verdict: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly queueIds: readonly string[];
  /** Its first line, by which it is found again. */
  readonly place: TracePlace;
}

export interface TraceAnswer {
  /** The stories of the first messages as plain text; each step ends with its place, `(mail.log:12)`. */
  readonly text: string;
  /** How many messages match; `messages` holds the first of them. */
  readonly total: number;
  readonly messages: readonly TracedMessage[];
  /** All lines of the first message, in the order of its story. */
  readonly places: readonly TracePlace[];
  /** The logs by the names that the text calls them. */
  readonly logs: readonly { readonly name: string; readonly uri: string }[];
}
