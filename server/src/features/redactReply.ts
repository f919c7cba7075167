import { Redactor } from '../log/redact';

/** A reply without what could tell who wrote to whom, to be shown to others. */
export function redactReply(reply: string): string {
  return new Redactor().line(reply.slice(0, LONGEST_REPORT));
}

const LONGEST_REPORT = 2000;
