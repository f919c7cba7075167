// What is sent: the same messages for every server, from a fixed seed.

const OUTCOMES = {
  ok: 'delivered',
  grey: 'delivered',
  later: 'delivered',
  clerk: 'delivered',
  forward: 'delivered',
  unknown: 'failed',
  plain: 'failed',
  lines: 'failed',
  spam: 'failed',
  bare: 'failed',
  virus: 'failed',
  nobody: 'failed',
  relay: 'failed',
  missing: 'failed',
  full: 'delayed',
  drop: 'delayed',
  slow: 'delayed',
  dead: 'delayed',
  busy: 'delayed',
  closed: 'failed',
};

const DOMAIN = {
  clerk: 'example.org',
  forward: 'example.org',
  nobody: 'example.org',
  missing: 'missing.example.net',
  dead: 'dead.example.net',
  busy: 'busy.example.net',
  closed: 'closed.example.net',
};

/** One at a time: recipients by what happens to them, `gone` where nobody takes the bounce, `by` how it gets in. */
const ONE_AT_A_TIME = [
  'ok',
  'unknown',
  'grey',
  'clerk',
  'forward',
  'spam',
  'later',
  'ok ok',
  'ok unknown',
  'lines',
  'plain',
  'ok grey unknown',
  'nobody',
  'relay',
  'gone unknown',
  'clerk forward',
  'bare',
  'missing',
  'ok nobody',
  'ok clerk',
  'virus',
  'gone spam',
  'grey grey',
  'full',
  'ok full',
  'drop',
  'slow',
  'dead',
  'forward unknown',
];

/** For servers that give up where the other side's greeting is a 5yz reply. */
const AT_GREETING = ['busy', 'closed', 'ok busy'];

const AT_ONCE = [
  'ok',
  'ok',
  'unknown',
  'ok unknown',
  'spam',
  'clerk',
  'forward',
  'lines',
  'plain',
  'gone unknown',
];
const SEED = 20261123;

/** `omitted`: what cannot be waited for with a server. */
export function scriptedMessages({ filters: filtered, failsAtGreeting, omitted = [] }) {
  const next = randomFrom(SEED);
  const together = Array.from({ length: 24 }, () => AT_ONCE[next(AT_ONCE.length)]);
  const all = [
    ...[...ONE_AT_A_TIME, ...(failsAtGreeting ? AT_GREETING : [])].map((kinds) => ({ kinds })),
    ...together.map((kinds) => ({ kinds, together: true })),
  ];
  return all
    .filter(({ kinds }) => filtered || !kinds.includes('virus'))
    .filter(({ kinds }) => !omitted.includes(kinds))
    .map(({ kinds, together = false }, index) =>
      messageOf(kinds.split(' '), index + 1, together, filtered, next),
    );
}

function messageOf(kinds, number, together, filtered, next) {
  const id = String(number).padStart(4, '0');
  const wanted = kinds.filter((kind) => kind !== 'gone');
  const addresses = wanted.map((kind, index) => {
    const local = `${kind}-${id}${wanted.indexOf(kind) === index ? '' : 'b'}`;
    return { kind, address: `${local}@${DOMAIN[kind] ?? 'example.net'}`, outcome: OUTCOMES[kind] };
  });
  return {
    messageId: `<capture-${id}@example.com>`,
    sender: `${kinds.includes('gone') ? 'gone' : 'sender'}-${id}@example.com`,
    recipients: addresses,
    text: textOf(id, addresses),
    together,
    stranger: kinds.includes('relay'),
    filtered: filtered && (kinds.includes('virus') || next(3) > 0),
  };
}

function textOf(id, recipients) {
  const to = recipients.map(({ address }) => `<${address}>`).join(', ');
  return [
    `From: <sender-${id}@example.com>`,
    `To: ${to}`,
    `Subject: Message ${id}`,
    `Message-ID: <capture-${id}@example.com>`,
    'Date: Mon, 23 Nov 2026 15:39:02 +0000',
    '',
    `Line of message ${id}.`,
  ].join('\n');
}

/** The address outside to which the local address `forward-…@example.org` leads. */
export function forwardedTo(address) {
  return address.startsWith('forward-')
    ? address.replace('forward-', 'ok-f').replace('.org', '.net')
    : address;
}

/** Whole numbers from 0 to below `below` (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}
