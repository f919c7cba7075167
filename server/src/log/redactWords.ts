import { type Aliases, isCommonWord } from './aliases';
import { redactToken } from './redactToken';

/** Redacts a stretch of a line whose meaning nobody knows, token by token. */
export function redactWords(line: string, from: number, to: number, aliases: Aliases): string {
  const text = line.slice(from, to);
  let redacted = '';
  let before = '';
  let at = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const gap = text.slice(at, found.index);
    const label = labelOf(before + gap);
    const escaped = gap.endsWith('\\')
      ? (/^(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])/i.exec(found[0])?.[0] ?? '')
      : '';
    const token = found[0].slice(escaped.length);
    at = found.index + found[0].length;
    const next = at < text.length ? text.charAt(at) : line.charAt(to);
    if (label === 'subject' && !/^\d+$/.test(token)) {
      const end = endOfSubject(text, found.index, gap);
      redacted += gap + aliases.other('subject', text.slice(found.index, end));
      TOKEN.lastIndex = at = end;
      before = '';
      continue;
    }
    redacted += gap + escaped + redactLabelled(token, label, next, aliases);
    before = (before + gap + token).slice(-LONGEST_LABEL);
  }
  return redacted + text.slice(at);
}

/** What has no blank, bracket, quote, comma, semicolon or backslash in it. */
const TOKEN = /[^\s<>"'(),;[\]{}|\\`]+/g;

const LONGEST_LABEL = 24;

type Label = 'user' | 'host' | 'subject' | 'secret' | 'id' | undefined;

/** What the words just before a token say of it: `user=<`, `"subject":"`, `AUTH PLAIN `, `queued as `. */
function labelOf(before: string): Label {
  const last = before.charCodeAt(before.length - 1);
  // Behind a word's own letters nothing is labelled.
  if (before === '' || !BEFORE_VALUE.has(last)) {
    return undefined;
  }
  if (OF_USER.test(before)) {
    return 'user';
  }
  const words = /([\w-]+)(?:\s([a-z]+))?[\s"'\\]*[=:]?[\s"'<[(\\]*$/i.exec(before.slice(-LONGEST_LABEL));
  if (words === null) {
    return undefined;
  }
  const isKey = /[=:]/.test(before.slice(before.lastIndexOf(words[2] ?? words[1] ?? '')));
  const first = (words[1] ?? '').toLowerCase();
  const second = words[2]?.toLowerCase();
  const name = second ?? first;
  if (isKey) {
    // Exim's `T="Hello"` is a subject, its `T=remote_smtp` a transport.
    if (words[0].endsWith('="') && name === 't') {
      return 'subject';
    }
    return KEYS.get(name);
  }
  if (first === 'auth' && second !== undefined && MECHANISMS.has(second)) {
    return 'secret';
  }
  return (first === 'queued' && second === 'as') || name === 'queued_as'
    ? 'id'
    : HOST_VERBS.has(name)
      ? 'host'
      : undefined;
}

const BEFORE_VALUE: ReadonlySet<number> = new Set([...' "\'<[(=:\\'].map((sign) => sign.charCodeAt(0)));
/** `EXAMPLE\\alice`, `pam(alice,192.0.2.1)`, `delivered to Bob/Example`, `identified spam (15.1/5.0) for alice:501`. */
const OF_USER =
  /(?:^|[^\w\\])[A-Z][A-Z0-9-]+\\$|\b(?:pam|sql|ldap|passwd-file|static)\($|delivered to $|\) for $/;

const MECHANISMS: ReadonlySet<string> = new Set(['plain', 'login', 'xoauth2', 'oauthbearer', 'ntlm']);
const HOST_VERBS: ReadonlySet<string> = new Set(['helo', 'ehlo', 'lhlo']);

const KEYS: ReadonlyMap<string, Label> = new Map(
  Object.entries({
    user: 'user,username,user_name,login,authid,auth_user,account,accountname,account_name,sasl_username,sasl_sender,ctladdr,u,orig_to,mailbox',
    host: 'helo,ehlo,host,hostname,_hostname,server,hostname_,cs-host,hello',
    subject: 'subject,subj',
    secret: 'pass,password,passwd,pwd,token,apikey,api_key,secret',
  }).flatMap(([label, names]) => names.split(',').map((name) => [name, label as Label] as const)),
);

function redactLabelled(token: string, label: Label, next: string, aliases: Aliases): string {
  const inner = KEY_AND_VALUE.exec(token);
  const own = inner && KEYS.get((inner[1] ?? '').toLowerCase());
  if (inner && own) {
    const value = redactValue(inner[3] ?? '', own === 'subject' ? 'secret' : own, '', aliases);
    return `${inner[1]}${inner[2]}${value}`;
  }
  return redactValue(token, label, next, aliases);
}

/** `user=bob`, `helo:mx.example.net`. */
const KEY_AND_VALUE = /^([\w.-]+)([=:])(.+)$/;

function redactValue(token: string, label: Label, next: string, aliases: Aliases): string {
  const [, name, rest] = (label === 'user' && /^([a-z][\w.-]*)([:/]\w+)$/i.exec(token)) || [];
  if (name !== undefined && rest !== undefined) {
    return rest.startsWith('/') ? aliases.user(token) : aliases.user(name) + rest;
  }
  const plain = /^[\w.-]+$/.test(token) && !/^(?:\d+|[-_.]+|null|none|true|false)$/i.test(token);
  switch (label) {
    case 'secret':
      return /^(?:\d{1,3}|[-*]+)$/.test(token) ? token : aliases.other('secret', token);
    case 'id':
      return /^[\w-]{4,}$/.test(token) ? aliases.id(token) : redactToken(token, next, aliases);
    case 'user':
      // `user unknown`, `mailbox: unavailable`: a sentence goes on, a name does not.
      return plain && !token.includes('.') && next !== ' ' && !isCommonWord(token)
        ? aliases.user(token)
        : redactToken(token, next, aliases);
    case 'host':
      return plain && /[a-z]/i.test(token) && !/^\d/.test(token) && next !== ' ' && !isCommonWord(token)
        ? aliases.host(token)
        : redactToken(token, next, aliases);
    default:
      return redactToken(token, next, aliases);
  }
}

/** A subject ends at its quote, or where Postfix goes on: `header Subject: Hello from client.example.com[…]`. */
function endOfSubject(text: string, start: number, gap: string): number {
  const quote = gap.endsWith('"') ? text.indexOf('"', start) : -1;
  if (quote >= 0) {
    return quote;
  }
  const semicolon = text.indexOf('; ', start);
  const end = semicolon < 0 ? text.length : semicolon;
  const from = text.lastIndexOf(' from ', end);
  return from > start ? from : end;
}
