import { randomFrom } from '../support/random';

/** What a generated log holds, counted as it was written. */
export interface Truth {
  lines: number;
  replies: number;
  permanent: number;
  temporary: number;
}

/**
 * A busy Postfix server's log, the same for the same seed: incoming mail through a content filter, submissions,
 * deliveries, deferrals, bounces, refusals at the door, all interleaved, with the numbers in it that are no replies.
 * Calls `write` for each line, without its break, until `bytes` are written.
 */
export function writePostfixLog(bytes: number, write: (line: string) => void, seed = 1): Truth {
  const random = new Source(seed);
  const truth: Truth = { lines: 0, replies: 0, permanent: 0, temporary: 0 };
  const open: Entry[][] = [];
  let written = 0;
  let second = 0;
  while (written < bytes) {
    while (open.length < 48) {
      open.push(session(random).reverse());
    }
    const at = random.below(open.length);
    const entries = open[at] as Entry[];
    const { daemon, text, replies = 0, failure } = entries.pop() as Entry;
    if (entries.length === 0) {
      open.splice(at, 1);
    }
    second += random.below(18) === 0 ? 1 : 0;
    const line = `${stamp(second)} mx01 ${daemon}[${random.between(1000, 99999)}]: ${text}`;
    write(line);
    written += line.length + 1;
    truth.lines++;
    truth.replies += replies;
    if (failure) {
      truth[failure]++;
    }
  }
  return truth;
}

interface Entry {
  readonly daemon: string;
  readonly text: string;
  readonly replies?: number;
  readonly failure?: 'permanent' | 'temporary';
}

/** The kinds of session and how often each comes, in a hundred. */
function session(random: Source): Entry[] {
  const kind = random.below(100);
  if (kind < 28) {
    return incoming(random);
  }
  if (kind < 48) {
    return outgoing(random);
  }
  if (kind < 74) {
    return refused(random);
  }
  return kind < 88 ? screened(random) : guessed(random);
}

function incoming(random: Source): Entry[] {
  const [client, id, filtered, from, to] = [
    random.client(),
    random.id(),
    random.id(),
    random.address(),
    random.address(),
  ];
  const messageId = `<${random.letters(20)}.${random.between(100, 599)}@${random.domain()}>`;
  return [
    { daemon: 'postfix/smtpd', text: `connect from ${client}` },
    { daemon: 'postfix/smtpd', text: `${id}: client=${client}` },
    { daemon: 'postfix/cleanup', text: `${id}: message-id=${messageId}` },
    { daemon: 'opendkim', text: `${id}: DKIM verification successful` },
    {
      daemon: 'postfix/qmgr',
      text: `${id}: from=<${from}>, size=${random.between(1500, 250000)}, nrcpt=1 (queue active)`,
    },
    {
      daemon: 'postfix/smtpd',
      text: `disconnect from ${client} ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7`,
    },
    {
      daemon: 'postfix/smtpd',
      text: `${filtered}: client=localhost[127.0.0.1], orig_queue_id=${id}, orig_client=${client}`,
    },
    { daemon: 'postfix/cleanup', text: `${filtered}: message-id=${messageId}` },
    {
      daemon: 'amavis',
      text: `(${random.between(10000, 99999)}-${random.between(1, 20)}) Passed CLEAN {RelayedInbound}, [${random.ip()}]:${random.between(1024, 65535)} <${from}> -> <${to}>, Queue-ID: ${id}, Hits: -1.9, size: ${random.between(1500, 250000)}, queued_as: ${filtered}, ${random.between(200, 599)} ms`,
    },
    {
      daemon: 'postfix/smtp',
      replies: 2,
      text: `${id}: to=<${to}>, relay=127.0.0.1[127.0.0.1]:10024, ${random.delays()}, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as ${filtered})`,
    },
    { daemon: 'postfix/qmgr', text: `${id}: removed` },
    {
      daemon: 'postfix/lmtp',
      replies: 1,
      text: `${filtered}: to=<${to}>, relay=mail.example.com[private/dovecot-lmtp], ${random.delays()}, dsn=2.0.0, status=sent (250 2.0.0 <${to}> ${random.base64(22)} Saved)`,
    },
    { daemon: 'postfix/qmgr', text: `${filtered}: removed` },
  ];
}

