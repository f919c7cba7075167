import type { DocumentParams } from '../protocol';

export interface TraceTextParams extends DocumentParams {
  /** A queue id, a message id or an address. */
  readonly query: string;
}
