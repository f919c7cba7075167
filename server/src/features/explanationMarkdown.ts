import type { Provider } from '../smtp/catalogue';
import { type Explanation, explain } from '../smtp/explain';
import { escapeMarkdown, link } from './markdown';

/** An explanation as Markdown sections: the verdict first, then what to do, the meaning, the sources. */
export interface ExplanationSections {
  readonly verdict: string;
  readonly action: string;
  readonly meaning: string;
  readonly sources: string;
}

export function explanationSections(explanation: Explanation): ExplanationSections {
  return {
    verdict: verdict(explanation),
    action: paragraph('What to do', explanation.action),
    meaning: meaning(explanation),
    sources: sources(explanation),
  };
}

/** A whole document about a reply that somebody pasted or asked about. */
export function explanationDocument(reply: {
  text: string;
  relay?: string | undefined;
  command?: string | undefined;
}): string {
  const text = reply.text.slice(0, LONGEST_REPLY);
  const { verdict, action, meaning, sources } = explanationSections(explain({ ...reply, text }));
  return joinSections([`> ${escapeMarkdown(text)}`, verdict, action, meaning, sources]);
}

const LONGEST_REPLY = 4000;

/** Sections that say something, one after the other. */
export function joinSections(sections: readonly string[]): string {
  return sections.filter((section) => section !== '').join('\n\n');
}

/** `**550 5.1.1 · No such mailbox.** Permanent failure. Trying again will not help: …` */
function verdict(explanation: Explanation): string {
  const codes = [explanation.code, explanation.enhanced].filter((part) => part !== undefined).join(' ');
  const head = [codes, explanation.title]
    .filter(Boolean)
    .map((part) => escapeMarkdown(part))
    .join(' · ');
  const retry = isFailureClass(explanation) ? ` — ${RETRY[explanation.retry]}` : '';
  const because = isFailureClass(explanation) ? `\n\n${escapeMarkdown(explanation.retryBecause)}` : '';
  return `**${head}**  \n${CLASS[explanation.class ?? 'none']}${retry}${because}`;
}

function isFailureClass({ class: class_ }: Explanation): boolean {
  return class_ === 'temporary' || class_ === 'permanent';
}

const CLASS = {
  success: 'Success',
  intermediate: 'Half-way reply',
  temporary: 'Temporary failure',
  permanent: 'Permanent failure',
  none: 'No reply code',
};

const RETRY = {
  yes: 'trying again helps',
  later: 'trying again later can help',
  'after-repair': 'trying again helps only after a repair',
  no: 'trying again will not help',
  unknown: 'whether trying again helps is not known',
};

function paragraph(label: string, text: string): string {
  return text === '' ? '' : `**${label}:** ${escapeMarkdown(text)}`;
}

/** The meaning that decided, then what the wider layers say of the same codes. */
function meaning({ layers, inferred, confirmed }: Explanation): string {
  const lines = layers.map((layer) => {
    const name = layer.rule === undefined ? LAYER[layer.decidedBy] : nameOf(layer.rule.provider);
    return `- **${escapeMarkdown(name)}:** ${escapeMarkdown(layer.meaning)}`;
  });
  if (inferred) {
    lines.push('- *The log holds no reply here: this is read from the server’s own words.*');
  }
  if (!confirmed) {
    lines.push('- *No published source confirms this reading.*');
  }
  return lines.join('\n');
}

/** `Gmail`, `Postfix`; a person's own rules are theirs. */
function nameOf({ name, kind }: Provider): string {
  return kind === 'own' ? 'Your own rule' : name;
}

const LAYER = {
  own: 'Your own rule',
  provider: 'The provider',
  text: 'The text',
  enhanced: 'Enhanced status code',
  code: 'Reply code',
  digit: 'First digit',
  none: 'Meaning',
};

function sources(explanation: Explanation): string {
  const links = explanation.layers
    .flatMap((layer) => layer.sources)
    .map(({ title, url }) => link(title, url));
  return links.length === 0 ? '' : `Source: ${[...new Set(links)].join(' · ')}`;
}
