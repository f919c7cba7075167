// Runs in namespaces of its own (see ../capture.mjs): a network with nothing but loopback, a host name, processes that
// end with it. `inside.mjs SERVER ROOT OUT` plays the messages to the server in ROOT and writes its log and the truth.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './client.mjs';
import { ADDRESSES, startDns } from './dns.mjs';
import { startFilter } from './filter.mjs';
import { forwardedTo, scriptedMessages } from './messages.mjs';
import { servers } from './servers.mjs';
import { startClosedSink, startSink } from './sink.mjs';
import { truthOf } from './truth.mjs';

const [name, root, out] = process.argv.slice(2);
const server = servers[name];
const run = (...command) =>
  execFileSync('chroot', [root, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const host = { root, run };
const logFile = path.join(root, server.log);
const APART_MS = 60;
/** What stays in the queue for good. */
const left = new Set();
/** All that was seen on the wire, in order. */
const wire = { sink: [], filter: [], sent: new Map() };

const messages = scriptedMessages(server);
prepareNetwork();
server.configure({
  root,
  run,
  users: localNames(messages, 'clerk'),
  strangers: localNames(messages, 'nobody'),
  aliases: aliasesOf(messages),
});
const stops = [
  await startDns(),
  await startSink(ADDRESSES['mx.example.net'], 25, (event) => wire.sink.push(event)),
  await startSink(ADDRESSES['mx.example.com'], 25, (event) => wire.sink.push(event)),
  await startClosedSink('busy.example.net', '421 4.3.2 too busy, come back later', (event) =>
    wire.sink.push(event),
  ),
  await startClosedSink('closed.example.net', '554 5.3.2 we take no mail', (event) => wire.sink.push(event)),
];
if (server.filters) {
  stops.push(
    await startFilter(10024, { host: '127.0.0.1', port: server.ports.back }, (event) =>
      wire.filter.push(event),
    ),
  );
}
server.start(host);
await sleep(1500);
await play();
server.stop(host);
await sleep(500);
writeResult();
for (const { stop } of stops) {
  stop();
}
process.exit(0);

function prepareNetwork() {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  for (const address of Object.values(ADDRESSES)) {
    execFileSync('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
  }
  execFileSync('mount', ['-t', 'proc', 'proc', path.join(root, 'proc')]);
  writeFileSync(path.join(root, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n');
  writeFileSync(path.join(root, 'etc/hosts'), '127.0.0.1 localhost\n192.0.2.1 mail.example.org mail\n');
  writeFileSync(path.join(root, 'etc/mailname'), 'example.org\n');
}

async function play() {
  for (const message of messages.filter(({ together }) => !together)) {
    const first = lineCount();
    await deliver(message);
    await settle();
    const mine = server.deferred(host).filter((id) => !left.has(id));
    for (const id of mine) {
      await sleep(1100);
      server.retry(host, id);
      await settle();
    }
    for (const id of server.deferred(host)) {
      left.add(id);
    }
    message.span = [first + 1, lineCount()];
  }
  // Apart by so much that OpenSMTPD, which lets five connections wait, sees them all.
  const together = messages.filter((message) => message.together);
  await Promise.all(together.map((message, index) => sleep(index * APART_MS).then(() => deliver(message))));
  await settle();
}

async function deliver(message) {
  const { filtered, plain } = server.ports;
  const result = await send({
    host: ADDRESSES['mail.example.org'],
    port: message.filtered ? filtered : plain,
    localAddress: ADDRESSES[message.stranger ? 'stranger.example.com' : 'client.example.com'],
    sender: message.sender,
    recipients: message.recipients.map(({ address }) => address),
    text: message.text,
  });
  wire.sent.set(message.messageId, result);
}

/** Waits until nothing is on its way and the log has been still for a while. */
async function settle() {
  let [lines, still] = [-1, 0];
  while (still < 3) {
    await sleep(150);
    const now = lineCount();
    still = now === lines && !server.isBusy(host) ? still + 1 : 0;
    lines = now;
  }
}

function lineCount() {
  return readFileSync(logFile, 'latin1').split('\n').length - 1;
}

function writeResult() {
  const log = readFileSync(logFile, 'utf8');
  const truth = truthOf(messages, wire, log.split('\n'), server);
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, path.basename(server.log)), log);
  const rows = truth.map((message) => `    ${JSON.stringify(message)}`).join(',\n');
  const head = `{\n  "server": "${name}",\n  "version": "${server.version(host)}",\n  "messages": [\n`;
  writeFileSync(path.join(out, 'truth.json'), `${head}${rows}\n  ]\n}\n`);
}

function localNames(all, kind) {
  return all.flatMap(({ recipients }) =>
    recipients.filter((recipient) => recipient.kind === kind).map(({ address }) => address.split('@')[0]),
  );
}

function aliasesOf(all) {
  return localNames(all, 'forward')
    .map((local) => `${local}: ${forwardedTo(`${local}@example.org`)}\n`)
    .join('');
}