function outgoing(random: Source): Entry[] {
  const [id, from] = [random.id(), random.address()];
  const recipients = random.between(1, 4);
  return [
    {
      daemon: 'postfix/submission/smtpd',
      text: `${id}: client=${random.client()}, sasl_method=PLAIN, sasl_username=${from}`,
    },
    { daemon: 'postfix/cleanup', text: `${id}: message-id=<${random.letters(24)}@${random.domain()}>` },
    {
      daemon: 'postfix/qmgr',
      text: `${id}: from=<${from}>, size=${random.between(900, 900000)}, nrcpt=${recipients} (queue active)`,
    },
    ...Array.from({ length: recipients }, () => delivery(random, id)),
    { daemon: 'postfix/qmgr', text: `${id}: removed` },
  ];
}

function delivery(random: Source, id: string): Entry {
  const [to, relay] = [random.address(), random.relay()];
  const attempt = (dsn: string, status: string) =>
    `${id}: to=<${to}>, relay=${relay}:25, ${random.delays()}, dsn=${dsn}, status=${status}`;
  const kind = random.below(100);
  if (kind < 88) {
    return {
      daemon: 'postfix/smtp',
      replies: 1,
      text: attempt(
        '2.0.0',
        `sent (250 2.0.0 OK ${random.between(1e9, 2e9)} ${random.letters(16)}.${random.between(10, 599)} - gsmtp)`,
      ),
    };
  }
  const failure = kind < 94 ? 'temporary' : 'permanent';
  const [dsn, reply, command] = random.pick(failure === 'temporary' ? PUT_OFF : REFUSED_FOR_GOOD);
  const status = failure === 'temporary' ? 'deferred' : 'bounced';
  if (reply === '') {
    const text = `${id}: to=<${to}>, relay=none, ${random.delays()}, dsn=${dsn}, status=${status} (${command.replace('RELAY', relay)})`;
    return { daemon: 'postfix/smtp', text, failure };
  }
  const said = reply.replaceAll('ADDRESS', to).replaceAll('IP', random.ip());
  return {
    daemon: 'postfix/smtp',
    replies: 1,
    failure,
    text: attempt(dsn, `${status} (host ${relay} said: ${said} (in reply to ${command} command))`),
  };
}

/** dsn, what the other side said, the command it answered; where it said nothing, Postfix's own words. */
type Answer = readonly [dsn: string, reply: string, command: string];

const PUT_OFF: readonly Answer[] = [
  [
    '4.2.0',
    '450 4.2.0 <ADDRESS>: Recipient address rejected: Greylisted, see https://example.org/help',
    'RCPT TO',
  ],
  [
    '4.7.0',
    '421-4.7.0 [IP 15] Our system has detected an unusual rate of 421-4.7.0 unsolicited mail originating from your IP address. 421 4.7.0 Please review our guidelines',
    'end of DATA',
  ],
  ['4.2.2', '452 4.2.2 The email account that you tried to reach is over quota', 'RCPT TO'],
  ['4.4.1', '', 'connect to RELAY:25: Connection timed out'],
];

const REFUSED_FOR_GOOD: readonly Answer[] = [
  [
    '5.1.1',
    '550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1 Please check the address',
    'RCPT TO',
  ],
  ['5.7.1', '554 5.7.1 Service unavailable; Client host [IP] blocked using bl.example.org', 'RCPT TO'],
  ['5.2.2', '552 5.2.2 Mailbox full', 'end of DATA'],
  ['5.0.0', '550 Requested action not taken: mailbox unavailable', 'RCPT TO'],
  [
    '5.4.4',
    '',
    'Host or domain name not found. Name service error for name=no.example type=AAAA: Host not found',
  ],
];

function refused(random: Source): Entry[] {
  const [client, from, to] = [random.client(), random.address(), random.address()];
  const reply = random.pick(AT_THE_DOOR).replaceAll('ADDRESS', to).replaceAll('IP', random.ip());
  const failure = reply.startsWith('4') ? 'temporary' : 'permanent';
  return [
    { daemon: 'postfix/smtpd', text: `connect from ${client}` },
    {
      daemon: 'postfix/smtpd',
      replies: 1,
      failure,
      text: `NOQUEUE: reject: RCPT from ${client}: ${reply}; from=<${from}> to=<${to}> proto=ESMTP helo=<${random.domain()}>`,
    },
    { daemon: 'postfix/smtpd', text: `lost connection after RCPT from ${client}` },
    { daemon: 'postfix/smtpd', text: `disconnect from ${client} ehlo=1 mail=1 rcpt=0/1 commands=2/3` },
  ];
}

