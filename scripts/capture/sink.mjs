// An SMTP server that answers what the recipient's address asks for, and writes down what it answered.
// `unknown-0007@example.net` is refused at RCPT; see REPLIES. Every final reply ends in a token of its own, `(r12)`.

import { createServer } from 'node:net';
import { ADDRESSES } from './dns.mjs';
import { addressIn, blockOf, converse, readData } from './wire.mjs';

/** What is answered to RCPT, by the first word of the local part; `first` only at the first attempt. */
const AT_RECIPIENT = {
  unknown: { reply: '550 5.1.1 <%s>: no such user here' },
  plain: { reply: '550 No such mailbox %s' },
  full: { reply: '452 4.2.2 <%s>: mailbox is full' },
  grey: { reply: '450 4.2.0 <%s>: greylisted, come back in 300 seconds', first: true },
  lines: {
    reply:
      '550-5.7.26 this mail has not been authenticated.\r\n550-5.7.26 550 messages a day is the limit for %s\r\n550 5.7.26 ask your postmaster',
  },
  drop: { drop: true },
  slow: { wait: true },
};

/** What is answered after the data. */
const AFTER_DATA = {
  spam: { reply: '554 5.7.1 message for %s looks like spam' },
  gone: { reply: '550 5.2.1 mailbox %s is disabled' },
  later: { reply: '451 4.7.1 %s is busy, try again later', first: true },
  bare: { reply: '554 transaction failed' },
};

/** The number of the last token: one count for all sinks. */
let token = 0;

const sign = (reply) => `${reply} (r${++token})`;

/** `record` gets each final answer: { address, sender, reply, text }; the reply is null where none was given. */
export function startSink(address, port, record) {
  const attempts = new Map();
  const sockets = new Set();
  const isDue = (rule, key) => {
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    return rule !== undefined && (!rule.first || attempts.get(key) === 1);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => {});
    answer(socket, { record, isDue });
  });
  return new Promise((resolve) => {
    server.listen(port, address, () => resolve({ stop: () => stop(server, sockets) }));
  });
}

/** The mail exchanger of a domain that greets every client with `reply` and hangs up. */
export function startClosedSink(domain, reply, record) {
  const server = createServer((socket) => {
    const greeting = sign(reply);
    record({ domain, reply: greeting });
    socket.on('error', () => {}).end(`${greeting}\r\n`);
  });
  return new Promise((resolve) => {
    server.listen(25, ADDRESSES[`mx.${domain}`], () => resolve({ stop: () => server.close() }));
  });
}

function stop(server, sockets) {
  for (const socket of sockets) {
    socket.destroy();
  }
  server.close();
}

function answer(socket, { record, isDue }) {
  let [sender, accepted] = ['', []];
  const say = (reply) => socket.write(`${reply}\r\n`);
  const note = (address, reply, message = {}) => record({ sender, address, reply, ...message });
  const lines = converse(socket, 'mx.example.net', {
    MAIL: (line) => {
      [sender, accepted] = [addressIn(line), []];
      say('250 2.1.0 sender ok');
    },
    RCPT: (line) => {
      const address = addressIn(line);
      const rule = AT_RECIPIENT[blockOf(address)];
      if (!isDue(rule, `rcpt ${address}`)) {
        accepted.push(address);
        return say('250 2.1.5 recipient ok');
      }
      const reply = rule.reply && sign(rule.reply.replaceAll('%s', address));
      note(address, reply ?? null);
      if (rule.drop) {
        return socket.destroy();
      }
      return rule.wait ? undefined : say(reply);
    },
    DATA: () => {
      if (accepted.length === 0) {
        return say('503 5.5.1 no recipients');
      }
      say('354 go ahead');
      return readData(lines, (text) => {
        const address = accepted[0];
        const rule = AFTER_DATA[blockOf(address)];
        const reply = sign(
          isDue(rule, `data ${address}`) ? rule.reply.replaceAll('%s', address) : '250 2.0.0 taken',
        );
        for (const recipient of accepted) {
          note(recipient, reply, { text });
        }
        say(reply);
      });
    },
  });
}
