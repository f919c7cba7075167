import { allPatterns, providerHosts } from '../smtp/catalogue';

/** What redaction replaces. */
export type RedactedKind = 'user' | 'host' | 'ip' | 'id' | 'message-id' | 'page' | 'subject' | 'secret';

export interface Alias {
  readonly kind: RedactedKind;
  readonly original: string;
  readonly alias: string;
}

/** The pseudonyms handed out so far: the same original has the same one all through. */
export class Aliases {
  readonly #known = new Map<string, Alias>();
  readonly #words = new Map<string, Alias>();
  readonly #counts = new Map<string, number>();
  /** How often each kind was replaced. */
  readonly times = new Map<RedactedKind, number>();

  all(): IterableIterator<Alias> {
    return this.#known.values();
  }

  /** The alias of a user, a short host name or an id that was seen before, wherever the word stands. */
  ofWord(word: string): string | undefined {
    const known = this.#words.get(word.toLowerCase());
    return known && this.#used(known);
  }

  user(name: string): string {
    return ROLES.has(name.toLowerCase()) ? name : this.#alias('user', name, () => this.#numbered('user'));
  }

  /** `host3.domain2.example` of a name in a domain, `domain2.example` of the domain, `host1` of a name alone. */
  host(name: string): string {
    const host = name.toLowerCase();
    if (KEPT_HOSTS.has(host)) {
      return name;
    }
    const provider = providerDomainOf(host);
    if (provider === host) {
      return name;
    }
    const domain = provider ?? domainOf(host);
    const make = () => {
      if (domain === '') {
        return this.#numbered('host');
      }
      if (domain === host) {
        return `${this.#numbered('domain')}.example`;
      }
      // Lines are known by `server=smtp.example.net`, blocklists by `https://bl.example.net/`.
      const label = TELLING_LABEL.exec(host)?.[0] ?? '';
      return `${label}${this.#numbered('host')}.${provider ?? this.#domain(domain)}`;
    };
    return this.#alias('host', name, make);
  }

  address(local: string, domain: string): string {
    const name = looksLikeId(local)
      ? this.#alias('message-id', local, () => this.#numbered('message'))
      : this.user(local);
    return `${name}@${domain}`;
  }

  ip(address: string): string {
    const low = address.toLowerCase();
    if (LOCAL_IPS.has(low) || low.startsWith('127.')) {
      return address;
    }
    return this.#alias('ip', low, () =>
      low.includes(':') ? `2001:db8::${this.#next('v6').toString(16)}` : documentationIp(this.#next('v4')),
    );
  }

  /** Of the same shape: as long, digits for digits, capitals for capitals. */
  id(id: string): string {
    return this.#alias('id', id, () => this.#shaped(id));
  }

  other(kind: 'page' | 'subject' | 'secret', text: string): string {
    return this.#alias(kind, text, () => this.#numbered(kind));
  }

  #domain(domain: string): string {
    return this.#alias('host', domain, () => `${this.#numbered('domain')}.example`, false);
  }

  #alias(kind: RedactedKind, original: string, make: () => string, counted = true): string {
    // Case tells ids apart, and nothing else.
    const key = `${kind} ${kind === 'id' ? original : original.toLowerCase()}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { kind, original, alias: make() };
      this.#known.set(key, known);
      if (isTelling(known)) {
        this.#words.set(original.toLowerCase(), known);
      }
    }
    return counted ? this.#used(known) : known.alias;
  }

  #used({ kind, alias }: Alias): string {
    this.times.set(kind, (this.times.get(kind) ?? 0) + 1);
    return alias;
  }

  #numbered(name: string): string {
    return `${name}${this.#next(name)}`;
  }

  #next(counter: string): number {
    const next = (this.#counts.get(counter) ?? 0) + 1;
    this.#counts.set(counter, next);
    return next;
  }

  #shaped(id: string): string {
    const [word] = /^(?:[A-Za-z]{3,}(?=-)|[A-Z]{4}(?=\d{8}))/.exec(id) ?? [''];
    const hex = !/[g-z]/i.test(id);
    const shape = id.replace(/[0-9]/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A');
    let rest = this.#next(`id ${shape}`);
    let alias = '';
    for (let at = id.length - 1; at >= word.length; at--) {
      const signs = signsLike(id.charAt(at), hex);
      alias = signs.charAt(rest % signs.length) + alias;
      rest = signs.length > 1 ? Math.floor(rest / signs.length) : rest;
    }
    // An id too short for so many: longer is better than twice the same.
    return word + (rest > 0 ? alias + rest : alias);
  }
}

