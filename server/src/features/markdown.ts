import { withoutControls } from '../log/withoutControls';

/**
 * Text from a log as Markdown that shows exactly that text. Every mark is escaped, and so is what would become a
 * link by itself (`www.`, `https:`, `@`); a log line is the work of strangers.
 */
export function escapeMarkdown(text: string): string {
  return withoutControls(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A link to one of our own sources; only `https:` is linked. */
export function link(title: string, url: string | undefined): string {
  const text = escapeMarkdown(title);
  return url !== undefined && /^https:\/\/[^\s()<>"\\]+$/.test(url) ? `[${text}](${url})` : text;
}
