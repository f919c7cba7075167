import { explain } from '../smtp/explain';

export interface ExplainOptions {
  readonly relay?: string | undefined;
  readonly command?: string | undefined;
  readonly json?: boolean | undefined;
}

/** The answer of `smtp-lens explain`: readable, or the JSON value that scripts rely on. */
export function explainText(text: string, { relay, command, json }: ExplainOptions): string {
  const found = explain({ text, relay, command });
  if (json) {
    const { code, enhanced, reason, retry, whoActs, title, meaning, action, provider, decidedBy, sources } =
      found;
    return JSON.stringify({
      code: code ?? null,
      enhanced: enhanced ?? null,
      class: found.class ?? null,
      reason,
      retry,
      whoActs,
      title,
      meaning,
      action,
      provider: provider ?? null,
      decidedBy,
      sources,
    });
  }
  const codes = [found.code, found.enhanced].filter((part) => part !== undefined).join(' ');
  return [
    [codes, found.title].filter(Boolean).join(' · '),
    `Try again?  ${found.retry}: ${found.retryBecause}`,
    `What to do: ${found.action}`,
    `Who acts:   ${found.whoActs}`,
    '',
    ...found.layers.map(({ decidedBy, meaning }) => `${`${decidedBy}:`.padEnd(12)}${meaning}`),
    '',
    ...found.sources.map(({ title, url }) => `Source: ${title}${url === undefined ? '' : ` <${url}>`}`),
  ].join('\n');
}
