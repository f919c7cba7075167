// npm run docs:codes: writes docs/codes.md from data/. With --check it only says whether the page is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rowsOf } from './catalogue.mjs';

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'docs/codes.md');

function codesPage() {
  const reasons = rowsOf('reasons');
  return [
    '# SMTP replies and what they mean',
    '',
    'Made from [data/](../data) by `npm run docs:codes`; change the rows there.',
    '',
    ...section('Reply codes', rowsOf('reply-codes').flatMap(replyCode)),
    ...section('Enhanced status codes', rowsOf('enhanced-status-codes').flatMap(enhancedCode)),
    ...section('Reasons', reasons.flatMap(reason)),
    ...section('Providers and products', rowsOf('providers').flatMap(provider)),
  ].join('\n');
}

function section(title, lines) {
  return [`## ${title}`, '', ...lines];
}

function replyCode({ code, status, meanings }) {
  return [
    `### ${code}`,
    '',
    ...meanings.map((row) => {
      const unsure = row.confirmed === false ? ' **No published source confirms this.**' : '';
      return `- **${row.title}**${place(row)}: ${row.meaning} → [${row.reason}](#${row.reason}). ${source(row)}${unsure}`;
    }),
    '',
    ...(status === 'standard' ? [] : [`Not in the standard today: ${STATUS[status]}.`, '']),
  ];
}

/** Where a meaning holds. */
function place({ commands = [], enhanced = [] }) {
  const places = [
    ...commands.map((name) => (name === 'connect' ? 'at the greeting' : `after ${name}`)),
    ...enhanced,
  ];
  return places.length === 0 ? '' : ` *(${places.join(', ')})*`;
}

const STATUS = {
  registered: 'known only from the registry of enhanced codes',
  draft: 'a draft',
  historic: 'historic',
  seen: 'seen in practice',
  'not-smtp': 'a number of some client or service, never said by a server',
};

function enhancedCode({ code, kind, title, meaning, reuse, reason, ...row }) {
  return [
    `### ${code}`,
    '',
    `${anchors(code)}**${title}:** ${meaning}${reason ? ` → [${reason}](#${reason}).` : ''} ${source(row)}${kind === 'not-registered' ? ' Not registered.' : ''}`,
    '',
    ...(reuse ? [reuse, ''] : []),
    ...(row.replyCodes
      ? [`Registered beside ${row.replyCodes.map((code) => `[${code}](#${code})`).join(', ')}.`, '']
      : []),
  ];
}

/** `#5-1-1` and its like, for each class that the code may have. */
function anchors(code) {
  const classes = code.startsWith('X') ? ['2', '4', '5'].map((digit) => digit + code.slice(1)) : [code];
  return classes.map((name) => `<a id="${name.replaceAll('.', '-').toLowerCase()}"></a>`).join('');
}

function reason({ id, title, meaning, action, whoActs, retry, retryBecause }) {
  return [
    `### ${id}`,
    '',
    `**${title}.** ${meaning}`,
    '',
    `- What to do: ${action}`,
    `- Who acts: ${whoActs}`,
    `- Try again? **${retry}**: ${retryBecause}`,
    '',
  ];
}

function provider({ name, rules }) {
  const cells = rules.map((rule) => {
    const codes = [rule.code, rule.enhanced ?? rule.enhancedRange?.join('–')].filter(Boolean).join(' ');
    return `| ${[codes, rule.patterns.map(code).join(' or '), rule.meaning, `[${rule.reason}](#${rule.reason})`, rule.confirmed === false ? 'no' : 'yes'].map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    `### ${name}`,
    '',
    '| reply | text | meaning | reason | confirmed |',
    '| --- | --- | --- | --- | --- |',
    ...cells,
    '',
  ];
}

function code(text) {
  return `\`${text.replaceAll('`', "'").trim()}\``;
}

function source({ source, url }) {
  return `(${url ? `[${source}](${url})` : source})`;
}

const text = codesPage();
if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/codes.md is older than data/: run npm run docs:codes');
    process.exit(1);
  }
} else {
  writeFileSync(page, text);
}
