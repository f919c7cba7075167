import { type Aliases, providerDomainOf } from './aliases';

/** Redacts a word of a log that may hold an address, a link, a host, an IP address, an id, or several of them. */
export function redactToken(token: string, next: string, aliases: Aliases): string {
  const scheme = token.indexOf('://');
  if (scheme > 0) {
    return redactLink(token, scheme + 3, aliases);
  }
  if (/^\d*(?:@[^@]*){4,}$/.test(token)) {
    // Momentum's fields.
    return token
      .split('@')
      .map((field) => redactParts(field, aliases))
      .join('@');
  }
  if (token.includes('@')) {
    return redactAddresses(token, aliases);
  }
  return redactCredential(token, next, aliases) ?? redactParts(token, aliases);
}

/** `https://mx.example.net/why?u=bob`: a known provider's page says why, any other tells who asks. */
function redactLink(token: string, start: number, aliases: Aliases): string {
  let end = start;
  while (end < token.length && isHostSign(token.charCodeAt(end))) {
    end++;
  }
  const host = token.slice(start, end).replace(/[.-]+$/, '');
  const rest = token.slice(start + host.length);
  const scheme = redactParts(token.slice(0, start), aliases);
  if (providerDomainOf(host.toLowerCase()) === undefined) {
    const hidden = rest.replace(/[^/?&=#.:!]+(?:[./:!]+[^/?&=#.:!]+)*/g, (part, at: number) =>
      rest.charAt(at + part.length) === '=' || /^\d{1,3}$/.test(part)
        ? part
        : isIpv4(part)
          ? aliases.ip(part)
          : aliases.other('page', part),
    );
    return scheme + redactParts(host, aliases) + hidden;
  }
  const parts = rest.replace(/[^/?&=]*(?:%40|@)[^/?&=]*/g, (found) => aliases.other('page', found));
  return token.slice(0, start) + host + redactParts(parts, aliases);
}

/** Each address round an `@`, and whatever the token has between and behind them. */
function redactAddresses(token: string, aliases: Aliases): string {
  let redacted = '';
  let from = 0;
  for (let at = token.indexOf('@'); at >= 0; at = token.indexOf('@', from)) {
    const end = hostEnd(token, at + 1);
    const before = token.slice(from, at);
    const start = localStart(before);
    const local = before.slice(start);
    const domain = token.slice(at + 1, end);
    redacted += redactParts(before.slice(0, start), aliases);
    redacted += local === '' || domain === '' ? redactParts(local, aliases) + '@' : '';
    const host = isIpv4(domain) ? aliases.ip(domain) : domain === '' ? '' : aliases.host(domain);
    redacted += local === '' || domain === '' ? host : aliases.address(local, host);
    from = end;
  }
  return redacted + redactParts(token.slice(from), aliases);
}

function hostEnd(token: string, start: number): number {
  let end = start;
  while (end < token.length && isHostSign(token.charCodeAt(end))) {
    end++;
  }
  while (end > start && ENDS_NO_HOST.has(token.charAt(end - 1))) {
    end--;
  }
  return end;
}

const ENDS_NO_HOST: ReadonlySet<string> = new Set(['.', '-']);

/** Where the local part begins: after `to=`, `mailto:`, `550_5.1.1_` (qmail) or `550+` (IIS); VERP keeps its `=`. */
function localStart(before: string): number {
  let start = Math.max(before.lastIndexOf(':'), before.lastIndexOf('!')) + 1;
  const spelled = /^[2-5]\d\d([_+])/.exec(before);
  if (spelled?.[1] !== undefined) {
    return Math.max(start, before.lastIndexOf(spelled[1]) + 1);
  }
  const key = /^[A-Za-z_.]{1,32}(?:-[a-z]{1,16})?=(?=.)/.exec(before.slice(start));
  start += key && !/^(?:bounces?|return|verp)/i.test(key[0]) ? key[0].length : 0;
  return start;
}

/** Base64 of text, as `AUTH LOGIN` answers: `Ym9iQGV4YW1wbGUubmV0`. What servers ask, `VXNlcm5hbWU6`, stays. */
function redactCredential(token: string, next: string, aliases: Aliases): string | undefined {
  if (
    token.length < 4 ||
    token.length % 4 !== 0 ||
    token.length > 4096 ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(token)
  ) {
    return undefined;
  }
  const isKey = token.endsWith('=') && next !== '' && next.trim() !== '';
  if (
    isKey ||
    token.length < (token.endsWith('=') ? 8 : 12) ||
    !/[A-Z]/.test(token) ||
    !/[a-z0-9]/.test(token)
  ) {
    return undefined;
  }
  const text = decoded(token);
  if (text === undefined) {
    return undefined;
  }
  return /^(?:user ?name|password):/i.test(text) ? token : aliases.other('secret', token);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text that stands there in base64; `undefined` where the bytes are none. */
function decoded(base64: string): string | undefined {
  let [bits, held, text] = [0, 0, ''];
  for (const sign of base64.replace(/=+$/, '')) {
    bits = ((bits << 6) | BASE64.indexOf(sign)) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      const byte = (bits >> held) & 255;
      if ((byte < 0x20 && byte !== 0 && byte !== 1) || byte >= 0x7f) {
        return undefined;
      }
      text += String.fromCharCode(byte);
    }
  }
  return text;
}

/** Names and numbers in a word that has no `@`. */
function redactParts(text: string, aliases: Aliases): string {
  return text
    .split(/((?<![\w:])(?:IPv6:)?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,15}(?![\w:]|\.\d))/i)
    .map((part, index) =>
      index % 2 === 1 && isIpv6(part) ? redactIpv6(part, aliases) : redactNames(part, aliases),
    )
    .join('');
}