function signsLike(sign: string, hex: boolean): string {
  if (/[0-9]/.test(sign)) {
    return '0123456789';
  }
  const letters = hex ? 'abcdef' : 'ghjklmnpqrst';
  return /[a-z]/.test(sign) ? letters : /[A-Z]/.test(sign) ? letters.toUpperCase() : sign;
}

/** Names that belong to nobody, and tell what kind of mail it was. */
const ROLES: ReadonlySet<string> = new Set(
  'postmaster,mailer-daemon,double-bounce,abuse,root,nobody,mail,postfix,exim,daemon,noreply,no-reply'.split(
    ',',
  ),
);

const TELLING_LABEL = /^(?:smtp|bl|rbl|dnsbl)\./;
const SITE = /(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|eu|de|fr|it|nl|ch|at|uk|jp|ru)(?![\w.-])/g;

const KEPT_HOSTS: ReadonlySet<string> = new Set(['localhost', 'localhost.localdomain', 'unknown', 'local']);
const LOCAL_IPS: ReadonlySet<string> = new Set(['::1', '::', '0.0.0.0', '255.255.255.255']);

/** With the sites that replies point to, `www.spamhaus.org` for one: the catalogue knows the reply by them. */
const gatherProviderDomains = (): ReadonlySet<string> =>
  new Set([
    ...'spamhaus.org,spamcop.net,barracudacentral.org,sorbs.net,surbl.org,uribl.com,abuseat.org,gmx.com,gmx.net'.split(
      ',',
    ),
    ...providerHosts,
    ...allPatterns().flatMap((pattern) => pattern.toLowerCase().match(SITE) ?? []),
  ]);
let providerDomains: ReadonlySet<string> | undefined;

/** `google.com` of `mx1.google.com`: the longest name by which the catalogue knows a provider. */
export function providerDomainOf(host: string): string | undefined {
  providerDomains ??= gatherProviderDomains();
  for (let at = 0; at >= 0; at = host.indexOf('.', at + 1)) {
    const suffix = host.slice(at === 0 ? 0 : at + 1);
    if (providerDomains.has(suffix)) {
      return suffix;
    }
  }
  return undefined;
}

/** `example.co.uk` of `mx.example.co.uk`; `''` where there is no domain. */
function domainOf(host: string): string {
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  const isSecondLevel = last.length === 2 && labels.length > 2 && (labels.at(-2) ?? '').length <= 3;
  return labels.length < 2 ? '' : labels.slice(isSecondLevel ? -3 : -2).join('.');
}

/** After the 762 addresses for documentation come those for benchmarks (RFC 2544), then class E: no real host has them. */
function documentationIp(number: number): string {
  if (number <= 3 * 254) {
    const block = ['192.0.2', '198.51.100', '203.0.113'][Math.floor((number - 1) / 254)];
    return `${block}.${((number - 1) % 254) + 1}`;
  }
  const rest = number - 3 * 254 - 1;
  const from = rest < 1 << 17 ? 0xc6120000 + rest : 0xf0000000 + ((rest - (1 << 17)) % (1 << 28));
  return [24, 16, 8, 0].map((shift) => (from >>> shift) & 255).join('.');
}

/** `20261123153858.B008F86BEB`, `E1rBxyz-0001Ab-2C`: written by a program. */
function looksLikeId(local: string): boolean {
  return local.length >= 12 && local.replace(/[^0-9]/g, '').length >= 5 && !local.includes('=');
}

/** Whether a word gives its owner away wherever it stands: ids, and names that are no words of a log. */
function isTelling({ kind, original }: Alias): boolean {
  if (kind === 'id') {
    return original.length >= 5;
  }
  return (
    (kind === 'user' || kind === 'host') &&
    original.length >= 3 &&
    /^[\w-]+$/.test(original) &&
    !/^\d+$/.test(original) &&
    !isCommonWord(original)
  );
}

export function isCommonWord(word: string): boolean {
  return COMMON_WORDS.has(word.toLowerCase());
}

/** Words of logs and replies that are names of users and hosts too. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `account accept accepted address admin administrator all alert anonymous auth backup billing body bounce bounces
  client contact content code command connect connection data delivered delivery deferred destination domain
  error exchange failed failure filter from gateway group guest helo help helpdesk host hosts hr imap inbound info
  inbox internal it job jobs list lists local localhost login mailbox mailer mailserver main manager marketing
  member message messages monitor mta news newsletter none not null office one order orders outbound owner owners
  password plain pop postfix privacy proxy queue quota recipient receive reject rejected relay remote report
  request return sales security send sender sent server service services session smtp smtpd someone spam status
  submission support system team temp temporary test testing the time timeout tls transport unknown
  unsubscribe user username users virtual virus web webmaster webserver welcome with www`.split(/\s+/),
);
