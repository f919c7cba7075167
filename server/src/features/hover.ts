import type { Hover, Position } from 'vscode-languageserver-types';
import type { LogLine } from '../formats/format';
import type { LogDocument } from '../log/document';
import { explainLine, textOf } from '../log/explanation';
import { rankOf } from '../log/failures';
import { severityOf } from '../log/severity';
import type { Explanation } from '../smtp/explain';
import type { SmtpReply } from '../smtp/reply';
import type { Span } from '../span';
import { escapeMarkdown, link } from './markdown';

/** What the reply, or the failure without one, under the cursor means in its place, and what to do about it. */
export function hover(document: LogDocument, { line, character }: Position): Hover | undefined {
  const text = document.lineText(line);
  const read = document.readLine(line);
  const target = read && targetAt(read, character);
  if (read === undefined || target === undefined) {
    return undefined;
  }
  const explanation = explainLine(text, read, target.reply);
  const sections = [
    verdict(explanation),
    paragraph('What to do', explanation.action),
    circumstances(text, read, target.reply),
    meaning(explanation),
    place(document, line, text, read, explanation),
    sources(explanation),
  ];
  return {
    contents: { kind: 'markdown', value: sections.filter((section) => section !== '').join('\n\n') },
    range: {
      start: { line, character: target.span.start },
      end: { line, character: target.span.end },
    },
  };
}

interface Target {
  readonly span: Span;
  readonly reply: SmtpReply | undefined;
}

/** The innermost reply at a place of the line, or the words and codes that stand for one. */
function targetAt(read: LogLine, character: number): Target | undefined {
  const reply = read.replies.findLast(({ start, end }) => holds({ start, end }, character));
  if (reply !== undefined) {
    return { span: { start: reply.start, end: reply.end }, reply };
  }
  for (const span of [read.status, read.words]) {
    if (span !== undefined && holds(span, character)) {
      return { span, reply: undefined };
    }
  }
  return undefined;
}

function holds({ start, end }: Span, character: number): boolean {
  return start <= character && character <= end;
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

/** Who said it to whom, after which command; the envelope and the delay, as far as the line holds them. */
function circumstances(line: string, read: LogLine, reply: SmtpReply | undefined): string {
  const relay = textOf(line, read.relay);
  const command = textOf(line, read.command);
  const facts = [
    reply && who(reply, relay),
    command && `answering ${code(command)}`,
    read.sender && `from ${code(textOf(line, read.sender) || '<>')}`,
    read.recipient && `to ${code(textOf(line, read.recipient) ?? '')}`,
    read.delay && `delay ${code(textOf(line, read.delay) ?? '')}`,
  ];
  const said = facts.filter((fact) => fact !== undefined && fact !== '').join(', ');
  return said === '' ? '' : said.charAt(0).toUpperCase() + said.slice(1) + '.';
}

function who({ speaker }: SmtpReply, relay: string | undefined): string {
  const other = relay === undefined ? undefined : code(relay);
  switch (speaker) {
    case 'server':
      return `this server said it to ${other ?? 'its client'}`;
    case 'remote':
      return `${other ?? 'the other server'} said it to this server`;
    default:
      return other === undefined ? '' : `in a session with ${other}`;
  }
}

/** Log text set apart from ours, as code where it holds no back quote. */
function code(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
  return plain.includes('`') || plain.trim() === '' ? escapeMarkdown(plain) : `\`${plain}\``;
}

/** The meaning that decided, then what the wider layers say of the same codes. */
function meaning({ layers, inferred, confirmed }: Explanation): string {
  const lines = layers.map((layer, index) => {
    const name = index === 0 ? LAYER_DECIDES[layer.decidedBy] : LAYER[layer.decidedBy];
    return `- **${name}:** ${escapeMarkdown(layer.meaning)}`;
  });
  if (inferred) {
    lines.push('- *The log holds no reply here: this is read from the server’s own words.*');
  }
  if (!confirmed) {
    lines.push('- *No published source confirms this reading.*');
  }
  return lines.join('\n');
}

const LAYER = {
  provider: 'This provider',
  text: 'The text',
  enhanced: 'Enhanced status code',
  code: 'Reply code',
  digit: 'First digit',
  none: 'Meaning',
};

const LAYER_DECIDES = { ...LAYER, provider: 'Meaning at this provider', text: 'Meaning, by its text' };

/** `3rd of 37 failures like this.` */
function place(
  document: LogDocument,
  line: number,
  text: string,
  read: LogLine,
  { reason }: Explanation,
): string {
  if (severityOf(read, text) === undefined) {
    return '';
  }
  const { before, total } = rankOf(document, line, { reason });
  return total < 2 ? '' : `Number ${before + 1} of ${total} failures like this in this log.`;
}

function sources(explanation: Explanation): string {
  const links = explanation.layers
    .flatMap((layer) => layer.sources)
    .map(({ title, url }) => link(title, url));
  return links.length === 0 ? '' : `Source: ${[...new Set(links)].join(' · ')}`;
}
