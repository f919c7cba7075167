// A name server for the capture: example.net, example.com and example.org have mail exchangers, `dead.example.net`
// has one at which nothing listens, those of `busy.example.net` and `closed.example.net` talk to nobody,
// `missing.example.net` does not exist.

import { createSocket } from 'node:dgram';

export const ADDRESSES = {
  'mail.example.org': '192.0.2.1',
  'client.example.com': '192.0.2.9',
  'mx.example.net': '198.51.100.25',
  'mx.example.com': '198.51.100.26',
  'mx.dead.example.net': '198.51.100.27',
  'mx.busy.example.net': '198.51.100.28',
  'mx.closed.example.net': '198.51.100.29',
  'stranger.example.com': '203.0.113.9',
};

const EXCHANGERS = {
  'example.net': 'mx.example.net',
  'example.com': 'mx.example.com',
  'example.org': 'mail.example.org',
  'dead.example.net': 'mx.dead.example.net',
  'busy.example.net': 'mx.busy.example.net',
  'closed.example.net': 'mx.closed.example.net',
};

const TYPES = { A: 1, PTR: 12, MX: 15 };
const NO_SUCH_NAME = 3;

export async function startDns() {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answer(query), port, address));
  await new Promise((resolve) => socket.bind(53, '127.0.0.1', resolve));
  return { stop: () => socket.close() };
}

function answer(query) {
  const { name, type, end } = readQuestion(query);
  const record = recordOf(name, type);
  const known = record !== undefined || name in ADDRESSES || name in EXCHANGERS || name === 'localhost';
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8580 | (known ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(record === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const parts = [header, query.subarray(12, end)];
  if (record !== undefined) {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(60, 6);
    head.writeUInt16BE(record.length, 10);
    parts.push(head, record);
  }
  return Buffer.concat(parts);
}

function recordOf(name, type) {
  if (type === TYPES.A) {
    const address = name === 'localhost' ? '127.0.0.1' : ADDRESSES[name];
    return address && Buffer.from(address.split('.').map(Number));
  }
  if (type === TYPES.MX && EXCHANGERS[name]) {
    return Buffer.concat([Buffer.from([0, 10]), encodeName(EXCHANGERS[name])]);
  }
  if (type === TYPES.PTR && name.endsWith('.in-addr.arpa')) {
    const address = name.split('.').slice(0, 4).reverse().join('.');
    const found = Object.keys(ADDRESSES).find((host) => ADDRESSES[host] === address);
    return address === '127.0.0.1' ? encodeName('localhost') : found && encodeName(found);
  }
  return undefined;
}

function readQuestion(query) {
  const labels = [];
  let at = 12;
  while (query[at] > 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    at += query[at] + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function encodeName(name) {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
