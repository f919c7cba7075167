// A content filter as amavis is one: takes mail by SMTP, hands it back to the server's other port, and answers with
// the server's answer. Mail to `virus-…` is refused. `record` gets the text and the answer of the server.

import { createServer } from 'node:net';
import { send } from './client.mjs';
import { addressIn, blockOf, converse, readData } from './wire.mjs';

export function startFilter(port, back, record) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    let [sender, recipients] = ['', []];
    const say = (reply) => socket.write(`${reply}\r\n`);
    const lines = converse(socket, 'filter.example.org', {
      MAIL: (line) => {
        [sender, recipients] = [addressIn(line), []];
        say('250 2.1.0 sender ok');
      },
      RCPT: (line) => {
        recipients.push(addressIn(line));
        say('250 2.1.5 recipient ok');
      },
      DATA: () => {
        say('354 go ahead');
        readData(lines, async (text) => say(await judge({ sender, recipients, text })));
      },
    });
  });
  let count = 0;
  async function judge({ sender, recipients, text }) {
    const id = `${String(++count).padStart(5, '0')}-01`;
    if (recipients.some((address) => blockOf(address) === 'virus')) {
      const reply = `554 5.7.0 Reject, id=${id} - INFECTED: test file`;
      record({ sender, recipients, text, reply });
      return reply;
    }
    const { data } = await send({ host: back.host, port: back.port, sender, recipients, text });
    const reply = `${data.slice(0, 3)} 2.0.0 from MTA(smtp:[${back.host}]:${back.port}): ${data}`;
    record({ sender, recipients, text, reply, back: data });
    return reply;
  }
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve({ stop: () => server.close() })),
  );
}