const AT_THE_DOOR = [
  '554 5.7.1 Service unavailable; Client host [IP] blocked using bl.example.org; https://bl.example.org/query/ip/IP',
  '550 5.1.1 <ADDRESS>: Recipient address rejected: User unknown in virtual mailbox table',
  '450 4.2.0 <ADDRESS>: Recipient address rejected: Greylisted, see https://example.org/help',
  '450 4.7.1 Client host rejected: cannot find your reverse hostname, [IP]',
  '554 5.7.1 <ADDRESS>: Relay access denied',
];

function screened(random: Source): Entry[] {
  const client = `[${random.ip()}]:${random.between(1024, 65535)}`;
  return [
    { daemon: 'postfix/postscreen', text: `CONNECT from ${client} to [192.0.2.10]:25` },
    {
      daemon: 'postfix/dnsblog',
      text: `addr ${random.ip()} listed by domain bl.example.org as 127.0.0.${random.between(2, 11)}`,
    },
    {
      daemon: 'postfix/postscreen',
      text: `PREGREET ${random.between(8, 40)} after 0.${random.between(10, 99)} from ${client}: EHLO ${random.domain()}\\r\\n`,
    },
    { daemon: 'postfix/postscreen', text: `DISCONNECT ${client}` },
  ];
}

function guessed(random: Source): Entry[] {
  const client = random.client();
  return [
    { daemon: 'postfix/submission/smtpd', text: `connect from ${client}` },
    {
      daemon: 'postfix/submission/smtpd',
      text: `warning: ${client}: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${random.address()}`,
      failure: 'permanent',
    },
    {
      daemon: 'dovecot',
      text: `imap-login: Login: user=<${random.address()}>, method=PLAIN, rip=${random.ip()}, lip=192.0.2.10, mpid=${random.between(1000, 99999)}, TLS, session=<${random.base64(16)}>`,
    },
    {
      daemon: 'postfix/submission/smtpd',
      text: `disconnect from ${client} ehlo=1 auth=0/1 rset=1 quit=1 commands=3/4`,
    },
  ];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const START = Date.UTC(2026, 10, 3) / 1000;

/** `Nov  3 00:00:00` */
function stamp(second: number): string {
  const date = new Date((START + second) * 1000);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

/** Repeatable names, addresses and numbers. */
class Source {
  readonly below: (limit: number) => number;
  readonly #domains: readonly string[];

  constructor(seed: number) {
    this.below = randomFrom(seed);
    this.#domains = Array.from({ length: 400 }, () => `${this.letters(this.between(4, 14))}.example`);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  letters(length: number): string {
    return this.units(LETTERS, length);
  }

  /** As Dovecot makes its session ids. */
  base64(length: number): string {
    return this.units(BASE64, length);
  }

  id(): string {
    return this.units(HEXADECIMAL, 10);
  }

  units(of: string, length: number): string {
    let text = '';
    for (let at = 0; at < length; at++) {
      text += of[this.below(of.length)];
    }
    return text;
  }

  domain(): string {
    return this.pick(this.#domains);
  }

  address(): string {
    return `${this.pick(NAMES)}.${this.pick(NAMES)}${this.between(1, 99)}@${this.domain()}`;
  }

  ip(): string {
    return `203.0.${this.below(256)}.${this.between(1, 254)}`;
  }

  client(): string {
    return this.below(4) === 0
      ? `unknown[${this.ip()}]`
      : `mail-${this.letters(2)}${this.between(200, 559)}.${this.domain()}[${this.ip()}]`;
  }

  relay(): string {
    return `mx${this.between(1, 4)}.${this.domain()}[${this.ip()}]`;
  }

  delays(): string {
    const parts = [this.below(300), 0, this.below(100), this.below(150)].map((part) => part / 100);
    return `delay=${parts.reduce((sum, part) => sum + part, 0).toFixed(1)}, delays=${parts.join('/')}`;
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const BASE64 = `${LETTERS}${LETTERS.toUpperCase()}0123456789+/`;
const HEXADECIMAL = '0123456789ABCDEF';
/** Some are words of replies, too. */
const NAMES = [
  'accounts',
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
  'mallory',
  'no-reply',
  'peggy',
  'support',
  'sybil',
  'trent',
  'victor',
  'walter',
];