function isIpv6(text: string): boolean {
  const plain = text.replace(/^IPv6:/i, '');
  const groups = plain.split(':');
  return /[0-9a-f]/i.test(plain) && (plain.includes('::') ? groups.length <= 9 : groups.length >= 8);
}

function redactIpv6(text: string, aliases: Aliases): string {
  const prefix = /^IPv6:/i.exec(text)?.[0] ?? '';
  const groups = text.slice(prefix.length).split(':');
  // Sixteen and more pairs are a certificate's fingerprint.
  return (
    prefix +
    (groups.length > 8 && !text.includes('::') ? aliases.id(text) : aliases.ip(text.slice(prefix.length)))
  );
}

const NAME = /[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]*[A-Za-z0-9\u0080-\uffff])?/g;

function redactNames(text: string, aliases: Aliases): string {
  return text.replace(NAME, (name) => redactName(name, aliases));
}

function redactName(name: string, aliases: Aliases): string {
  if (isIpv4(name)) {
    return aliases.ip(name);
  }
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\.(.*[a-z].*)$/i.exec(name);
  if (four?.[1] !== undefined && isIpv4(four[1]) && providerDomainOf((four[2] ?? '').toLowerCase())) {
    return `${aliases.ip(four[1])}.${redactName(four[2] ?? '', aliases)}`;
  }
  if (isHost(name)) {
    return aliases.host(name);
  }
  const known = aliases.ofWord(name);
  if (known !== undefined || isId(name)) {
    return known ?? aliases.id(name);
  }
  return name.replace(WORD, (word) => aliases.ofWord(word) ?? word);
}

const WORD = /[A-Za-z0-9]{3,}/g;

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

/** A name with a dot whose end may be a top level domain; `main.cf` is a file, `Foo.java:12` a source. */
function isHost(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const end = name.slice(dot + 1).toLowerCase();
  return (
    dot > 0 &&
    name.length <= 255 &&
    !name.includes('..') &&
    !/[a-z][A-Z]|^[A-Z][a-z]{3,}$/.test(name.slice(dot + 1)) &&
    (/^[a-z\u0080-\uffff]{2,24}$/.test(end) || end.startsWith('xn--')) &&
    !NO_DOMAINS.has(end) &&
    !EVENT.test(end) &&
    !/^(?:org|com|net|java|javax)\.[a-z0-9]+\.[\w.]*[A-Z]/.test(name)
  );
}

/** Endings of files, of members of objects and of programs' own names. */
const NO_DOMAINS: ReadonlySet<string> = new Set(
  `connect log cf conf c h cc cpp pem db java js ts php txt exe dll csv eml json xml html htm gz sock pid key crt cer err info
  warn ini lua go rb cpp class action err code rcpt status reason msg message queue smtp smtpd lmtp local error from to
  id delivery start end time size type level name`
    .split(/\s+/)
    .filter((end) => !['info', 'cc'].includes(end)),
);

/** `delivery.delivered` is an event. */
const EVENT = /^(?!limited$|exposed$|unlimited$)[a-z]{4,}ed$/;

/** A long word of letters and digits that no cipher is called. */
function isId(name: string): boolean {
  if (UUID.test(name) || (/^[0-9A-F]{9,}$/.test(name) && /\d/.test(name) && /[A-F]/.test(name))) {
    return true;
  }
  return (
    name.length >= 12 &&
    !name.includes('.') &&
    /\d/.test(name) &&
    /[a-z]/i.test(name) &&
    hasLongRun(name) &&
    !CIPHER.test(name)
  );
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const CIPHER = /^(?:aes|sha|chacha|ecdh|ecdsa|rsa|tls|x25519|prime|secp|des|dhe|md5|brainpool|x86)/i;

/** A run that mixes letters and digits, of eight and more; `ESMTP-2026-11-23T10` is none. */
function hasLongRun(name: string): boolean {
  return name
    .split('-')
    .some((run) => run.length >= 8 && /\d/.test(run) && /[a-z]/i.test(run) && !/^\d{6,8}T\d+Z?$/.test(run));
}

function isHostSign(unit: number): boolean {
  return (
    unit > 0x7f ||
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x2d ||
    unit === 0x2e
  );
}
