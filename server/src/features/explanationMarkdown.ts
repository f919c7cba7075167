import * as l10n from '@vscode/l10n';
import type { Provider } from '../smtp/catalogue';
import { type DecidedBy, type Explanation, explain } from '../smtp/explain';
import { translated } from './language';
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
    action: paragraph(l10n.t('What to do'), translated(explanation.action)),
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
  const head = [codes, translated(explanation.title)]
    .filter(Boolean)
    .map((part) => escapeMarkdown(part))
    .join(' · ');
  const retry = isFailureClass(explanation) ? ` — ${retryText(explanation.retry)}` : '';
  const because = isFailureClass(explanation)
    ? `\n\n${escapeMarkdown(becauseText(explanation.retryBecause))}`
    : '';
  return `**${head}**  \n${classText(explanation.class)}${retry}${because}`;
}

function isFailureClass({ class: class_ }: Explanation): boolean {
  return class_ === 'temporary' || class_ === 'permanent';
}

function classText(class_: Explanation['class']): string {
  switch (class_) {
    case 'success':
      return l10n.t('Success');
    case 'intermediate':
      return l10n.t('Half-way reply');
    case 'temporary':
      return l10n.t('Temporary failure');
    case 'permanent':
      return l10n.t('Permanent failure');
    default:
      return l10n.t('No reply code');
  }
}

function retryText(retry: Explanation['retry']): string {
  switch (retry) {
    case 'yes':
      return l10n.t('trying again helps');
    case 'later':
      return l10n.t('trying again later can help');
    case 'after-repair':
      return l10n.t('trying again helps only after a repair');
    case 'no':
      return l10n.t('trying again will not help');
    default:
      return l10n.t('whether trying again helps is not known');
  }
}

/** A verdict against the digit says so before its reason. */
function becauseText(because: string): string {
  const colon = because.indexOf(': ') + 2;
  return because.startsWith('The code says ') && colon > 1
    ? `${translated(because.slice(0, colon).trimEnd())} ${translated(because.slice(colon))}`
    : translated(because);
}

function paragraph(label: string, text: string): string {
  return text === '' ? '' : `**${label}:** ${escapeMarkdown(text)}`;
}

/** The meaning that decided, then what the wider layers say of the same codes. */
function meaning({ layers, inferred, confirmed }: Explanation): string {
  const lines = layers.map((layer) => {
    const name = layer.rule === undefined ? layerName(layer.decidedBy) : nameOf(layer.rule.provider);
    return `- **${escapeMarkdown(name)}:** ${escapeMarkdown(translated(layer.meaning))}`;
  });
  if (inferred) {
    lines.push(`- *${l10n.t('The log holds no reply here: this is read from the server’s own words.')}*`);
  }
  if (!confirmed) {
    lines.push(`- *${l10n.t('No published source confirms this reading.')}*`);
  }
  return lines.join('\n');
}

/** `Gmail`, `Postfix`; a person's own rules are theirs. */
function nameOf({ name, kind }: Provider): string {
  return kind === 'own' ? l10n.t('Your own rule') : name;
}

function layerName(decidedBy: DecidedBy): string {
  switch (decidedBy) {
    case 'own':
      return l10n.t('Your own rule');
    case 'provider':
      return l10n.t('The provider');
    case 'text':
      return l10n.t('The text');
    case 'enhanced':
      return l10n.t('Enhanced status code');
    case 'code':
      return l10n.t('Reply code');
    case 'digit':
      return l10n.t('First digit');
    default:
      return l10n.t('Meaning');
  }
}

function sources(explanation: Explanation): string {
  const links = explanation.layers
    .flatMap((layer) => layer.sources)
    .map(({ title, url }) => link(title, url));
  return links.length === 0 ? '' : `${l10n.t('Source')}: ${[...new Set(links)].join(' · ')}`;
}
